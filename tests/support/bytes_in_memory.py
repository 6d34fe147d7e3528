"""Bytes of a test as a range that can be read in any order."""

from __future__ import annotations


class BytesInMemory:
    """Bytes with `read_at`; remembers what was asked for, as positions and counts."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.asked: list[tuple[int, int]] = []

    def read_at(self, count: int, position: int) -> bytes:
        self.asked.append((position, count))
        return self._data[position : position + count]
