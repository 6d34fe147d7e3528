"""Differences between two images by the endings of the files' names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from layersize.accounting.extensions import file_extension
from layersize.comparison.result import ExtensionDelta, PathDelta, differing_in_size


def extension_deltas(paths: Sequence[PathDelta]) -> tuple[ExtensionDelta, ...]:
    """What each extension adds to `live_bytes`, largest difference first; those that add nothing
    are left out.
    """
    sums: defaultdict[bytes, list[int]] = defaultdict(lambda: [0, 0])
    for delta in islice(paths, differing_in_size(paths)):
        found = sums[file_extension(delta.path.rpartition(b"/")[2])]
        found[0] += delta.delta_bytes
        found[1] += 1
    rows = [
        ExtensionDelta(extension=extension, delta_bytes=delta_bytes, files=files)
        for extension, (delta_bytes, files) in sums.items()
        if delta_bytes
    ]
    return tuple(sorted(rows, key=lambda row: (-abs(row.delta_bytes), row.extension)))
