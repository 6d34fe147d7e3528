"""What went wrong with a sample."""

from __future__ import annotations


class SampleError(Exception):
    """A sample that can't be built, doesn't answer or can't be measured; the text says why."""
