"""Bytes: ranges of files, buffers, compression, limits."""
