"""A package, as its manager's database in an image tells of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from layersize.packages.file_tree import FileTree

MOST_PACKAGES = 100_000
"""Packages of an image that are told apart; large images have some thousands."""


class Package(NamedTuple):
    """One installed package, and the paths that its database lists for it."""

    manager: str
    """`dpkg`, `apk`, `pip`: the word that reports use."""
    name: str
    """As the database has it: text of the image, not inert."""
    version: str | None
    paths: Iterable[bytes]
    """Files and links as the database lists them, from the root, with or without a slash in front;
    they may lead through symlinks, and need not exist. A path with a slash at its end is a folder,
    and stands for all that is in it and that no other package lists."""


class Manager(Protocol):
    """A module that reads the database of one package manager."""

    def find(self, tree: FileTree) -> Iterator[Package]:
        """The packages that the databases in an image list; none where there is no database.

        One that is installed in several places comes once for each, and is one row in the end, as
        are all of the same manager, name and version. A path that several list is the first one's.
        A database that can't be read gives none, or those that could be read.
        """
        ...
