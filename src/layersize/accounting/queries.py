"""Entries of all layers, found by their paths, also those that a later layer hides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.layers.entries import (
    DIRECTORY,
    FILE,
    HARDLINK,
    ROOT,
    SPECIAL,
    SYMLINK,
    directory_prefixes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntry:
    """An entry of a layer that matches a pattern."""

    path: bytes
    layer: int
    content_bytes: int
    is_visible: bool
    """Whether a container sees it; else a later layer hides it, and it is still shipped."""


_THINGS = frozenset((FILE, HARDLINK, SYMLINK, DIRECTORY, SPECIAL))
"""What is something at its path; not whiteouts and other markers."""


def find_entries(
    image: AnalyzedImage, first_layer: int, is_wanted: Callable[[bytes, int], bool]
) -> list[FoundEntry]:
    """Those whose path and content are wanted, of `first_layer` and those above it.

    Largest first, then by path. A hardlink has no content of its own.
    """
    found = [
        entry
        for layer in range(first_layer, len(image.walks))
        for entry in _in_layer(image, layer, is_wanted)
    ]
    found.sort(key=lambda entry: (-entry.content_bytes, entry.path, entry.layer))
    return found


def _in_layer(
    image: AnalyzedImage, layer: int, is_wanted: Callable[[bytes, int], bool]
) -> Iterator[FoundEntry]:
    entries = image.overlay.layers[layer]
    prefixes = directory_prefixes(entries)
    for row, kind in enumerate(entries.kinds):
        if kind not in _THINGS:
            continue
        path = prefixes[entries.directories[row]] + entries.names[row]
        content_bytes = entries.content_bytes[row]
        if is_wanted(path, content_bytes):
            yield FoundEntry(
                path=path,
                layer=layer,
                content_bytes=content_bytes,
                is_visible=_is_visible(image, path, image.overlay.first_inode[layer] + row, kind),
            )


def _is_visible(image: AnalyzedImage, path: bytes, inode: int, kind: int) -> bool:
    """Whether the entry's own thing stands at the path in the end."""
    tree = image.overlay.file_system
    *above, name = path.split(b"/")
    directory = 0
    for part in above:
        below = tree.subdirectories[directory].get(part)
        if below is None:
            return False
        directory = below
    if kind == DIRECTORY:
        return name in tree.subdirectories[directory]
    there = tree.files[directory].get(name)
    return there is not None and (there == inode or kind == HARDLINK)


def top_directories(image: AnalyzedImage) -> dict[bytes, int]:
    """Names at the root, directories with a slash at the end; their sum is `live_bytes`."""
    tree, content_bytes = image.overlay.file_system, image.overlay.content_bytes
    found: dict[bytes, int] = {}
    for directory in tree.visible_directories():
        top = _top_of(image, directory)
        for name, inode in tree.files[directory].items():
            if image.shown_names.get(inode, (directory, name)) == (directory, name):
                key = top or name
                found[key] = found.get(key, 0) + content_bytes[inode]
    return found


def _top_of(image: AnalyzedImage, directory: int) -> bytes:
    """The directory at the root that another is in, with a slash; empty for the root."""
    tree = image.overlay.file_system
    if directory == ROOT:
        return b""
    while tree.parents[directory] != ROOT:
        directory = tree.parents[directory]
    return tree.names[directory] + b"/"
