"""One directory's children, as columns; a row is made when it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Protocol

from layersize.layers.entries import ROOT
from layersize.patterns import Pattern
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A file or a directory; of a directory, numbers are those of everything in it."""

    path: bytes
    name: bytes
    is_directory: bool
    content_bytes: int
    shadowed_bytes: int = 0
    """The part of `content_bytes` that a later layer hides."""
    hides_bytes: int = 0
    """What it hides of the layers below."""
    sign: str = ""
    """`+` added, `~` rewritten, of a directory that something in it is; `-` a marker that hides.

    Empty: nothing of the kind.
    """
    flags: str = ""
    """`H` one of several names of a file, `m` shipped again with other metadata only."""
    inode: int = -1
    """-1 where no entry describes it."""
    files: int = 0
    """How many files a directory holds."""


class ListedTree(Protocol):
    """A tree whose directories have ids; its entries are inodes or rows of a layer."""

    def directory_item(self, above: bytes, name: bytes, directory: int) -> Item:
        """The row of a directory, by the path of the directory above, its name and its id."""
        ...

    def entry_item(self, above: bytes, parent: int, name: bytes, entry: int) -> Item:
        """The row of an entry, by the path and the id of the directory above and its name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryListing:
    """A directory's children as columns, directories first; position N is the same child in each.

    Without columns it stands for a path that is no directory.
    """

    tree: ListedTree = field(repr=False)
    path: bytes
    """Of the directory."""
    parent: int = ROOT
    """Its id in the tree."""
    directories: Sequence[int] = ()
    entries: Sequence[int] = ()
    """Ids of the children: the first are those of directories, the others those of entries."""
    names: Sequence[bytes] = ()
    """Names of all children."""
    weights: Sequence[int] = ()
    """Bytes that a sorting by size goes by."""
    changed: Sequence[bool] = ()

    def __len__(self) -> int:
        return len(self.names)

    def item(self, position: int) -> Item:
        """The row of a child, made now."""
        name, entry = self.names[position], position - len(self.directories)
        if entry < 0:
            return self.tree.directory_item(self.path, name, self.directories[position])
        return self.tree.entry_item(self.path, self.parent, name, self.entries[entry])

    def is_changed(self, position: int) -> bool:
        """Whether the child, or something in it, belongs to what is asked about."""
        return self.changed[position]

    def is_folder(self, position: int) -> bool:
        """Whether the child is a directory that the tree has a listing of."""
        return position < len(self.directories)


class Tree(Protocol):
    """A file system to walk through; directories go by their paths, the root's is empty."""

    def listing(self, directory: bytes) -> DirectoryListing:
        """The directory's children; none for a path that is no directory."""
        ...

    def inodes_in(self, path: bytes) -> Iterator[int]:
        """What is in a directory, at every depth."""
        ...

    def matching(self, pattern: Pattern) -> Tree:
        """Only paths that the pattern stands for, with what is in them and around them."""
        ...


def joined(directory: bytes, name: bytes) -> bytes:
    """The path of a name in a directory."""
    return directory + b"/" + name if directory else name


def rolled_up(own: list[int], parents: Sequence[int]) -> list[int]:
    """Adds the amount of each directory to those above; a parent's id is the smaller one."""
    for directory in range(len(own) - 1, 0, -1):
        if own[directory]:
            own[parents[directory]] += own[directory]
    return own
