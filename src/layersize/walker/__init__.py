"""Layer blobs to columns of entries: the hot path."""
