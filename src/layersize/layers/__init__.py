"""A layer blob becomes columns of entries: the hot path."""
