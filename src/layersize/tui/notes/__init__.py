"""The lines at the bottom of a screen: all there is to say about the highlighted row.

What hides bytes and what would help come first, whole instructions last: those may be long.
"""
