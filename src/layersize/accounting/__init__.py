"""Layers over each other become numbers. Pure: no I/O, no clock, no environment."""
