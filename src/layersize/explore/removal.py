"""What leaving paths out would save, and what would still be shipped under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from layersize.accounting.overlay import Overlay
from layersize.layers.entries import ROOT
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What leaving the marked paths out of an image would change, taken together."""

    paths: int
    saved_bytes: int
    """What is saved if they are never shipped there; a deletion in a new layer saves nothing."""
    kept_bytes: int
    """Other copies at the same paths, and files that have names elsewhere."""


def removal(marked: Collection[bytes], layer: int | None, overlay: Overlay) -> Removal:
    """Sums up what is at the paths and in them: left out of one layer, or of what is visible."""
    paths = outermost(marked)
    free, names = _visible_at(paths, overlay)
    if layer is None:
        left_out = free
        others = names | set(_shadowed_at(paths, overlay))
    else:
        free |= set(_shadowed_at(paths, overlay))
        left_out = {inode for inode in free if overlay.layer_of(inode) == layer}
        others = names | free
    return Removal(
        paths=len(marked),
        saved_bytes=_bytes_of(left_out, overlay),
        kept_bytes=_bytes_of(others - left_out, overlay),
    )


def removal_everywhere(marked: Collection[bytes], overlay: Overlay) -> Removal:
    """Sums up what is at the paths and in them: left out of all layers that ship it."""
    paths = outermost(marked)
    free, names = _visible_at(paths, overlay)
    free |= set(_shadowed_at(paths, overlay))
    return Removal(
        paths=len(marked),
        saved_bytes=_bytes_of(free, overlay),
        kept_bytes=_bytes_of(names - free, overlay),
    )


def outermost(paths: Collection[bytes]) -> list[bytes]:
    """Those that are in no other."""
    kept: list[bytes] = []
    for path in sorted(paths, key=lambda path: path.split(b"/")):
        if not kept or not (path + b"/").startswith(kept[-1] + b"/"):
            kept.append(path)
    return kept


def _bytes_of(inodes: Iterable[int], overlay: Overlay) -> int:
    return sum(map(overlay.content_bytes.__getitem__, inodes))


def _visible_at(paths: Collection[bytes], overlay: Overlay) -> tuple[set[int], set[int]]:
    """Inodes that a container sees at paths and in them: those with no name elsewhere, and all."""
    names = Counter(inode for path in paths for inode in _names_at(path, overlay))
    links = overlay.file_system.links
    return {inode for inode, found in names.items() if found >= links.get(inode, 1)}, set(names)


def _names_at(path: bytes, overlay: Overlay) -> Iterator[int]:
    """Inodes that a container sees at a path and in it, as often as they have names there."""
    tree = overlay.file_system
    inode = tree.find_file(path)
    if inode is not None:
        yield inode
    top = tree.find_directory(path)
    if top is not None:
        for directory in tree.visible_directories(top):
            yield from tree.files[directory].values()


def _shadowed_at(paths: Collection[bytes], overlay: Overlay) -> Iterator[int]:
    """Inodes that a layer hides, at the paths and in them."""
    shadows, inside = overlay.shadows, Inside(paths, overlay)
    rows = zip(shadows.inodes, shadows.directories, shadows.names, strict=True)
    for row, (inode, directory, name) in enumerate(rows):
        if inside.holds(directory, name) and row not in shadows.marker_paths:
            yield inode


class Inside:
    """The places at some paths and in them, whatever stood there in whichever layer."""

    def __init__(self, paths: Collection[bytes], overlay: Overlay) -> None:
        tree = overlay.file_system
        self.tops = {directory for path in paths for directory in _directories_at(path, overlay)}
        """The directories that ever had one of the paths."""
        self._is_inside = bytearray(len(tree.names))
        for directory, parent in enumerate(tree.parents):
            is_below = directory != ROOT and self._is_inside[parent]
            self._is_inside[directory] = directory in self.tops or is_below
        self._places = set()
        for path in paths:
            above, _, name = path.rpartition(b"/")
            self._places |= {(directory, name) for directory in _directories_at(above, overlay)}

    def holds(self, directory: int, name: bytes) -> bool:
        """Whether a name in a directory is one of the paths or in one."""
        return bool(self._is_inside[directory]) or (directory, name) in self._places


def _directories_at(path: bytes, overlay: Overlay) -> set[int]:
    """All directories that ever had a path."""
    tree, found = overlay.file_system, {ROOT}
    for part in path.split(b"/") if path else ():
        places = zip(tree.parents, tree.names, strict=True)
        found = {
            directory
            for directory, (parent, name) in enumerate(places)
            if name == part and parent in found and directory != ROOT
        }
    return found
