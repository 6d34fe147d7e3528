"""Entries of all layers, found by their paths, also those that a later layer hides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

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


class PathPattern(Protocol):
    """What the paths of entries are held against."""

    def matches(self, path: bytes) -> bool:
        """Whether it stands for the whole path, which has no slash at either end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntry:
    """An entry of a layer that matches a pattern."""

    path: bytes
    layer: int
    content_bytes: int
    is_visible: bool
    """Whether a container sees it; else a later layer hides it, and it is still shipped."""


_THINGS = frozenset((FILE, HARDLINK, SYMLINK, DIRECTORY, SPECIAL))
"""Kinds that are something at their path; not whiteouts and other markers."""


def find_entries(
    image: AnalyzedImage, first_layer: int, pattern: PathPattern, min_bytes: int = 0
) -> list[FoundEntry]:
    """The entries of `first_layer` and those above it whose path matches.

    Only those with at least `min_bytes` of content; a hardlink has no content of its own.
    Largest first, then by path.
    """
    found = [
        entry
        for layer in range(first_layer, len(image.overlay.layers))
        for entry in _entries_in_layer(image, layer, pattern, min_bytes)
    ]
    found.sort(key=lambda entry: (-entry.content_bytes, entry.path, entry.layer))
    return found


def _entries_in_layer(
    image: AnalyzedImage, layer: int, pattern: PathPattern, min_bytes: int
) -> Iterator[FoundEntry]:
    entries = image.overlay.layers[layer]
    prefixes = directory_prefixes(entries)
    for row, (kind, content_bytes) in enumerate(
        zip(entries.kinds, entries.content_bytes, strict=True)
    ):
        if kind not in _THINGS or content_bytes < min_bytes:
            continue
        path = prefixes[entries.directories[row]] + entries.names[row]
        if pattern.matches(path):
            yield FoundEntry(
                path=path,
                layer=layer,
                content_bytes=content_bytes,
                is_visible=_is_visible(image, path, image.overlay.first_inode[layer] + row, kind),
            )


def _is_visible(image: AnalyzedImage, path: bytes, inode: int, kind: int) -> bool:
    """Whether what the entry stands for is at the path in the end."""
    tree = image.overlay.file_system
    if kind == DIRECTORY:
        return bool(path) and tree.find_directory(path) is not None
    found = tree.find_file(path)
    return found is not None and (found == inode or kind == HARDLINK)


def top_directories(image: AnalyzedImage) -> dict[bytes, int]:
    """Names at the root, directories with a slash at the end; their sum is `live_bytes`."""
    tree, content_bytes = image.overlay.file_system, image.overlay.content_bytes
    found: dict[bytes, int] = {}
    for directory in tree.visible_directories():
        top = _top_of(image, directory)
        for name, inode in tree.files[directory].items():
            if image.shown_names.shows(inode, directory, name):
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
