"""Compared images as a table for a terminal."""
