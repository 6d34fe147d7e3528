"""A path in the file system that a container sees, with symlinks followed inside the image."""

from __future__ import annotations

from layersize.accounting.overlay import Overlay
from layersize.layers.entries import ROOT, SYMLINK
from layersize.values import dataclass

MOST_LINKS = 40
"""As Linux follows at most (https://man7.org/linux/man-pages/man7/path_resolution.7.html)."""


MISSING = "is not in the image"
"""Why a path ends where there is nothing."""


class PathError(Exception):
    """There is nothing at a path: `path` is how far it leads, `reason` why it ends there."""

    def __init__(self, path: bytes, reason: str, wanted: bytes, *, has_links: bool) -> None:
        super().__init__(path, reason, wanted, has_links)
        self.path = path
        self.reason = reason
        self.wanted = wanted
        """The whole path, with the links followed that there are."""
        self.has_links = has_links
        """Whether links were followed so far."""
        self.is_missing = reason == MISSING
        """Whether there is nothing; else there is something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPath:
    """What a path leads to."""

    path: bytes
    """Without a link in it, and without a slash at either end; empty for the root."""
    inode: int | None
    """The entry of a file; `None` for a directory."""
    directory: int | None
    """The id of a directory; `None` for anything else."""
    links: tuple[tuple[bytes, bytes], ...]
    """The links that were followed, each as its path and its target."""


def literal_path(path: bytes) -> bytes:
    """A path as tars are read: from the root, whatever is a link in it; empty for the root."""
    names: list[bytes] = []
    for name in path.split(b"/"):
        if name == b"..":
            names[-1:] = []
        elif name not in (b"", b"."):
            names.append(name)
    return b"/".join(names)


def find_path(overlay: Overlay, path: bytes, *, follow_last: bool = True) -> FoundPath:
    """Follows a path from the image's root, which `..` doesn't leave.

    `follow_last`: a link at its end is followed, too. Raises PathError if nothing is there.
    """
    tree, links = overlay.file_system, list[tuple[bytes, bytes]]()
    waiting = path.split(b"/")[::-1]
    directory = ROOT
    while waiting:
        name = waiting.pop()
        if name in (b"", b"."):
            continue
        if name == b"..":
            directory = tree.parents[directory]
            continue
        below = tree.subdirectories[directory].get(name)
        if below is not None:
            directory = below
            continue
        inode, here = tree.files[directory].get(name), tree.path(directory, name)
        if inode is None:
            raise PathError(here, MISSING, _joined(here, waiting), has_links=bool(links))
        layer, row = overlay.entry_of(inode)
        is_last = not any(part not in (b"", b".") for part in waiting)
        if overlay.layers[layer].kinds[row] == SYMLINK and (follow_last or not is_last):
            target = overlay.layers[layer].link_targets.get(row, b"")
            links.append((here, target))
            if len(links) > MOST_LINKS:
                reason = f"leads through more than {MOST_LINKS} links"
                asked = literal_path(path)
                raise PathError(asked, reason, asked, has_links=False)
            if target.startswith(b"/"):
                directory = ROOT
            waiting += target.split(b"/")[::-1]
        elif is_last:
            return FoundPath(path=here, inode=inode, directory=None, links=tuple(links))
        else:
            raise PathError(here, "is not a folder", _joined(here, waiting), has_links=bool(links))
    path = tree.directory_path(directory)
    return FoundPath(path=path, inode=None, directory=directory, links=tuple(links))


def _joined(path: bytes, waiting: list[bytes]) -> bytes:
    """A path with the names that were to come behind it, the last of them first."""
    return literal_path(b"/".join([path, *reversed(waiting)]))
