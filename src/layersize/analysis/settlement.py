"""The end of a layer: which inodes lost their last name in it, and what its bytes were for."""

from __future__ import annotations

from itertools import compress

from layersize.analysis.additions import Additions
from layersize.analysis.layer_ground import LayerGround
from layersize.analysis.overlay import LayerWork
from layersize.analysis.shadows import DUPLICATED, OVERWRITTEN, LostName
from layersize.model.layer_entries import AUFS, ROOT


def settle(ground: LayerGround, additions: Additions) -> LayerWork:
    """Adds nameless inodes to the shadows, and sums up the layer."""
    wasted_bytes = _settle_lost_names(ground, additions)
    _settle_linked(ground, additions)
    shadows = ground.overlay.shadows
    for inode, path in additions.wasted:
        shadows.marker_paths[len(shadows)] = path
        shadows.add(inode, ground.layer, ROOT, b"", DUPLICATED)
        wasted_bytes += ground.overlay.content_bytes[inode]
    entries = ground.entries
    return LayerWork(
        content_bytes=sum(entries.content_bytes) - _uncounted_bytes(ground, additions),
        rewritten_bytes=sum(compress(entries.content_bytes, additions.is_rewritten)),
        in_layer_waste_bytes=wasted_bytes,
        is_rewritten=additions.is_rewritten,
        warnings=ground.warnings.collected(),
    )


def _settle_lost_names(ground: LayerGround, additions: Additions) -> int:
    """Finds the inodes without a name; returns the bytes of those that are the layer's own."""
    links, shadows = ground.tree.links, ground.overlay.shadows
    several: dict[int, list[LostName]] = {}
    wasted: list[int] = []
    for inode, directory, name, cause, step in ground.lost:
        new = _replacement(ground, inode, directory, name) if cause == OVERWRITTEN else -1
        if inode in links:
            links[inode] -= 1
            lost = LostName(directory, name, cause, new, step)
            several.setdefault(inode, []).append(lost)
            continue
        shadows.add(inode, ground.layer, directory, name, cause)
        if new >= 0:
            shadows.replaced(new)
        if cause == DUPLICATED:
            wasted.append(inode)
    for inode, names in several.items():
        if links[inode] == 0:
            shadows.add_linked(inode, ground.layer, names)
            if names[-1].cause == DUPLICATED:
                wasted.append(inode)
    for inode in wasted:
        additions.is_rewritten[inode - ground.first] = False
    return sum(ground.overlay.content_bytes[inode] for inode in wasted)


def _replacement(ground: LayerGround, inode: int, directory: int, name: bytes) -> int:
    """What the layer put in place of an inode, if it may be its content again; or -1."""
    new = ground.tree.files[directory].get(name, -1)
    content_bytes = ground.overlay.content_bytes
    return new if new >= ground.first and content_bytes[new] == content_bytes[inode] else -1


def _settle_linked(ground: LayerGround, additions: Additions) -> None:
    """An inode with several names is rewritten if the path that shows it existed below."""
    tree = ground.tree
    for inode, places in additions.links_made.items():
        row = inode - ground.first
        own_place = ground.place_of[ground.entries.directories[row]], ground.entries.names[row]
        living = [
            (directory, name)
            for directory, name in (own_place, *places)
            if directory >= 0 and tree.files[directory].get(name) == inode
        ]
        if living:
            shown = min(living, key=lambda place: tree.path(*place))
            additions.is_rewritten[row] = ground.existed_below(*shown)


def _uncounted_bytes(ground: LayerGround, additions: Additions) -> int:
    """Payload of AUFS bookkeeping that no hardlink names."""
    if not additions.bookkeeping:
        return 0
    links, content_bytes = ground.tree.links, ground.overlay.content_bytes
    return sum(
        content_bytes[inode]
        for inode, kind in enumerate(ground.entries.kinds, ground.first)
        if kind == AUFS and inode not in links
    )
