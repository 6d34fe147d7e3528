"""Thousands of differing paths in few rows: the largest subtrees that tell one story."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from layersize.analysis.sorted_deltas import SortedDeltas
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
    table = _Weighed([delta for delta in paths if delta.delta_bytes])
    if not table.paths:
        return ()
    significant = max(1, int(table.weight(0, len(table.paths)) * _SIGNIFICANT))
    waiting = [_Subtree.of(table, b"", 0, len(table.paths))]
    done: list[_Subtree] = []
    while waiting:
        subtree = heapq.heappop(waiting)
        children = [] if subtree.is_file else list(table.subtrees(subtree))
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
