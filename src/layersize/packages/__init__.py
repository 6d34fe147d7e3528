"""Who owns which bytes: one file a package manager. Pure."""
