"""The inodes that a finding is about, and what is told of them."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from dataclasses import replace
from heapq import nlargest, nsmallest
from typing import TypeAlias

from layersize.accounting.advice import Finding
from layersize.accounting.overlay import Overlay

_EXAMPLES = 5
"""Paths that a finding names."""
_COMPARED = 1000
"""Files of one length whose paths are put in order; of more, the first by their last names."""
Inodes: TypeAlias = "array[int] | Mapping[int, int]"
"""Numbers in the overlay; a mapping tells how many bytes of each, where it is not all of them."""


def about(finding: Finding, inodes: Inodes, overlay: Overlay) -> Finding:
    """The finding, where it is about some of its inodes only."""
    saved = inodes if isinstance(inodes, Mapping) else overlay.content_bytes
    return replace(
        finding,
        content_bytes=sum(map(saved.__getitem__, inodes)),
        tar_bytes=None,
        transfer_estimate_bytes=None,
        layers=tuple(overlay.by_layer(inodes)),
        paths=len(inodes),
        examples=largest_paths(inodes, overlay),
    )


def largest_paths(
    inodes: Collection[int] | Mapping[int, int], overlay: Overlay
) -> tuple[bytes, ...]:
    """Paths of the largest, a few, in order; of those of one length the first."""
    saved = inodes if isinstance(inodes, Mapping) else overlay.content_bytes
    floor = min(nlargest(_EXAMPLES, map(saved.__getitem__, inodes)), default=0)
    large = [inode for inode in inodes if saved[inode] >= floor]
    if len(large) > _COMPARED:  # names are at hand, paths are put together
        large = nsmallest(
            _COMPARED, large, key=lambda inode: (-saved[inode], _name(inode, overlay))
        )
    found = [(-saved[inode], shipped_path(inode, overlay)) for inode in large]
    return tuple(sorted(path for _, path in nsmallest(_EXAMPLES, found)))


def _name(inode: int, overlay: Overlay) -> bytes:
    layer, row = overlay.entry_of(inode)
    return overlay.layers[layer].names[row]


def shipped_path(inode: int, overlay: Overlay) -> bytes:
    """As the layer that ships it names it."""
    layer, row = overlay.entry_of(inode)
    return overlay.layers[layer].path(row)
