"""Long texts of package databases, taken apart in pieces: no list is as long as the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_PIECE_BYTES = 1 << 20


def parts_of(text: bytes, separator: bytes) -> Iterator[Sequence[bytes]]:
    """The parts between separators, many at a time."""
    start = 0
    while start <= len(text):
        end = text.find(separator, start + _PIECE_BYTES)
        end = len(text) if end < 0 else end
        yield text[start:end].split(separator)
        start = end + len(separator)
