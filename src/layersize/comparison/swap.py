"""Differences of paths, seen from the other image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload

from layersize.comparison.result import FoldedDelta, PathDelta, PathStatus

_SWAPPED = {PathStatus.ADDED: PathStatus.REMOVED, PathStatus.REMOVED: PathStatus.ADDED}


def swapped_status(status: PathStatus) -> PathStatus:
    """What was added here was removed there."""
    return _SWAPPED.get(status, status)


def swapped_folds(folded: Sequence[FoldedDelta]) -> tuple[FoldedDelta, ...]:
    """Folded differences, seen from the other image."""
    return tuple(
        replace(delta, delta_bytes=-delta.delta_bytes, status=swapped_status(delta.status))
        for delta in folded
    )


class SwappedPaths(Sequence[PathDelta]):
    """The same differences with their sides swapped; each is made when it is asked for."""

    def __init__(self, paths: Sequence[PathDelta]) -> None:
        self._paths = paths

    def __len__(self) -> int:
        return len(self._paths)

    @overload
    def __getitem__(self, index: int) -> PathDelta: ...
    @overload
    def __getitem__(self, index: slice) -> list[PathDelta]: ...
    def __getitem__(self, index: int | slice) -> PathDelta | list[PathDelta]:
        if isinstance(index, slice):
            return list(map(_swapped, self._paths[index]))
        return _swapped(self._paths[index])

    def __iter__(self) -> Iterator[PathDelta]:
        return map(_swapped, self._paths)


def _swapped(delta: PathDelta) -> PathDelta:
    return PathDelta(
        path=delta.path,
        status=swapped_status(delta.status),
        base_bytes=delta.other_bytes,
        other_bytes=delta.base_bytes,
        is_folder_time=delta.is_folder_time,
    )
