"""Bytes that are shipped and no longer visible: which, since when, and why."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from layersize.model.analysis import Cause

CAUSES = (Cause.DELETED, Cause.OVERWRITTEN, Cause.DUPLICATE_ENTRY, Cause.METADATA_ONLY)
DELETED, OVERWRITTEN, DUPLICATED, METADATA_ONLY = range(4)
"""Places in `CAUSES`, to be kept in a byte column."""

SameContent = Callable[[Sequence[tuple[int, int]]], Sequence[bool]]
"""For pairs of inodes of the same length: whether their contents are equal."""

PathOf = Callable[[int, bytes], bytes]
"""Directory and name to a path."""


class LostNames:
    """Names that one layer took from inodes, in order, as columns."""

    def __init__(self) -> None:
        self._inodes = array("Q")
        self._directories = array("I")
        self._names: list[bytes] = []
        self._causes = bytearray()

    def add(self, inode: int, directory: int, name: bytes, cause: int) -> None:
        self._inodes.append(inode)
        self._directories.append(directory)
        self._names.append(name)
        self._causes.append(cause)

    def __iter__(self) -> Iterator[tuple[int, int, bytes, int]]:
        return zip(self._inodes, self._directories, self._names, self._causes, strict=True)


class LostName(NamedTuple):
    """A name that an inode lost, and what stands there now."""

    directory: int
    name: bytes
    cause: int
    replaced_by: int
    """Inode of the same length that the layer put at the path; -1: none."""


class Shadows:
    """Inodes without a name, one row each: file data that is shipped for nothing."""

    def __init__(self) -> None:
        self.inodes = array("Q")
        self.hidden_in = array("I")
        self.causes = bytearray()
        self.directories = array("I")
        self.names: list[bytes] = []
        """With `directories`: the name under which the inode is shown."""
        self.marker_paths: dict[int, bytes] = {}
        """Row to path, for payload that never had a place in the file system."""
        self._replaced_by: list[tuple[int, int]] = []
        """Rows of inodes with one name, and the inode of their length that replaced it."""
        self._last_names: list[tuple[int, list[LostName]]] = []
        """Rows of inodes with several names, and those that the last layer took, in order."""

    def __len__(self) -> int:
        return len(self.inodes)

    def add(self, inode: int, layer: int, lost: LostName) -> None:
        """An inode that lost its only name."""
        if lost.replaced_by >= 0:
            self._replaced_by.append((len(self.inodes), lost.replaced_by))
        self.inodes.append(inode)
        self.hidden_in.append(layer)
        self.directories.append(lost.directory)
        self.names.append(lost.name)
        self.causes.append(lost.cause)

    def add_linked(self, inode: int, layer: int, last_names: list[LostName]) -> None:
        """An inode with several names, the last of which one layer took."""
        self._last_names.append((len(self.inodes), last_names))
        self.add(inode, layer, last_names[-1]._replace(replaced_by=-1))

    def tell_metadata_only(self, same_content: SameContent, path: PathOf) -> None:
        """Finds what was replaced by its own content, and under which name to show the rest.

        Of names that went in different ways the last one counts, of those that went in the same
        way the smallest.
        """
        asked = [(self.inodes[row], new) for row, new in self._replaced_by]
        for row, names in self._last_names:
            asked += [(self.inodes[row], lost.replaced_by) for lost in names if lost.replaced_by >= 0]
        same = dict(zip(asked, same_content(asked), strict=True))
        for row, new in self._replaced_by:
            if same[self.inodes[row], new]:
                self.causes[row] = METADATA_ONLY
        for row, names in self._last_names:
            inode = self.inodes[row]
            causes = [
                METADATA_ONLY if same.get((inode, lost.replaced_by)) else lost.cause
                for lost in names
            ]
            self.causes[row] = causes[-1]
            alike = (lost for lost, cause in zip(names, causes, strict=True) if cause == causes[-1])
            shown = min(alike, key=lambda lost: path(lost.directory, lost.name))
            self.directories[row], self.names[row] = shown.directory, shown.name
