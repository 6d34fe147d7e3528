"""A tree as rows that unfold in place.

Only the order of the children of unfolded folders is kept: a row is found by walking down to it,
and is made when it is drawn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Generic, TypeAlias

from layersize.explore.listing import joined
from layersize.patterns import Pattern
from layersize.tui.branch import Branch
from layersize.tui.tree_rows import KEPT_ITEMS, AnyTree, ItemT, Lead, Order, TreeRows, parent_of

MOST_FOLDERS, MOST_ROWS = 1000, 20_000
"""What is unfolded at once: at most so many folders, with so many children together."""


class Outline(Generic[ItemT]):
    """The rows of all unfolded folders, each below its folder; sizes are on one scale."""

    def __init__(self, tree: AnyTree[ItemT], order: Order, unfolded: set[bytes]) -> None:
        """`unfolded` has paths of folders, and is changed; some may not be in the tree."""
        self._tree = tree
        self._order = order
        self._unfolded = unfolded
        self._top = self._branch(b"", None, 0)
        self._restore(self._top)
        self.item = lru_cache(KEPT_ITEMS)(self._item)

    def _branch(self, path: bytes, above: Branch[ItemT] | None, row: int) -> Branch[ItemT]:
        return Branch(TreeRows(self._tree.listing(path), path, self._order), above, row)

    def _restore(self, top: Branch[ItemT]) -> None:
        """Unfolds what was unfolded in a branch."""
        names: dict[bytes, set[bytes]] = {}
        for path in self._unfolded:
            names.setdefault(parent_of(path), set()).add(path.rpartition(b"/")[2])
        made = [top]
        for branch in made:
            wanted = names.get(branch.rows.directory, ())
            made += self._unfold_names(branch, wanted) if wanted else []
        for branch in reversed(made):
            branch.count_again()

    def _unfold_names(
        self, branch: Branch[ItemT], wanted: Collection[bytes]
    ) -> list[Branch[ItemT]]:
        rows = branch.rows
        found = [row for row in range(len(rows)) if rows.name(row) in wanted]
        branch.below = [
            self._branch(branch.path(row), branch, row) for row in found if rows.is_folder(row)
        ]
        return branch.below

    def __len__(self) -> int:
        return self._top.count

    @property
    def largest(self) -> int:
        """What the sizes of the rows are at most, in bytes: the scale of all bars."""
        return self._top.largest

    def _place(self, row: int) -> tuple[Branch[ItemT], int]:
        """The branch that a row is in, and where among the children of that."""
        branch = self._top
        while True:
            before = bisect_left(branch.starts, row) - 1
            if before < 0:
                return branch, row
            below = branch.below[before]
            row -= branch.starts[before] + 1
            if row >= below.count:
                return branch, below.row + 1 + row - below.count
            branch = below

    def _item(self, row: int) -> ItemT:
        branch, at = self._place(row)
        return branch.rows.made_item(at)

    def first_items(self, count: int) -> list[ItemT]:
        """What stands in the first rows at the top: they sum up all that can be unfolded."""
        return self._top.rows.first_items(count)

    def lead(self, row: int) -> Lead:
        """How far a row stands to the right, and whether it is unfolded."""
        branch, at = self._place(row)
        is_unfolded = branch.child(at) is not None if branch.rows.is_folder(at) else None
        return Lead(branch.depth, is_unfolded)

    def above(self, row: int) -> int | None:
        """The row of the folder that a row is in; None at the top."""
        branch, _ = self._place(row)
        return None if branch.above is None else self._row_of(branch.above, branch.row)

    def _row_of(self, branch: Branch[ItemT], at: int) -> int:
        row = branch.start_of(at)
        while branch.above is not None:
            row += branch.above.start_of(branch.row) + 1
            branch = branch.above
        return row

    def row_of(self, path: bytes) -> int:
        """The row of a path, or the nearest above it that there is."""
        branch, row = self._top, 0
        for name in path.split(b"/"):
            rows = branch.rows
            at = next((at for at in range(len(rows)) if rows.name(at) == name), None)
            if at is None:
                break
            row = self._row_of(branch, at)
            below = branch.child(at)
            if below is None:
                break
            branch = below
        return row

    def unfold(self, row: int) -> bool:
        """Shows what is in a folder below it; whether there was something to unfold."""
        branch, at = self._place(row)
        if not branch.rows.is_folder(at) or branch.child(at) is not None:
            return False
        below = self._branch(branch.path(at), branch, at)
        self._unfolded.add(below.rows.directory)
        self._restore(below)
        self._add(below)
        return True

    def fold(self, row: int) -> bool:
        """Hides what is in a folder; whether it was unfolded."""
        branch, at = self._place(row)
        below = branch.child(at)
        if below is None:
            return False
        self._unfolded.discard(below.rows.directory)
        branch.below.remove(below)
        self._count(branch)
        return True

    def unfold_below(self, row: int) -> bool:
        """Unfolds a folder and all in it, level by level; whether that was all of it."""
        branch, at = self._place(row)
        top = branch.child(at)
        if top is None and branch.rows.is_folder(at):
            top = self._branch(branch.path(at), branch, at)
            self._unfolded.add(top.rows.directory)
        return top is None or self._unfold_all(top, None)

    def unfold_largest(self, most_rows: int) -> None:
        """Unfolds the largest folders, as far as so many rows show what is in them."""
        waiting = [self._top]
        candidates: list[tuple[int | tuple[int, int], Branch[ItemT], int]] = []
        for _ in range(most_rows):
            for branch in waiting:
                rows = branch.rows
                folders = filter(rows.is_folder, range(min(len(rows), most_rows)))
                weighed = ((rows.weight(row), branch, row) for row in folders)
                candidates += [one for one in weighed if one[0] not in (0, (0, 0))]
            if not candidates:
                break
            largest = max(candidates, key=lambda candidate: candidate[0])
            candidates.remove(largest)
            _, above, row = largest
            path, waiting = above.path(row), []
            if 0 < len(self._tree.listing(path).names) <= most_rows - len(self):
                below = self._branch(path, above, row)
                self._unfolded.add(path)
                self._add(below)
                waiting = [below]

    def unfold_found(self, pattern: Pattern) -> bool:
        """Unfolds what is shown only for something in it; whether that was all of it."""
        return self._unfold_all(self._top, pattern)

    def _unfold_all(self, top: Branch[ItemT], pattern: Pattern | None) -> bool:
        """Folders that a pattern stands for stay folded."""
        waiting, made, listed, is_whole = deque([top]), [top], len(top.rows), True
        while waiting and is_whole:
            branch = waiting.popleft()
            for row in self._folders(branch.rows, pattern):
                below = branch.child(row)
                if below is None:
                    below = self._branch(branch.path(row), branch, row)
                    listed += len(below.rows)
                    if len(made) == MOST_FOLDERS or listed > MOST_ROWS:
                        is_whole = False
                        break
                    branch.add(below)
                    self._unfolded.add(below.rows.directory)
                made.append(below)
                waiting.append(below)
        for branch in reversed(made):
            branch.count_again()
        self._add(top)
        return is_whole

    @staticmethod
    def _folders(rows: TreeRows[ItemT], pattern: Pattern | None) -> Iterator[int]:
        for row in range(len(rows)):
            if rows.is_folder(row) and not (
                pattern is not None
                and pattern.matches(joined(rows.directory, rows.name(row)), is_directory=True)
            ):
                yield row

    def _add(self, branch: Branch[ItemT]) -> None:
        """Puts a branch in its place, if it isn't there."""
        above = branch.above
        if above is None:
            self.item.cache_clear()
            return
        if above.child(branch.row) is None:
            above.add(branch)
        self._count(above)

    def _count(self, branch: Branch[ItemT] | None) -> None:
        while branch is not None:
            branch.count_again()
            branch = branch.above
        self.item.cache_clear()


AnyRows: TypeAlias = TreeRows[ItemT] | Outline[ItemT]
"""Those of one folder, or of a tree that unfolds."""
