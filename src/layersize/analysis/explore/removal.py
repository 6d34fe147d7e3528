"""What leaving paths out would save, and what would still be shipped under them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from layersize.analysis.explore.listing import rolled_up
from layersize.analysis.overlay import Overlay
from layersize.model.layer_entries import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The marked paths taken together."""

    paths: int
    saved_bytes: int
    """What is saved if they are never shipped there; a deletion in a new layer saves nothing."""
    kept_bytes: int
    """Other copies at the same paths, which other layers ship all the same."""


def removal(
    marked: Collection[bytes],
    shipped_at: Callable[[bytes], int],
    visible_at: Callable[[bytes], int],
    overlay: Overlay,
) -> Removal:
    """Sums up paths, of which those inside others count once.

    `shipped_at` gives the bytes at a path that would be left out, `visible_at` those that a
    container sees there.
    """
    paths = outermost(marked)
    saved_bytes = sum(map(shipped_at, paths))
    all_bytes = sum(map(visible_at, paths)) + _shadowed_at(paths, overlay)
    return Removal(paths=len(marked), saved_bytes=saved_bytes, kept_bytes=all_bytes - saved_bytes)


def outermost(paths: Collection[bytes]) -> list[bytes]:
    """Those that are in no other."""
    kept: list[bytes] = []
    for path in sorted(paths, key=lambda path: path.split(b"/")):
        if not kept or not (path + b"/").startswith(kept[-1] + b"/"):
            kept.append(path)
    return kept


def _shadowed_at(paths: Collection[bytes], overlay: Overlay) -> int:
    """Bytes at the paths and in them that a layer hides."""
    tree, shadows, content_bytes = overlay.file_system, overlay.shadows, overlay.content_bytes
    own = [0] * len(tree.names)
    for inode, directory in zip(shadows.inodes, shadows.directories, strict=True):
        own[directory] += content_bytes[inode]
    below = rolled_up(own, tree.parents)
    found = 0
    for path in paths:
        above, _, name = path.rpartition(b"/")
        parents = _directories_at(above, overlay)
        found += sum(below[directory] for directory in _directories_at(path, overlay))
        found += sum(
            content_bytes[inode]
            for inode, directory, file_name in zip(
                shadows.inodes, shadows.directories, shadows.names, strict=True
            )
            if directory in parents and file_name == name
        )
    return found


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
