"""Where paths that databases list lead to in an image, through its own symlinks."""

from __future__ import annotations

from layersize.accounting.overlay import Overlay
from layersize.layers.entries import ROOT, SYMLINK

_MOST_SYMLINKS = 40
"""Followed one after the other: as many as Linux follows."""
_MOST_STEPS = 5_000_000
"""Names of directories that are looked up for an image; a database of 225,000 paths takes 30,000.
What hostile databases list beyond that counts as not there."""


class RealPaths:
    """Follows paths on the merged file system; each is from the root, without a leading slash."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._tree = overlay.file_system
        self._behind_links: dict[tuple[int, bytes], int | None] = {}
        """Directory and name of a symlink to the directory that it leads to."""
        self._known: dict[bytes, int] = {b"": ROOT}
        """Paths that were followed to the directories that they lead to."""
        self._steps_left = _MOST_STEPS

    def follow(self, path: bytes) -> tuple[int, list[bytes]]:
        """The last directory on a path, through symlinks, and the names of it that aren't there."""
        above, _, name = path.rpartition(b"/")
        start = self._known.get(above)  # mostly it is: lists have a folder before what is in it
        if start is None:
            found, missing = self._follow(ROOT, path, 0)
        else:
            found, missing = self._follow(start, name, 0)
        if not missing:
            self._known[path] = found
        return found, missing

    def _follow(self, start: int, path: bytes, links: int) -> tuple[int, list[bytes]]:
        subdirectories = self._tree.subdirectories
        directory, names = start, path.split(b"/")
        self._steps_left -= len(names)
        if self._steps_left < 0:
            return directory, names
        for at, name in enumerate(names):
            child = subdirectories[directory].get(name)
            if child is None:
                child = self._special_child(directory, name, links)
                if child is None:
                    return directory, names[at:]
            directory = child
        return directory, []

    def _special_child(self, directory: int, name: bytes, links: int) -> int | None:
        if name in (b"", b"."):
            return directory
        if name == b"..":
            return self._tree.parents[directory]
        inode = self._tree.files[directory].get(name)
        if inode is None:
            return None
        key = directory, name
        if key not in self._behind_links:
            self._behind_links[key] = None  # so that a circle ends
            target = self._target(inode)
            if target is not None and links < _MOST_SYMLINKS:
                start = ROOT if target.startswith(b"/") else directory
                found, missing = self._follow(start, target, links + 1)
                if not missing:
                    self._behind_links[key] = found
        return self._behind_links[key]

    def _target(self, inode: int) -> bytes | None:
        overlay = self._overlay
        if overlay.kind_of(inode) != SYMLINK:
            return None
        layer, row = overlay.entry_of(inode)
        return overlay.layers[layer].link_targets.get(row)
