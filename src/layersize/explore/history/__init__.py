"""The lives of paths, layer by layer."""
