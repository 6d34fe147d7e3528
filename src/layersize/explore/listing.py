"""One directory's children, as columns; a row is made when it is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


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
    """`+` added, `~` rewritten, `-` a marker that hides; empty: nothing of the kind."""
    flags: str = ""
    """`H` one of several names of a file, `m` shipped again with other metadata only."""
    inode: int = -1
    """-1 where no entry describes it."""
    files: int = 0
    """How many files a directory holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Children in no order of worth; position N of each column is the same child."""

    names: Sequence[bytes]
    weights: Sequence[int]
    """Bytes that a sorting by size goes by; their sign doesn't count."""
    item: Callable[[int], Item]
    is_changed: Callable[[int], bool]
    """Whether the child, or something in it, belongs to what is asked about."""

    def __len__(self) -> int:
        return len(self.names)


def _no_item(position: int) -> Item:
    raise IndexError(position)


NOTHING = Listing(names=(), weights=(), item=_no_item, is_changed=bool)
"""Of a path that is no directory."""


class Tree(Protocol):
    """A file system to walk through; directories go by their paths, the root's is empty."""

    def listing(self, directory: bytes) -> Listing:
        """The directory's children; none for a path that is no directory."""
        ...

    def matching(self, pattern: re.Pattern[bytes]) -> Tree:
        """Only paths in which the pattern is found, with what is in them and around them."""
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
