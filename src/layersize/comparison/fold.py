"""Thousands of differing paths in few rows: the largest subtrees that change in one way."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from layersize.comparison.result import FoldedDelta, PathDelta, PathStatus, differing_in_size


class SortedDeltas:
    """A directory's differences stand beside each other: those of `d` before those of `d0`."""

    def __init__(self, deltas: Sequence[PathDelta]) -> None:
        self.deltas = sorted(deltas, key=_path)
        self.paths = [delta.path for delta in self.deltas]
        self._sums = list(accumulate((delta.delta_bytes for delta in self.deltas), initial=0))

    def __len__(self) -> int:
        return len(self.paths)

    def delta_bytes(self, start: int, end: int) -> int:
        """What a range adds to `live_bytes`."""
        return self._sums[end] - self._sums[start]

    def below(self, prefix: bytes) -> tuple[int, int]:
        """Where the differences in a directory begin and end; its path ends with a slash."""
        if not prefix:
            return 0, len(self.paths)
        start = bisect_left(self.paths, prefix)
        return start, bisect_left(self.paths, prefix[:-1] + b"0", start)

    def children(self, prefix: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
        """Paths right below a prefix, each with its range; that of a directory ends with a slash.

        A directory that differs itself comes twice, once as the path that it is.
        """
        at = start
        while at < end:
            path = self.paths[at]
            slash = path.find(b"/", len(prefix))
            past = at + 1 if slash < 0 else bisect_left(self.paths, path[:slash] + b"0", at, end)
            yield (path if slash < 0 else path[: slash + 1]), at, past
            at = past


def _path(delta: PathDelta) -> bytes:
    return delta.path


_SIGNIFICANT = 0.02
"""Part of all differences below which a row of its own is not worth it."""
_DOMINANT = 0.8
"""Part of a directory's difference that its significant children must have to stand for it."""


def fold(paths: Sequence[PathDelta], rows: int) -> tuple[FoldedDelta, ...]:
    """At most `rows` disjoint subtrees with the largest differences, largest first.

    A directory stays one row as long as no few of its children say nearly the same; one in which
    bytes come and go is always opened, as its sum would hide both.
    """
    table = _Weighed([delta for delta in paths if delta.delta_bytes])
    if not table.paths:
        return ()
    significant = max(1, int(table.weight(0, len(table.paths)) * _SIGNIFICANT))
    waiting = [_Subtree.of(table, b"", 0, len(table.paths))]
    done: list[_Subtree] = []
    while waiting:
        subtree = heapq.heappop(waiting)
        children = [] if subtree.is_file else list(table.subtrees(subtree))
        significant_children = [child for child in children if child.weight >= significant]
        fits = len(done) + len(waiting) + len(significant_children) <= rows
        dominate = sum(child.weight for child in significant_children) >= _DOMINANT * subtree.weight
        must_open = not subtree.prefix or subtree.is_mixed or len(children) == 1
        if children and (must_open or (fits and dominate)):
            for child in children:
                heapq.heappush(waiting, child)
        else:
            done.append(subtree)
        if len(done) > rows and len(waiting) and waiting[0].weight <= done[rows - 1].weight:
            break
    done.sort(key=lambda subtree: (-abs(subtree.delta_bytes), subtree.prefix))
    return tuple(table.folded(subtree) for subtree in done[:rows])


class _Subtree(NamedTuple):
    """A range of the sorted paths; ordered so that the weightiest comes first in a heap."""

    negative_weight: int
    prefix: bytes
    """Path of a file, or of a directory with a slash at its end; empty for the root."""
    start: int
    end: int
    delta_bytes: int

    @classmethod
    def of(cls, table: _Weighed, prefix: bytes, start: int, end: int) -> _Subtree:
        return cls(-table.weight(start, end), prefix, start, end, table.delta_bytes(start, end))

    @property
    def weight(self) -> int:
        """All changes added up regardless of their sign, in bytes."""
        return -self.negative_weight

    @property
    def is_file(self) -> bool:
        return bool(self.prefix) and not self.prefix.endswith(b"/")

    @property
    def is_mixed(self) -> bool:
        return abs(self.delta_bytes) != self.weight


class _Weighed(SortedDeltas):
    """Also knows how much changes in a range, whichever way."""

    def __init__(self, deltas: Sequence[PathDelta]) -> None:
        super().__init__(deltas)
        changes = (abs(delta.delta_bytes) for delta in self.deltas)
        self._weights = list(accumulate(changes, initial=0))

    def weight(self, start: int, end: int) -> int:
        return self._weights[end] - self._weights[start]

    def subtrees(self, subtree: _Subtree) -> Iterator[_Subtree]:
        """Files and directories right below."""
        for path, start, end in self.children(subtree.prefix, subtree.start, subtree.end):
            yield _Subtree.of(self, path, start, end)

    def folded(self, subtree: _Subtree) -> FoldedDelta:
        statuses = {delta.status for delta in self.deltas[subtree.start : subtree.end]}
        return FoldedDelta(
            path=subtree.prefix,
            status=statuses.pop() if len(statuses) == 1 else PathStatus.CHANGED,
            delta_bytes=subtree.delta_bytes,
            files=subtree.end - subtree.start,
        )


_ORDER = (PathStatus.CHANGED, PathStatus.ADDED, PathStatus.REMOVED, PathStatus.METADATA_ONLY)
"""How differences without a size are ordered."""


def folded_differences(paths: Sequence[PathDelta], rows: int) -> tuple[FoldedDelta, ...]:
    """At most `rows` rows: subtrees whose sizes differ most, then paths of the same size.

    Of the latter only those outside of the subtrees: a new directory is in the row of its files.
    Directories of which only the time differs have no row.
    """
    subtrees = fold(paths, rows)
    covered = tuple(row.path for row in subtrees if row.path.endswith(b"/"))
    others = (
        delta
        for delta in paths[differing_in_size(paths) :]
        if not (delta.is_folder_time or (delta.path + b"/").startswith(covered))
    )
    first = heapq.nsmallest(
        rows - len(subtrees), others, key=lambda delta: (_ORDER.index(delta.status), delta.path)
    )
    return subtrees + tuple(
        FoldedDelta(path=delta.path, status=delta.status, delta_bytes=0, files=1) for delta in first
    )
