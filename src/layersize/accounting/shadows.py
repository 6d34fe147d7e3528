"""Bytes that are shipped and no longer visible: which, since when, and why."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from layersize.accounting.result import Cause

CAUSES = (Cause.DELETED, Cause.OVERWRITTEN, Cause.DUPLICATE_ENTRY, Cause.METADATA_ONLY)
DELETED, OVERWRITTEN, DUPLICATED, METADATA_ONLY = range(4)
"""Places in `CAUSES`, to be kept in a byte column."""

_ASKED_AT_ONCE = 4096
"""Pairs whose contents are compared together: enough to read files in order, few to keep."""

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
        self._steps = array("I")

    def add(self, inode: int, directory: int, name: bytes, cause: int, step: int) -> None:
        self._steps.append(step)
        self._inodes.append(inode)
        self._directories.append(directory)
        self._names.append(name)
        self._causes.append(cause)

    def __iter__(self) -> Iterator[tuple[int, int, bytes, int, int]]:
        """Inode, directory, name, cause and step."""
        return zip(
            self._inodes, self._directories, self._names, self._causes, self._steps, strict=True
        )


class LostName(NamedTuple):
    """A name that an inode lost, and what stands there now."""

    directory: int
    name: bytes
    cause: int
    replaced_by: int
    """Inode of the same length that the layer put at the path; -1: none."""
    step: int
    """Equal for names that one entry took away."""


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
        self.repeated: set[int] = set()
        """Inodes that replaced their own content, with other metadata at most."""
        self._replaced_rows = array("Q")
        self._replaced_by = array("Q")
        """Rows of inodes with one name, and the inodes of their length that replaced them."""
        self._last_names: list[tuple[int, list[LostName]]] = []
        """Rows of inodes with several names, and those that the last layer took, in order."""

    def __len__(self) -> int:
        return len(self.inodes)

    def rows_hidden_in(self, layer: int) -> range:
        """Those that one layer hides: they stand together, as layers are laid one by one."""
        start = bisect_left(self.hidden_in, layer)
        return range(start, bisect_right(self.hidden_in, layer, start))

    def add(self, inode: int, layer: int, directory: int, name: bytes, cause: int) -> None:
        """An inode that lost its last name, in the layer of the row before, or in a later one."""
        self.inodes.append(inode)
        self.hidden_in.append(layer)
        self.directories.append(directory)
        self.names.append(name)
        self.causes.append(cause)

    def replaced(self, inode: int) -> None:
        """Says which inode of the same length stands now at the path of the row just added."""
        self._replaced_rows.append(len(self.inodes) - 1)
        self._replaced_by.append(inode)

    def add_linked(self, inode: int, layer: int, last_names: list[LostName]) -> None:
        """An inode with several names, the last of which one layer took."""
        self._last_names.append((len(self.inodes), last_names))
        last = last_names[-1]
        self.add(inode, layer, last.directory, last.name, last.cause)

    def tell_metadata_only(self, same_content: SameContent, path: PathOf) -> None:
        """Finds what was replaced by its own content, and under which name to show the rest.

        Of names that went in different ways the last one counts (of several that one entry took
        away, the smallest); then the inode is shown under the smallest that went in that way.
        """
        for start in range(0, len(self._replaced_by), _ASKED_AT_ONCE):
            rows = self._replaced_rows[start : start + _ASKED_AT_ONCE]
            replaced_by = self._replaced_by[start : start + _ASKED_AT_ONCE]
            pairs = [(self.inodes[row], new) for row, new in zip(rows, replaced_by, strict=True)]
            for row, new, same in zip(rows, replaced_by, same_content(pairs), strict=True):
                if same:
                    self.causes[row] = METADATA_ONLY
                    self.repeated.add(new)
        for row, names in self._last_names:
            self._settle_linked(row, names, same_content, path)

    def _settle_linked(
        self, row: int, names: list[LostName], same_content: SameContent, path: PathOf
    ) -> None:
        inode = self.inodes[row]
        same = same_content([(inode, lost.replaced_by) for lost in names if lost.replaced_by >= 0])
        answers = iter(same)
        causes = [
            METADATA_ONLY if lost.replaced_by >= 0 and next(answers) else lost.cause
            for lost in names
        ]

        def path_of(at: int) -> bytes:
            return path(names[at].directory, names[at].name)

        last_step = (at for at, lost in enumerate(names) if lost.step == names[-1].step)
        self.causes[row] = cause = causes[min(last_step, key=path_of)]
        shown = names[min((at for at in range(len(names)) if causes[at] == cause), key=path_of)]
        self.directories[row], self.names[row] = shown.directory, shown.name
