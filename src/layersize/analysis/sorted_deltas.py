"""Differing paths in their order, with what those of any directory add up to at hand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from layersize.model.comparison import PathDelta


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
