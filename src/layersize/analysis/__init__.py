"""Walked layers to numbers: pure arithmetic, no input, no output, no clock."""
