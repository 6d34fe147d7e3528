"""The entries of one layer as columns: row N of each column belongs to entry N.

Columns keep a million entries in a few arrays; an object per entry would take ten times as much.
"""

from __future__ import annotations

from array import array
from dataclasses import field
from typing import NamedTuple

from layersize.values import dataclass


def directory_prefixes(entries: LayerEntries) -> list[bytes]:
    """Directory id to its path with a slash at the end; empty for the root."""
    prefixes = [b""]
    parents = entries.directory_parents
    for directory in range(ROOT + 1, len(parents)):
        prefixes.append(prefixes[parents[directory]] + entries.directory_names[directory] + b"/")
    return prefixes


FILE = 0
HARDLINK = 1
SYMLINK = 2
DIRECTORY = 3
DEVICE = 4
"""Of characters or of blocks."""
FIFO = 5
WHITEOUT = 6
"""It and all behind it are nothing in the file system; its name is the one that it hides."""
OPAQUE = 7
VOID = 8
"""Names no path (a bare `.wh.`, a file named `/`); its payload was never visible."""
AUFS = 9
"""A file of AUFS bookkeeping at the root; its payload counts only through a hardlink."""

KIND_NAMES = {
    FILE: "file",
    HARDLINK: "hardlink",
    SYMLINK: "symlink",
    DIRECTORY: "directory",
    DEVICE: "device",
    FIFO: "fifo",
    AUFS: "file",
}
"""Kinds of entries that are something at their path, in a word."""

ROOT = 0
"""Id of the root directory in every directory table."""


class Ownership(NamedTuple):
    """What chmod and chown change."""

    mode: int
    uid: int
    gid: int


class SecretMark(NamedTuple):
    """Where in a file a secret stands."""

    kind: str
    """A word of `secrets.KINDS`, such as `private-key`."""
    offset: int
    length: int
    """In bytes, as far as it was looked at."""


@dataclass(slots=True, kw_only=True)
class LayerEntries:
    """What a layer's tar lists, in its order; names are raw bytes without a separator."""

    directory_parents: array[int] = field(default_factory=lambda: array("I", [ROOT]))
    """Directory id to the id of the directory it stands in; a parent's id is the smaller one."""
    directory_names: list[bytes] = field(default_factory=lambda: [b""])

    directories: array[int] = field(default_factory=lambda: array("I"))
    """Row to the directory that the entry's name stands in."""
    names: list[bytes] = field(default_factory=list)
    kinds: bytearray = field(default_factory=bytearray)
    content_bytes: array[int] = field(default_factory=lambda: array("Q"))
    """Apparent size of the file data; 0 for whatever has none."""
    data_offsets: array[int] = field(default_factory=lambda: array("Q"))
    """Where the payload begins in the tar stream."""

    link_targets: dict[int, bytes] = field(default_factory=dict)
    """Row of a hardlink or symlink to its target, as written in the tar."""
    other_names: dict[int, bytes] = field(default_factory=dict)
    """Row of an entry whose extension headers contradict each other to the paths, as written and
    joined by NULs, that other readers may see it under."""
    sparse_chunks: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Row of a sparse file to offsets and lengths of its data, which the tar holds in a row."""
    content_hashes: bytearray | None = None
    """16 bytes a row, hash of the file data; `None`: to be had by reading the range again."""
    ownership_ids: array[int] = field(default_factory=lambda: array("I"))
    """Row to a place in `ownerships`; empty, like `mtimes`, if not asked for."""
    ownerships: list[Ownership] = field(default_factory=list)
    mtimes: array[int] = field(default_factory=lambda: array("q"))
    """Row to seconds since the epoch."""
    captured: dict[int, bytes] = field(default_factory=dict)
    """Row of a file that tells of others, such as a package list, to its content; of a program
    that tells its modules, to the name of the section where it does."""
    debug_bytes: dict[int, int] = field(default_factory=dict)
    """Row of a program or library to the length of its debug sections, where it has some."""
    secrets: dict[int, SecretMark] = field(default_factory=dict)
    """Row of a file that holds a secret to where; never the secret itself."""
    attribute_hashes: dict[int, bytes] = field(default_factory=dict)
    """Row of an entry with extended attributes, a device's numbers or a fraction of a second to
    16 bytes, equal for equal ones; empty, like `mtimes`, if not asked for."""

    def __len__(self) -> int:
        return len(self.kinds)

    def stored(self, row: int) -> int:
        """Payload bytes of the entry that the tar really holds."""
        chunks = self.sparse_chunks.get(row)
        return self.content_bytes[row] if chunks is None else sum(length for _, length in chunks)

    def directory_path(self, directory: int) -> bytes:
        """Path of a directory, without a slash at either end; empty for the root."""
        parts = []
        while directory != ROOT:
            parts.append(self.directory_names[directory])
            directory = self.directory_parents[directory]
        return b"/".join(reversed(parts))

    def path(self, row: int) -> bytes:
        """Path of the entry; of a whiteout, the path that it hides."""
        above = self.directory_path(self.directories[row])
        return above + b"/" + self.names[row] if above else self.names[row]
