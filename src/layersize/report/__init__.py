"""Finished results as text; one renderer a file, none computes or opens files."""
