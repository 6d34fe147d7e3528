"""Which layers the bytes in a folder come from: those that a container sees, and hidden ones."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from layersize.accounting.overlay import Overlay
from layersize.explore.file_tree import FileTree
from layersize.layers.entries import ROOT
from layersize.values import dataclass


class LayerBytes(NamedTuple):
    """What a layer ships of a folder."""

    layer: int
    content_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerShares:
    """Layers by bytes, largest first; none without any."""

    live: Sequence[LayerBytes]
    hidden: Sequence[LayerBytes]
    """Shipped at the path, or at one below it, and hidden since."""


def layer_shares(tree: FileTree, path: bytes) -> LayerShares:
    """Of a folder of a file system after some layers."""
    return LayerShares(live=_live(tree, path), hidden=_hidden(tree, path))


def _live(tree: FileTree, path: bytes) -> Sequence[LayerBytes]:
    """Folder by folder, in short steps: the screen is drawn meanwhile."""
    overlay = tree.traces.overlay
    content_bytes, layer_of = overlay.content_bytes, overlay.layer_of
    found = [0] * len(overlay.first_inode)
    for inodes in tree.counted_inodes_in(path):
        first = layer_of(min(inodes))
        if first == layer_of(max(inodes)):
            found[first] += sum(map(content_bytes.__getitem__, inodes))
            continue
        for inode in inodes:
            found[layer_of(inode)] += content_bytes[inode]
    layers = (LayerBytes(layer, total) for layer, total in enumerate(found) if total)
    return sorted(layers, key=lambda one: -one.content_bytes)


def _hidden(tree: FileTree, path: bytes) -> Sequence[LayerBytes]:
    overlay, found = tree.traces.overlay, Counter[int]()
    tops = tree.traces.directories.at(path)
    if any(map(tree.traces.hidden_below.__getitem__, tops)):
        for inode in _hidden_inodes(overlay, set(tops), tree.layers.stop):
            found[overlay.layer_of(inode)] += overlay.content_bytes[inode]
    return [LayerBytes(*one) for one in found.most_common() if one[1]]


def _hidden_inodes(overlay: Overlay, tops: set[int], past: int) -> Iterator[int]:
    """Those in some directories that layers before one hide."""
    tree, shadows = overlay.file_system, overlay.shadows
    is_inside = bytearray(len(tree.names))
    for directory, parent in enumerate(tree.parents):
        is_inside[directory] = directory in tops or (directory != ROOT and is_inside[parent])
    end = bisect_left(shadows.hidden_in, past)
    for row in range(end):
        if is_inside[shadows.directories[row]] and row not in shadows.marker_paths:
            yield shadows.inodes[row]
