"""References to images: what manifests and configs state, and where the layers' bytes are."""
