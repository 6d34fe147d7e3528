"""Two ways to see a tar stream through a moving window: any order, or only forwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from xxhash import xxh3_128, xxh3_128_digest

from layersize.streams.ranges import RandomAccess
from layersize.streams.reader import Reader

CHUNK = 64 << 10


class Window(Protocol):
    """A view of a tar stream."""

    length: int | None
    """Of the whole stream; `None`: known at its end."""

    def fetch(self, position: int) -> bytes:
        """Bytes from `position` on: at least 512, or all that are left."""
        ...


class RangeWindow:
    """A window on a byte range that can be read in any order."""

    def __init__(self, data: RandomAccess, length: int) -> None:
        self.length: int | None = length
        self._read_at = data.read_at
        self._end = length

    def fetch(self, position: int) -> bytes:
        """One read: what is skipped in between is never touched."""
        left = self._end - position
        return self._read_at(min(CHUNK, left), position) if left > 0 else b""


class StreamWindow:
    """A window that only moves forwards; what it passes can be hashed on the way."""

    def __init__(self, reader: Reader) -> None:
        self.length: int | None = None
        self._read = reader.read
        self._chunk = b""
        self._start = 0

    def fetch(self, position: int) -> bytes:
        """Skips to `position`, which must not lie before an earlier one."""
        while self._start + len(self._chunk) <= position:
            if not self._next_chunk():
                self.length = self._start
                return b""
        self._chunk = self._chunk[position - self._start :]
        self._start = position
        while len(self._chunk) < 512:
            more = self._read(CHUNK)
            if not more:
                self.length = self._start + len(self._chunk)
                break
            self._chunk += more
        return self._chunk

    def payload_hash(self, position: int, payload_bytes: int) -> bytes:
        """16 bytes of xxh3; shorter data than stated is hashed as far as it goes."""
        at = position - self._start
        end = at + payload_bytes
        if at >= 0 and end <= len(self._chunk):
            return xxh3_128_digest(self._chunk[at:end])
        content = xxh3_128()
        for piece in self.payload(position, payload_bytes):
            content.update(piece)
        return content.digest()

    def payload_hash_and_ends(
        self, position: int, payload_bytes: int, first: int, last: int
    ) -> tuple[bytes, bytes, bytes]:
        """The same hash, and the `first` and the `last` bytes of the payload."""
        content, beginning, end = xxh3_128(), bytearray(), bytearray()
        passed, end_at = 0, max(0, payload_bytes - last)
        for piece in self.payload(position, payload_bytes):
            content.update(piece)
            beginning += piece[: max(0, first - passed)]
            end += piece[max(0, end_at - passed) :]
            passed += len(piece)
        return content.digest(), bytes(beginning), bytes(end)

    def payload(self, position: int, payload_bytes: int) -> Iterator[memoryview]:
        """A payload in pieces; the window moves along."""
        left = payload_bytes
        piece = memoryview(self.fetch(position))[:left]
        while piece:
            yield piece
            left -= len(piece)
            if left <= 0 or not self._next_chunk():
                break
            piece = memoryview(self._chunk)[:left]

    def _next_chunk(self) -> bool:
        """Moves on to what follows the present chunk; False at the end."""
        self._start += len(self._chunk)
        self._chunk = self._read(CHUNK)
        return bool(self._chunk)
