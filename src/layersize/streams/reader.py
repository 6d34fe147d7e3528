"""Bytes that arrive one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

CHUNK = 64 << 10
"""How much is read at once."""


class Reader(Protocol):
    """Bytes in order; `b""` is the end, fewer than asked for is not."""

    def read(self, most: int, /) -> bytes: ...


class BufferedReader:
    """Passes a stream on; what was looked at comes first."""

    def __init__(self, stream: Reader) -> None:
        self._read = stream.read
        self._ahead = b""

    def peek(self, count: int) -> bytes:
        """The next bytes, fewer only at the end; they are still to be read."""
        while len(self._ahead) < count:
            more = self._read(count - len(self._ahead))
            if not more:
                break
            self._ahead += more
        return self._ahead[:count]

    def read(self, most: int, /) -> bytes:
        if self._ahead:
            data, self._ahead = self._ahead[:most], self._ahead[most:]
            return data
        return self._read(most)


def pieces_of(reader: Reader, count: int) -> Iterator[bytes]:
    """The next bytes of a stream, fewer only at its end."""
    while count > 0:
        piece = reader.read(min(CHUNK, count))
        if not piece:
            return
        count -= len(piece)
        yield piece


def drain(reader: Reader) -> None:
    """Reads a stream to its end."""
    while reader.read(CHUNK):
        pass
