"""Immutable values that the stations hand on to each other; standard library only."""
