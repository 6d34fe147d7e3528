"""What reports are built of, and the lines that it takes: paragraphs, indented blocks, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import TypeAlias

from layersize.report.styled_text import Segment, StyledText, codes
from layersize.text.cells import cell_len, chop_cells, set_cell_size

Line: TypeAlias = list[Segment]
Part: TypeAlias = "StyledText | Indented | Table | str"
"""A string is a line without a style."""

_WORD = re.compile(r"\s*\S+\s*")
ELLIPSIS = "…"
"""Where a cell is cut."""


def lines_of(part: Part, width: int) -> Iterator[Line]:
    """The lines of a part, none wider than `width` terminal cells."""
    if isinstance(part, str):
        part = StyledText(part)
    if isinstance(part, StyledText):
        for line in wrapped(part, width):
            yield line.segments()
    else:
        yield from part.lines(width)


class Indented:
    """A part some cells in from the left, also where a line wraps."""

    def __init__(self, part: Part, by: int) -> None:
        self._part = part
        self._by = by

    def lines(self, width: int) -> Iterator[Line]:
        margin = (" " * self._by, "")
        for line in lines_of(self._part, max(0, width - self._by)):
            yield [margin, *line]


class TableColumn:
    """The cells of a column: of each row the texts that stand there, below each other."""

    def __init__(
        self,
        cells: Sequence[Sequence[StyledText]],
        *,
        title: str = "",
        align_right: bool = False,
        wrap: bool = False,
    ) -> None:
        """Where there is too little room, texts wrap or are cut."""
        self.title = StyledText(title)
        self.cells = cells
        self.wrap = wrap
        self._align_right = align_right

    def width(self, *, with_title: bool) -> int:
        """Terminal cells of the widest text."""
        titles = [self.title.cell_len] if with_title else []
        return max([*titles, *(text.cell_len for cell in self.cells for text in cell)], default=0)

    def lines(self, cell: Sequence[StyledText], width: int, style: str = "") -> Iterator[Line]:
        """The lines of a cell, each as wide as the column."""
        for text in cell:
            for line in wrapped(text, width, fold=False) if self.wrap else [text]:
                align_right = self._align_right and not line.stays_left
                whole = line.part(0, len(line.plain.rstrip())) if align_right else line
                cut = whole.cropped(width, ELLIPSIS if width else "")
                yield cut.padded(width, align_right=align_right).segments(style)


class Table:
    """Columns side by side, with a gap between them."""

    def __init__(
        self, columns: Sequence[TableColumn], *, gap: int, title_style: str | None = None
    ) -> None:
        """Without a style for titles, there are none."""
        self._columns = columns
        self._gap = gap
        self._title_style = title_style

    def lines(self, width: int) -> Iterator[Line]:
        if not self._columns:  # all had to give way
            return
        widths = self._widths(width)
        fits = sum(widths) <= width
        for line in self._rows(widths):
            yield line if fits else _cut(line, width)

    def _rows(self, widths: Sequence[int]) -> Iterator[Line]:
        if self._title_style is not None:
            titles = [[column.title] for column in self._columns]
            yield from self._row(titles, widths, self._title_style)
        for cells in zip(*(column.cells for column in self._columns), strict=True):
            yield from self._row(cells, widths)

    def _row(
        self, cells: Sequence[Sequence[StyledText]], widths: Sequence[int], style: str = ""
    ) -> Iterator[Line]:
        gaps = [min(self._gap, width) for width in widths[:-1]] + [0]
        filled = [
            list(column.lines(cell, width - gap, style))
            for column, cell, width, gap in zip(self._columns, cells, widths, gaps, strict=True)
        ]
        for beside in zip_longest(*filled):
            line: Line = []
            for segments, width, gap in zip(beside, widths, gaps, strict=True):
                if segments is None:
                    line.append((" " * width, ""))
                else:
                    line += [*segments, (" " * gap, codes(style))]
            yield line

    def _widths(self, room: int) -> list[int]:
        """With the gap behind each but the last; where there is too little room, all give way."""
        has_titles = self._title_style is not None
        widths = [column.width(with_title=has_titles) + self._gap for column in self._columns]
        widths[-1] -= self._gap
        widths = [min(width, room) or 1 for width in widths]
        for index, column in enumerate(self._columns):
            if column.wrap:
                widths[index] = max(0, min(widths[index], widths[index] + room - sum(widths)))
        excess = sum(widths) - room
        for index, width in enumerate(widths):
            if excess > 0:
                taken = min(width, round(excess / (len(widths) - index)))
                widths[index] -= taken
                excess -= taken
        return widths


def _cut(line: Line, room: int) -> Line:
    """As much of a line as fits."""
    cut: Line = []
    for text, code in line:
        fits = text if cell_len(text) <= room else set_cell_size(text, room)
        room -= cell_len(fits)
        cut.append((fits, code))
    return cut


def wrapped(text: StyledText, width: int, *, fold: bool = True) -> Iterator[StyledText]:
    """Lines of whole words; a word that is too long is cut into pieces, or crosses the edge."""
    if text.cell_len <= width:
        yield text
        return
    offsets = [0, *_breaks(text.plain, width, fold=fold), len(text.plain)]
    for start, end in pairwise(offsets):
        line = text.part(start, end)
        line = line.part(0, max(width, len(line.plain.rstrip())))
        yield line.cropped(width) if fold else line


def _breaks(text: str, width: int, *, fold: bool) -> Iterator[int]:
    """Where lines begin, after the first."""
    used = 0
    for match in _WORD.finditer(text):
        start, word = match.start(), match.group()
        cells = cell_len(word.rstrip())
        if cells <= width - used:
            used += cell_len(word)
        elif cells > width and fold:
            for piece in chop_cells(word, max(1, width)):
                if start:
                    yield start
                used = cell_len(piece)
                start += len(piece)
        else:
            if start and (used or cells > width):
                yield start
            used = cell_len(word)
