"""Two final file systems as one tree, each path with what it has on either side."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from layersize.comparison.fold import SortedDeltas
from layersize.comparison.paths import ROOT_PATH
from layersize.comparison.result import PathDelta, PathStatus
from layersize.comparison.swap import swapped_status
from layersize.explore.file_tree import FileTree
from layersize.explore.listing import joined
from layersize.explore.metadata import NO_METADATA, Metadata, metadata_of
from layersize.patterns import Pattern

_ONE_SIDED = (PathStatus.ADDED, PathStatus.REMOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedItem:
    """A path of either image; of a directory, numbers are those of everything in it."""

    path: bytes
    name: bytes
    is_directory: bool
    base_bytes: int | None
    """`None`: not there."""
    other_bytes: int | None
    delta_bytes: int
    status: PathStatus | None
    """`None`: the same in both."""
    differing: int
    """How many paths differ, itself and those in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedListing:
    """Children in no order of worth; position N of each column is the same child."""

    names: Sequence[bytes]
    weights: Sequence[tuple[int, int]]
    """What a sorting by size goes by: |delta|, then the larger side, in bytes."""
    differences: Mapping[bytes, int]
    """Names of children that differ, or with something in them that does, to the sum of deltas."""
    tree: MergedTree = field(repr=False)
    directory: bytes

    def __len__(self) -> int:
        return len(self.names)

    def item(self, position: int) -> MergedItem:
        """The row of a child, made now."""
        return self.tree.item(joined(self.directory, self.names[position]))

    def is_changed(self, position: int) -> bool:
        """Whether the child or something in it differs."""
        return self.names[position] in self.differences

    def is_folder(self, position: int) -> bool:
        """Whether the child is a directory in either image."""
        return self.tree.is_directory(joined(self.directory, self.names[position]))


@dataclass(frozen=True, kw_only=True)
class MergedTree:
    """Goes through both file systems at once, and through the sorted differences."""

    base: FileTree
    other: FileTree
    deltas: SortedDeltas
    is_swapped: bool = False
    """Whether the differences are seen from the other side."""
    only_differing: bool = False
    """Whether paths without a difference are left out."""

    @classmethod
    def of(cls, base: FileTree, other: FileTree, deltas: Sequence[PathDelta]) -> MergedTree:
        """Both file systems with the differences that a comparison found."""
        deltas = [delta for delta in deltas if delta.path != ROOT_PATH]  # it has no row
        return cls(base=base, other=other, deltas=SortedDeltas(deltas))

    def swapped(self) -> MergedTree:
        """The same, seen from the other image."""
        return replace(self, base=self.other, other=self.base, is_swapped=not self.is_swapped)

    def of_status(self, status: PathStatus) -> MergedTree:
        """Only what differs in one way."""
        wanted = swapped_status(status) if self.is_swapped else status
        deltas = [delta for delta in self.deltas.deltas if delta.status is wanted]
        return replace(self, deltas=SortedDeltas(deltas), only_differing=True)

    def matching(self, pattern: Pattern) -> MergedTree:
        """Only paths that the pattern stands for, with what is in them and around them."""
        deltas = [
            delta
            for delta in self.deltas.deltas
            if pattern.covers(delta.path, is_directory=self.is_directory(delta.path))
        ]
        return replace(
            self,
            base=self.base.matching(pattern),
            other=self.other.matching(pattern),
            deltas=SortedDeltas(deltas),
        )

    def is_directory(self, path: bytes) -> bool:
        """Whether there is a directory at a path in either image."""
        return any(side.has_directory(path) for side in (self.base, self.other))

    def listing(self, directory: bytes) -> MergedListing:
        """The directory's children in either image."""
        differences = self._differences_below(directory)
        base_bytes, other_bytes = self.base.sizes(directory), self.other.sizes(directory)
        names = list(differences)
        if not self.only_differing:
            names = list(base_bytes | other_bytes | differences)

        weights = [
            (abs(differences.get(name, 0)), max(base_bytes.get(name, 0), other_bytes.get(name, 0)))
            for name in names
        ]
        return MergedListing(
            names=names,
            weights=weights,
            differences=differences,
            tree=self,
            directory=directory,
        )

    def _differences_below(self, directory: bytes) -> dict[bytes, int]:
        """Names in a directory with a difference, and what they add up to."""
        prefix = directory + b"/" if directory else b""
        found: dict[bytes, int] = {}
        for path, start, end in self.deltas.children(prefix, *self.deltas.below(prefix)):
            name = path[len(prefix) :].rstrip(b"/")
            found[name] = found.get(name, 0) + self._delta_bytes(start, end)
        return found

    def _delta_bytes(self, start: int, end: int) -> int:
        change = self.deltas.delta_bytes(start, end)
        return -change if self.is_swapped else change

    def item(self, path: bytes) -> MergedItem:
        """The row of a path."""
        paths = self.deltas.paths
        here = bisect_left(paths, path)
        past = here + (here < len(paths) and paths[here] == path)
        start, end = self.deltas.below(path + b"/")
        differing = self.deltas.deltas[here:past] + self.deltas.deltas[start:end]
        base_bytes, other_bytes = self.base.content_at(path), self.other.content_at(path)
        status = self._status(differing)
        if status in _ONE_SIDED and self.base.has(path) and self.other.has(path):
            status = PathStatus.CHANGED
        return MergedItem(
            path=path,
            name=path.rpartition(b"/")[2],
            is_directory=self.is_directory(path),
            base_bytes=base_bytes,
            other_bytes=other_bytes,
            delta_bytes=self._delta_bytes(here, past) + self._delta_bytes(start, end),
            status=status,
            differing=len(differing),
        )

    def metadata(self, path: bytes) -> Metadata:
        """Of the other's entry at a path, or of the base's where the other has none."""
        for side in (self.other, self.base):
            inode = side.inode_at(path)
            if inode is not None:
                return metadata_of(side.traces.overlay, inode)
        return NO_METADATA

    def _status(self, differing: Sequence[PathDelta]) -> PathStatus | None:
        if not differing:
            return None
        first = differing[0].status
        if any(delta.status is not first for delta in differing):
            return PathStatus.CHANGED
        return swapped_status(first) if self.is_swapped else first
