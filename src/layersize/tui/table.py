"""Tables whose rows are drawn one at a time, in the columns that the width has room for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from rich.text import Text

from layersize.report.columns import COLUMN_GAP, Column, columns_that_fit
from layersize.report.style import QUIET
from layersize.tui.lines import Pieces, pieces_of

_GAP = " " * COLUMN_GAP
FileT = TypeVar("FileT")


class Table(ABC):
    """Rows of any number; the cells of one are made when it is drawn."""

    empty = "Nothing here."
    """What to say where there is no row."""

    @abstractmethod
    def __len__(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def columns(self, width: int) -> Sequence[Column]:
        """The columns for so many terminal cells.

        The last one takes the room that the others leave; its width is the least that is of use.
        """

    @abstractmethod
    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """The cells of a row, one for each column, each in a text of its own.

        `widths` are those of the columns; of the last, the room that it has.
        """

    def is_quiet(self, row: int) -> bool:  # noqa: ARG002 - for tables that have such rows
        """Whether a row says nothing new, and is dim."""
        return False


class FilesTable(Table, Generic[FileT]):
    """Rows that are files, wherever they come from."""

    @abstractmethod
    def file(self, row: int) -> FileT:
        """The file of a row."""

    @abstractmethod
    def path(self, row: int) -> bytes:
        """Its path."""


class TableLayout:
    """A table's columns as they fit into so many terminal cells."""

    def __init__(self, table: Table, width: int) -> None:
        self._table = table
        *columns, last = table.columns(width)
        kept = columns_that_fit(columns, width - COLUMN_GAP - last.width)
        room = max(0, width - sum(column.width + COLUMN_GAP for column in kept))
        self._columns = [*columns, replace(last, width=room)]
        self._widths = [column.width for column in self._columns]
        self._shown = [
            position
            for position, column in enumerate(columns)
            if any(column is other for other in kept)
        ]

    def header(self) -> Pieces:
        """The titles."""
        return self._line([Text(column.title, QUIET) for column in self._columns])

    def row(self, row: int) -> Pieces:
        """One row."""
        pieces = self._line(self._table.cells(row, self._widths))
        if self._table.is_quiet(row):
            return [("".join(text for text, _ in pieces), QUIET)]
        return pieces

    def _line(self, cells: Sequence[Text]) -> Pieces:
        pieces: Pieces = []
        for position in self._shown:
            column, cell = self._columns[position], cells[position]
            cell.truncate(column.width)
            blanks = " " * (column.width - cell.cell_len)
            if column.align_right:
                pieces += [(blanks, ""), *pieces_of(cell), (_GAP, "")]
            else:
                pieces += [*pieces_of(cell), (blanks + _GAP, "")]
        cells[-1].truncate(self._widths[-1])
        return pieces + pieces_of(cells[-1])
