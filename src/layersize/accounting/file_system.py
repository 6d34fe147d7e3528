"""The merged file system of an image while its layers are laid over each other.

A flat table of directories, each with its files and subdirectories by name; files stand for
inodes, and an inode is the number of the entry that shipped it, counted through all layers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence

from layersize.accounting.shown_name import is_store_of_copies
from layersize.layers.entries import ROOT


def find_directory(subdirectories: Sequence[Mapping[bytes, int]], path: bytes) -> int | None:
    """The id of the directory at a path, the root's is empty; None if there is none.

    `subdirectories` has for each directory the ids of those in it, by their names.
    """
    directory = ROOT
    for name in path.split(b"/") if path else ():
        child = subdirectories[directory].get(name)
        if child is None:
            return None
        directory = child
    return directory


class ShownNames(dict[int, tuple[int, bytes]]):
    """Inodes with several names to the directory and the name that their bytes stand at."""

    def __init__(self) -> None:
        super().__init__()
        self.directories: set[int] = set()
        """Those that hold a name of such an inode."""

    def shows(self, inode: int, directory: int, name: bytes) -> bool:
        """Whether an inode's bytes stand at this name of it; those of a single name always do."""
        shown = self.get(inode)
        return shown is None or shown == (directory, name)


class FileSystem:
    """Directories and the files in them; a directory's id keeps its path for good."""

    def __init__(self) -> None:
        self.files: list[dict[bytes, int]] = [{}]
        """Directory id to its files: name to inode; a removed directory has none."""
        self.subdirectories: list[dict[bytes, int]] = [{}]
        """Directory id to its directories: name to directory id."""
        self.parents = array("I", [ROOT])
        self.names: list[bytes] = [b""]
        self.created_in = array("I", [0])
        """Directory id to the layer that made it."""
        self.directory_entry: dict[int, int] = {}
        """Directory id to the last entry that states its metadata; implied ones have none."""
        self.links: dict[int, int] = {}
        """Inode to the number of its names, where it ever had more than one."""

    def add_directory(self, parent: int, name: bytes, layer: int) -> int:
        """Makes an empty directory; what stood there must be gone."""
        directory = len(self.files)
        self.files.append({})
        self.subdirectories.append({})
        self.parents.append(parent)
        self.names.append(name)
        self.created_in.append(layer)
        self.subdirectories[parent][name] = directory
        return directory

    def find_directory(self, path: bytes) -> int | None:
        """The id of the directory at a path, symlinks not followed; None if there is none."""
        return find_directory(self.subdirectories, path)

    def find_file(self, path: bytes) -> int | None:
        """The inode at a path, symlinks not followed; None for a directory or nothing."""
        above, _, name = path.rpartition(b"/")
        directory = self.find_directory(above)
        return None if directory is None else self.files[directory].get(name)

    def path(self, directory: int, name: bytes) -> bytes:
        """Path of a name in a directory, without a leading slash."""
        parts = [name]
        while directory != ROOT:
            parts.append(self.names[directory])
            directory = self.parents[directory]
        return b"/".join(reversed(parts))

    def directory_path(self, directory: int) -> bytes:
        """Path of a directory, without a slash at either end; empty for the root."""
        if directory == ROOT:
            return b""
        return self.path(self.parents[directory], self.names[directory])

    def visible_directories(self, top: int = ROOT) -> Iterator[int]:
        """Ids of a directory and of all below it, itself first."""
        waiting = [top]
        while waiting:
            directory = waiting.pop()
            yield directory
            waiting.extend(self.subdirectories[directory].values())

    def shown_names(self) -> ShownNames:
        """The name of each inode with several that its bytes stand at; see `shown_name`."""
        shown = ShownNames()
        if not self.links:
            return shown
        linked = frozenset(self.links)
        keys: dict[int, tuple[bool, bytes]] = {}
        for directory, files in enumerate(self.files):
            if linked.isdisjoint(files.values()):
                continue
            shown.directories.add(directory)
            prefix = self.path(directory, b"")
            is_copy = is_store_of_copies(prefix)
            for name, inode in files.items():
                if inode in linked:
                    key = (is_copy, prefix + name)
                    if inode not in keys or key < keys[inode]:
                        keys[inode] = key
                        shown[inode] = (directory, name)
        return shown
