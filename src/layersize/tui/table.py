"""Rows in columns that make do with the width there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from layersize.report.style import QUIET
from layersize.tui.line import Line

GAP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; a row's cell is drawn when the row is."""

    title: str
    cells: int
    """Its width; of the last column, the least that is of use."""
    draw: Callable[[int, int], Line]
    """The cell of a row in so many cells."""
    usefulness: int = 9
    """Where there is too little room, the least useful column goes first."""
    right: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Table:
    """What a listing shows."""

    rows: int
    columns: Sequence[Column]
    last: Column
    """Takes the room that is left."""
    empty: str = ""
    """What to say where there is no row."""
    is_quiet: Callable[[int], bool] = lambda row: False  # noqa: ARG005 - as its callers give it

    @lru_cache(maxsize=2)  # noqa: B019 - a table lives as long as it is shown
    def shown(self, width: int) -> tuple[Sequence[Column], int]:
        """The columns that fit, and the cells that are left for the last one."""
        columns = list(self.columns)
        while columns and _total(columns) + self.last.cells > width:
            columns.remove(min(columns, key=lambda column: column.usefulness))
        return columns, max(0, width - _total(columns))

    def header(self, width: int) -> Line:
        """The titles."""
        columns, rest = self.shown(width)
        line = Line()
        for column in columns:
            line.extend(Line(column.title, QUIET).padded(column.cells, right=column.right))
            line.add(" " * GAP)
        return line.extend(Line(self.last.title, QUIET).cut(rest))

    def line(self, row: int, width: int) -> Line:
        """One row."""
        columns, rest = self.shown(width)
        line = Line()
        for column in columns:
            cell = column.draw(row, column.cells)
            line.extend(cell.padded(column.cells, right=column.right)).add(" " * GAP)
        line.extend(self.last.draw(row, rest).cut(rest))
        return line.quieted() if self.is_quiet(row) else line


def _total(columns: Sequence[Column]) -> int:
    return sum(column.cells + GAP for column in columns)
