"""The terminal UI: one image explored, or two side by side.

It gets a backend handed in, and knows nothing of where images come from.
"""
