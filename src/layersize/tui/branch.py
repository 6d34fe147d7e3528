"""An unfolded folder of a tree that unfolds in place."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Any, Generic

from layersize.explore.listing import joined
from layersize.tui.tree_rows import ItemT, TreeRows


def _row(branch: Branch[Any]) -> int:
    return branch.row


class Branch(Generic[ItemT]):
    """Its children, and those of them that are unfolded."""

    def __init__(self, rows: TreeRows[ItemT], above: Branch[ItemT] | None, row: int) -> None:
        self.rows = rows
        self.above = above
        self.row = row
        """Where it stands among the children of the branch above."""
        self.depth: int = 0 if above is None else above.depth + 1
        self.below: list[Branch[ItemT]] = []
        """In the order of their rows."""
        self.starts: list[int] = []
        """Where the rows of these stand, counted from the first row of this branch."""
        self.count = len(rows)
        """Rows in it at every depth."""
        self.largest = rows.largest
        """What the sizes of all these are at most, in bytes."""

    def count_again(self) -> None:
        """Takes note of what has become of the branches below."""
        added = 0
        self.starts = []
        for branch in self.below:
            self.starts.append(branch.row + added)
            added += branch.count
        self.count = len(self.rows) + added
        self.largest = max([self.rows.largest, *(branch.largest for branch in self.below)])

    def child(self, row: int) -> Branch[ItemT] | None:
        """The branch of a row of its own; None where that is folded."""
        at = bisect_left(self.below, row, key=_row)
        found = self.below[at] if at < len(self.below) else None
        return found if found is not None and found.row == row else None

    def start_of(self, row: int) -> int:
        """Where a row of its own stands, counted from its first."""
        before = bisect_left(self.below, row, key=_row)
        if not before:
            return row
        nearest = self.below[before - 1]
        return self.starts[before - 1] + nearest.count + row - nearest.row

    def add(self, branch: Branch[ItemT]) -> None:
        """Takes in a branch of one of its rows that is folded."""
        insort(self.below, branch, key=_row)

    def path(self, row: int) -> bytes:
        """The path of a row of its own."""
        return joined(self.rows.directory, self.rows.name(row))
