"""An image's file system after each layer, and the bytes that are shipped and no longer visible."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from layersize.accounting.file_system import FileSystem
from layersize.accounting.result import Cause
from layersize.layers.entries import LayerEntries
from layersize.values import dataclass
from layersize.warning import Warning

CAUSES = (Cause.DELETED, Cause.OVERWRITTEN, Cause.DUPLICATE_ENTRY, Cause.METADATA_ONLY)
DELETED, OVERWRITTEN, DUPLICATED, METADATA_ONLY = range(4)
"""Positions in `CAUSES`, to be kept in a byte column."""


class LostName(NamedTuple):
    """A name that a layer took from an inode that has, or had, several."""

    directory: int
    name: bytes
    cause: int
    replaced_by: int
    """Inode of the same length that the layer put at the path; -1: none."""
    replacement: int
    """Number of the replacing entry in its layer; equal for names that one entry took away."""


class Shadows:
    """Inodes without a name, one row each: file data that is shipped for nothing."""

    def __init__(self) -> None:
        self.inodes = array("Q")
        self.hidden_in = array("I")
        """Row to the layer that took the last name; never falls from row to row."""
        self.causes = bytearray()
        self.directories = array("I")
        self.names: list[bytes] = []
        """With `directories`: the name under which the inode is shown."""
        self.marker_paths: dict[int, bytes] = {}
        """Row to path, for payload that never had a place in the file system."""
        self.repeated: set[int] = set()
        """Inodes that replaced their own content, with other metadata at most."""
        self.replaced_rows = array("Q")
        """Rows of inodes with one name that one of the same length replaced."""
        self.replaced_by = array("Q")
        """The inodes that did, in the order of `replaced_rows`."""
        self.last_names: list[tuple[int, list[LostName]]] = []
        """Rows of inodes with several names, and those that the last layer took, in order."""

    def __len__(self) -> int:
        return len(self.inodes)

    def rows_hidden_in(self, layer: int) -> range:
        """The rows of what one layer hides."""
        start = bisect_left(self.hidden_in, layer)
        return range(start, bisect_right(self.hidden_in, layer, start))

    def add(self, inode: int, layer: int, directory: int, name: bytes, cause: int) -> None:
        """Adds an inode that lost its last name, in the layer of the row before or a later one."""
        self.inodes.append(inode)
        self.hidden_in.append(layer)
        self.directories.append(directory)
        self.names.append(name)
        self.causes.append(cause)

    def add_linked(self, inode: int, layer: int, last_names: list[LostName]) -> None:
        """Adds an inode with several names, the last of which one layer took."""
        self.last_names.append((len(self.inodes), last_names))
        last = last_names[-1]
        self.add(inode, layer, last.directory, last.name, last.cause)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerEffect:
    """What one layer did, beyond what its columns and the shadows say."""

    content_bytes: int
    """File data, without that of AUFS bookkeeping that no hardlink names."""
    rewritten_bytes: int
    in_layer_waste_bytes: int
    is_rewritten: bytearray
    """Row to whether the path of a file existed below."""
    warnings: tuple[Warning, ...]


class Overlay:
    """Layers laid over each other; an inode is an entry's number, counted through all layers."""

    def __init__(self) -> None:
        self.file_system = FileSystem()
        self.layers: list[LayerEntries] = []
        self.first_inode = array("Q")
        """Layer to the inode number of its first entry."""
        self.content_bytes = array("Q")
        """Inode to its file data; 0 for whatever has none."""
        self.effects: list[LayerEffect] = []
        """What each layer did, base first."""
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

    def bytes_of(self, groups: Iterable[Collection[int] | Mapping[int, int]]) -> int:
        """The file data of all inodes that are in some of the groups, each byte once.

        A mapping has inodes with the length of the part that is meant.
        """
        meant = array("Q", bytes(8 * len(self.content_bytes)))
        for group in groups:
            if isinstance(group, Mapping):
                for inode, length in group.items():
                    meant[inode] = max(meant[inode], length)
            else:
                for inode in group:
                    meant[inode] = self.content_bytes[inode]
        return sum(meant)

    def entry_of(self, inode: int) -> tuple[int, int]:
        """The layer and the row that an inode number stands for."""
        layer = bisect_right(self.first_inode, inode) - 1
        return layer, inode - self.first_inode[layer]

    def by_layer(self, inodes: Iterable[int]) -> dict[int, list[int]]:
        """Inodes in order, by the layer that ships them, from the lowest."""
        ordered = sorted(inodes)
        found: dict[int, list[int]] = {}
        start = 0
        while start < len(ordered):
            layer = self.layer_of(ordered[start])
            end = len(ordered)
            if layer + 1 < len(self.first_inode):
                end = bisect_left(ordered, self.first_inode[layer + 1], start)
            found[layer] = ordered[start:end]
            start = end
        return found

    def kind_of(self, inode: int) -> int:
        """The kind of the entry that an inode number stands for."""
        layer, row = self.entry_of(inode)
        return self.layers[layer].kinds[row]
