"""Thousands of differing paths in few rows: the largest subtrees that tell one story."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from layersize.model.comparison import FoldedDelta, PathDelta, PathStatus

_SIGNIFICANT = 0.02
"""Part of all differences below which a row of its own is not worth it."""
_TELLING = 0.8
"""Part of a directory's difference that its significant children must have to stand for it."""


def fold(paths: Sequence[PathDelta], rows: int) -> tuple[FoldedDelta, ...]:
    """At most `rows` disjoint subtrees with the largest differences, largest first.

    A directory stays one row as long as no few of its children say nearly the same; one in which
    bytes come and go is always opened, as its sum would hide both.
    """
    table = _SortedDeltas(sorted((delta for delta in paths if delta.delta_bytes), key=_path))
    if not table.paths:
        return ()
    significant = max(1, int(table.weight(0, len(table.paths)) * _SIGNIFICANT))
    waiting = [_Subtree.of(table, b"", 0, len(table.paths))]
    done: list[_Subtree] = []
    while waiting:
        subtree = heapq.heappop(waiting)
        children = [] if subtree.is_file else list(table.children(subtree))
        telling = [child for child in children if child.weight >= significant]
        fits = len(done) + len(waiting) + len(telling) <= rows
        tells = sum(child.weight for child in telling) >= _TELLING * subtree.weight
        must_open = not subtree.prefix or subtree.is_mixed or len(children) == 1
        if children and (must_open or (fits and tells)):
            for child in children:
                heapq.heappush(waiting, child)
        else:
            done.append(subtree)
        if len(done) > rows and len(waiting) and waiting[0].weight <= done[rows - 1].weight:
            break
    done.sort(key=lambda subtree: (-abs(subtree.delta_bytes), subtree.prefix))
    return tuple(table.folded(subtree) for subtree in done[:rows])


def _path(delta: PathDelta) -> bytes:
    return delta.path


@dataclass(frozen=True, slots=True, order=True)
class _Subtree:
    """A range of the sorted paths; ordered so that the weightiest comes first in a heap."""

    negative_weight: int
    prefix: bytes
    """Path of a file, or of a directory with a slash at its end; empty for the root."""
    start: int
    end: int
    delta_bytes: int

    @classmethod
    def of(cls, table: _SortedDeltas, prefix: bytes, start: int, end: int) -> _Subtree:
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


class _SortedDeltas:
    """Deltas in the order of their paths, with sums of any range at hand."""

    def __init__(self, deltas: Sequence[PathDelta]) -> None:
        self._deltas = deltas
        self.paths = [delta.path for delta in deltas]
        self._sums = [0, *accumulate(delta.delta_bytes for delta in deltas)]
        self._weights = [0, *accumulate(abs(delta.delta_bytes) for delta in deltas)]

    def delta_bytes(self, start: int, end: int) -> int:
        return self._sums[end] - self._sums[start]

    def weight(self, start: int, end: int) -> int:
        return self._weights[end] - self._weights[start]

    def children(self, subtree: _Subtree) -> Iterator[_Subtree]:
        """Files and directories right below; the paths of a directory `d` lie before `d0`."""
        at = subtree.start
        while at < subtree.end:
            path = self.paths[at]
            slash = path.find(b"/", len(subtree.prefix))
            if slash < 0:
                yield _Subtree.of(self, path, at, at + 1)
                at += 1
            else:
                past = bisect_left(self.paths, path[:slash] + b"0", at, subtree.end)
                yield _Subtree.of(self, path[: slash + 1], at, past)
                at = past

    def folded(self, subtree: _Subtree) -> FoldedDelta:
        statuses = {delta.status for delta in self._deltas[subtree.start : subtree.end]}
        return FoldedDelta(
            path=subtree.prefix,
            status=statuses.pop() if len(statuses) == 1 else PathStatus.CHANGED,
            delta_bytes=subtree.delta_bytes,
            files=subtree.end - subtree.start,
        )
