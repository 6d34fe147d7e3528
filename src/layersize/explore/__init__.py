"""Trees of files to walk through, as the screens show them. Pure."""
