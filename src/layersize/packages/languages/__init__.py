"""Managers of what programs of one language need, and programs that tell theirs."""
