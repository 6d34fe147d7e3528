"""The terminal UI: one image explored, or two side by side.

It gets a loader and a writer handed in, and knows nothing of where images come from.
"""
