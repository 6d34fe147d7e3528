"""What single layers ship, path by path, whether a container sees it or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.shown_name import shown_name_order
from layersize.comparison.fold import fold
from layersize.comparison.result import FoldedDelta, PathDelta, PathStatus
from layersize.layers.entries import HARDLINK, LayerEntries, directory_prefixes

NAMELESS = b"(no name)"
"""Stands for the payload of an entry that names no path, such as a file called `/`."""


def layer_paths(entries: LayerEntries) -> dict[bytes, int]:
    """Path to content, of all that has some; a path that is twice in the tar has both.

    A file that the layer links to from elsewhere stands under the name that shows it best.
    """
    prefixes = directory_prefixes(entries)
    shown = _names_of_links(entries, prefixes)
    paths: dict[bytes, int] = {}
    for row, content_bytes in enumerate(entries.content_bytes):
        if content_bytes:
            path = prefixes[entries.directories[row]] + entries.names[row]
            path = shown.get(path, path) or NAMELESS
            paths[path] = paths.get(path, 0) + content_bytes
    return paths


def _names_of_links(entries: LayerEntries, prefixes: Sequence[bytes]) -> dict[bytes, bytes]:
    """Path that the layer's hardlinks name, to the shown name among it and theirs."""
    shown: dict[bytes, bytes] = {}
    for row, target in entries.link_targets.items():
        if entries.kinds[row] == HARDLINK:
            path = prefixes[entries.directories[row]] + entries.names[row]
            shown[target] = min(shown.get(target, target), path, key=shown_name_order)
    return shown


def folded_layer(
    base: LayerEntries | None, other: LayerEntries, rows: int
) -> tuple[FoldedDelta, ...]:
    """Where one layer ships more or less than another, in at most `rows` rows, largest first."""
    before = {} if base is None else layer_paths(base)
    return fold(path_changes(before, layer_paths(other)), rows)


def path_changes(before: Mapping[bytes, int], after: Mapping[bytes, int]) -> Sequence[PathDelta]:
    """Paths whose bytes are not the same."""
    return [
        _change(path, before.get(path), after.get(path))
        for path in {**before, **after}
        if before.get(path) != after.get(path)
    ]


def _change(path: bytes, old: int | None, new: int | None) -> PathDelta:
    status = PathStatus.CHANGED
    if old is None or new is None:
        status = PathStatus.ADDED if old is None else PathStatus.REMOVED
    return PathDelta(path=path, status=status, base_bytes=old, other_bytes=new)


def folded_shadows(image: AnalyzedImage, layer: int, rows: int) -> tuple[FoldedDelta, ...]:
    """What a layer ships that no container sees, in at most `rows` rows, largest first."""
    hidden: dict[bytes, int] = {}
    for file in image.analysis.shadowed:
        if file.added_in == layer:
            path = file.path or NAMELESS
            hidden[path] = hidden.get(path, 0) + file.content_bytes
    return fold(path_changes({}, hidden), rows)
