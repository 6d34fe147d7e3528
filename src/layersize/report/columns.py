"""Columns of a table, in the terminal's reports and on the screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from layersize.values import dataclass

COLUMN_GAP = 2
"""Terminal cells between two columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where the cells of one column stand."""

    title: str = ""
    width: int
    """Terminal cells."""
    usefulness: int = 9
    """Where room is scarce, the least useful columns go first."""
    align_right: bool = False


ColumnT = TypeVar("ColumnT", bound=Column)


def total_width(columns: Sequence[Column]) -> int:
    """Terminal cells of the columns side by side."""
    return sum(column.width + COLUMN_GAP for column in columns) - COLUMN_GAP


def columns_that_fit(columns: Sequence[ColumnT], room: int) -> list[ColumnT]:
    """The columns in their order, without the least useful ones where there is no room."""
    kept = list(columns)
    while kept and total_width(kept) > room:
        kept.remove(min(kept, key=lambda column: column.usefulness))
    return kept
