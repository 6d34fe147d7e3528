"""The differing paths of two images in few rows: first what differs in size, then the rest."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from layersize.analysis.folding import fold
from layersize.model.comparison import FoldedDelta, PathDelta, PathStatus, differing_in_size

_ORDER = (PathStatus.CHANGED, PathStatus.ADDED, PathStatus.REMOVED, PathStatus.METADATA_ONLY)
"""What tells most comes first, where no size tells it."""


def folded_differences(paths: Sequence[PathDelta], rows: int) -> tuple[FoldedDelta, ...]:
    """At most `rows` rows: subtrees whose sizes differ most, then paths of the same size.

    Of the latter only those outside of the subtrees: a new directory is in the row of its files.
    """
    subtrees = fold(paths, rows)
    told = tuple(row.path for row in subtrees if row.path.endswith(b"/"))
    others = (
        delta
        for delta in paths[differing_in_size(paths) :]
        if not (delta.path + b"/").startswith(told)
    )
    first = heapq.nsmallest(
        rows - len(subtrees), others, key=lambda delta: (_ORDER.index(delta.status), delta.path)
    )
    return subtrees + tuple(
        FoldedDelta(path=delta.path, status=delta.status, delta_bytes=0, files=1) for delta in first
    )
