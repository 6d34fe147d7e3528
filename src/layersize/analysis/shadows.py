"""Bytes that are shipped and no longer visible: which, since when, and why."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence

from layersize.model.analysis import Cause

CAUSES = (Cause.DELETED, Cause.OVERWRITTEN, Cause.DUPLICATE_ENTRY, Cause.METADATA_ONLY)
DELETED, OVERWRITTEN, DUPLICATED, METADATA_ONLY = range(4)
"""Places in `CAUSES`, to be kept in a byte column."""

SameContent = Callable[[Sequence[tuple[int, int]]], Sequence[bool]]
"""For pairs of inodes of the same length: whether their contents are equal."""


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
        """Rows whose path holds data of the same length now, and the inode that it is."""

    def __len__(self) -> int:
        return len(self.inodes)

    def add(self, inode: int, layer: int, directory: int, name: bytes, cause: int) -> None:
        """One more inode that lost its last name."""
        self.inodes.append(inode)
        self.hidden_in.append(layer)
        self.directories.append(directory)
        self.names.append(name)
        self.causes.append(cause)

    def replaced(self, inode: int) -> None:
        """Says what stands now at the path of the row just added."""
        self._replaced_by.append((len(self.inodes) - 1, inode))

    def tell_metadata_only(self, same_content: SameContent) -> None:
        """Finds the rows that were replaced by their own content."""
        pairs = [(self.inodes[row], new) for row, new in self._replaced_by]
        for (row, _), same in zip(self._replaced_by, same_content(pairs), strict=True):
            if same:
                self.causes[row] = METADATA_ONLY
        self._replaced_by.clear()
