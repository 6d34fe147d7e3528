"""A file as text with line numbers."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from layersize.tui.lines import Pieces
from layersize.tui.viewer.page import Page, inert_pieces

LONGEST_ROW_BYTES = 4096
"""A longer line goes on in another row, so that no row takes long to draw."""
_ROW = re.compile(rb"[^\n]{0,4093}(?:[^\n]{0,3}(?![\x80-\xbf])|[^\n]{3})\n?")
"""A line, or as much of it as a row holds; cut between two characters of UTF-8."""
_LINE_END = ord("\n")
_KEPT_ROWS = 512
"""More than a screen shows."""
_LEAST_NUMBER_CELLS = 3


class TextPage(Page):
    """Lines; what isn't UTF-8, and whatever would act on a terminal, is shown as escapes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._starts = array("I", _row_starts(data))
        """Where rows begin, and where the last one ends."""
        self._continued: Sequence[int] = []
        """Rows that go on with the line of the row before."""
        if len(self) > data.count(b"\n") + 1:
            ends = enumerate(self._starts[1:-1], start=1)
            self._continued = [row for row, end in ends if data[end - 1] != _LINE_END]
        self.lines = len(self) - len(self._continued)
        self._number_cells = max(_LEAST_NUMBER_CELLS, len(str(self.lines)))
        self._drawn = lru_cache(_KEPT_ROWS)(self._draw)
        self._searched: object = None

    def __len__(self) -> int:
        return len(self._starts) - 1

    def offset_of(self, row: int) -> int:
        return self._starts[row]

    def row_at(self, offset: int) -> int:
        return max(0, min(bisect_right(self._starts, offset), len(self)) - 1)

    def line_of(self, row: int) -> int:
        """The number of the line that a row is of, from 1."""
        return row + 1 - bisect_right(self._continued, row)

    def row_of_line(self, line: int) -> int:
        """The first row of a line, or of the nearest that there is."""
        line = max(1, min(line, self.lines))
        low, high = 0, len(self) - 1
        while low < high:
            middle = (low + high) // 2
            if self.line_of(middle) < line:
                low = middle + 1
            else:
                high = middle
        return low

    def text(self, row: int) -> str:
        """The characters of a row; a byte that belongs to none is a lone surrogate."""
        end = self._starts[row + 1]
        if self.data[end - 1 : end] == b"\n":
            end -= 1
        return self.data[self._starts[row] : end].decode("utf-8", "surrogateescape")

    def styles(self, row: int) -> Sequence[tuple[int, int, str]]:  # noqa: ARG002 - for pages with colours
        """From which to which character of a row there is a style class."""
        return ()

    def row(self, row: int) -> Pieces:
        if self._searched is not self.search:
            self.forget_drawn()
            self._searched = self.search
        return self._drawn(row)

    def forget_drawn(self) -> None:
        """Draws rows anew, since something about them is new."""
        self._drawn.cache_clear()

    def _draw(self, row: int) -> Pieces:
        text, start = self.text(row), self._starts[row]
        spans = list(self.styles(row))
        for first, past, style in self.hits(start, self._starts[row + 1]):
            spans.append((self._characters(start, first), self._characters(start, past), style))
        return inert_pieces(_styled(text, spans))

    def _characters(self, start: int, end: int) -> int:
        return len(self.data[start:end].decode("utf-8", "surrogateescape"))

    def margin(self, row: int) -> str:
        number = "" if self._is_continued(row) else str(self.line_of(row))
        return f"{number:>{self._number_cells}} "

    def _is_continued(self, row: int) -> bool:
        at = bisect_left(self._continued, row)
        return at < len(self._continued) and self._continued[at] == row

    def place(self, first: int, last: int) -> str:
        if not self.data:
            return "empty"
        top, bottom = self.line_of(first), self.line_of(last)
        if top == bottom:
            return f"line {top:,} of {self.lines:,}"
        return f"lines {top:,} to {bottom:,} of {self.lines:,}"


def _row_starts(data: bytes) -> Iterator[int]:
    yield 0
    end = 0
    for row in _ROW.finditer(data):
        if row.end() > end:
            end = row.end()
            yield end


def _styled(text: str, spans: Sequence[tuple[int, int, str]]) -> Pieces:
    """The text in pieces of one style each; where several are given, the last one counts."""
    if not spans:
        return [(text, "")]
    styles = [""] * len(text)
    for start, end, style in spans:
        end = min(end, len(text))
        styles[start:end] = [style] * max(0, end - start)
    pieces: Pieces = []
    start = 0
    for style, characters in groupby(styles):
        end = start + sum(1 for _ in characters)
        pieces.append((text[start:end], style))
        start = end
    return pieces
