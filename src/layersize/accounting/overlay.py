"""Layers laid over each other: the file system after each, and what became of its bytes.

Rules: https://github.com/opencontainers/image-spec/blob/main/layer.md, with literal paths.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass

from layersize.accounting.file_system import FileSystem
from layersize.accounting.shadows import Shadows
from layersize.layers.entries import LayerEntries
from layersize.warning import Warning


@dataclass(slots=True, kw_only=True)
class LayerWork:
    """What one layer did, beyond what its columns and the shadows tell."""

    content_bytes: int
    """Without the payload of AUFS bookkeeping that no hardlink names."""
    rewritten_bytes: int
    in_layer_waste_bytes: int
    is_rewritten: bytearray
    """Row to whether the path of a file existed below."""
    warnings: tuple[Warning, ...]


class Overlay:
    """The state between two layers; an inode is an entry's number, counted through all layers."""

    def __init__(self) -> None:
        self.file_system = FileSystem()
        self.layers: list[LayerEntries] = []
        self.first_inode = array("Q")
        """Layer to the inode number of its first entry."""
        self.content_bytes = array("Q")
        """Inode to its file data; 0 for whatever has none."""
        self.work: list[LayerWork] = []
        self.shadows = Shadows()

    def begin_layer(self, entries: LayerEntries) -> int:
        """Numbers the entries of the next layer; returns the first inode number."""
        first = len(self.content_bytes)
        self.first_inode.append(first)
        self.layers.append(entries)
        self.content_bytes.extend(entries.content_bytes)
        return first

    def layer_of(self, inode: int) -> int:
        """The layer that ships an inode."""
        return bisect_right(self.first_inode, inode) - 1

    def entry_of(self, inode: int) -> tuple[int, int]:
        """The layer and the row that an inode number stands for."""
        layer = bisect_right(self.first_inode, inode) - 1
        return layer, inode - self.first_inode[layer]

    def kind_of(self, inode: int) -> int:
        """The kind of the entry that an inode number stands for."""
        layer, row = self.entry_of(inode)
        return self.layers[layer].kinds[row]
