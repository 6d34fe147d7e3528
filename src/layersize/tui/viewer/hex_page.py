"""A file as bytes: offset, numbers, and the characters that ASCII has for them."""

from __future__ import annotations

from itertools import groupby

from layersize.report.style import QUIET
from layersize.tui.lines import Pieces
from layersize.tui.viewer.page import Page

_LEAST_OFFSET_DIGITS = 8
_WIDTHS = (32, 16, 8, 4)
"""Bytes in a row: as many as there is room for."""
_SHOWN = bytes(byte if 32 <= byte < 127 else ord(".") for byte in range(256))


class HexPage(Page):
    """Rows of some bytes each."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._row_bytes = 16
        self._digits = max(_LEAST_OFFSET_DIGITS, len(f"{len(data):x}"))

    def fit(self, width: int) -> None:
        room = width - self._digits - 1
        fitting = (count for count in _WIDTHS if _cells(count) <= room)
        self._row_bytes = next(fitting, _WIDTHS[-1])

    def __len__(self) -> int:
        return max(1, -(-len(self.data) // self._row_bytes))

    def offset_of(self, row: int) -> int:
        return row * self._row_bytes

    def row_at(self, offset: int) -> int:
        return min(offset // self._row_bytes, len(self) - 1)

    def row(self, row: int) -> Pieces:
        start = self.offset_of(row)
        data = self.data[start : start + self._row_bytes]
        styles = [QUIET if byte == 0 else "" for byte in data]
        for first, past, style in self.hits(start, start + len(data)):
            styles[first - start : past - start] = [style] * (past - first)
        pieces: Pieces = []
        for at, byte in enumerate(data):
            pieces.append((" " * (1 + (at > 0 and at % 8 == 0)), ""))
            pieces.append((f"{byte:02x}", styles[at]))
        missing = _hex_cells(self._row_bytes) - _hex_cells(len(data))
        pieces.append((" " * (missing + 2), ""))
        shown = data.translate(_SHOWN).decode("ascii")
        start = 0
        for style, same in groupby(styles):
            end = start + sum(1 for _ in same)
            pieces.append((shown[start:end], style))
            start = end
        return pieces

    def margin(self, row: int) -> str:
        return f"{self.offset_of(row):0{self._digits}x} "

    def place(self, first: int, last: int) -> str:
        if not self.data:
            return "empty"
        end = min(len(self.data), self.offset_of(last + 1))
        return f"bytes {self.offset_of(first):,} to {end - 1:,} of {len(self.data):,}"


def _hex_cells(count: int) -> int:
    """Of so many bytes as numbers: two digits and a blank each, with a gap after eight."""
    return 3 * count + max(0, (count - 1) // 8)


def _cells(count: int) -> int:
    return _hex_cells(count) + 2 + count
