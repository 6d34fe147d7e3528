"""Progress that can be asked how much it was told."""

from __future__ import annotations

from layersize.progress import NoProgress


class CountedProgress(NoProgress):
    """Adds up the bytes that were read."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def advance(self, read_bytes: int) -> None:
        self.read_bytes += read_bytes
