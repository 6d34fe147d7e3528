"""Entries of all layers, found by their paths, also those that a later layer hides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.other_paths import OtherPaths
from layersize.accounting.shown_name import rows_shown_elsewhere
from layersize.layers.entries import (
    DEVICE,
    DIRECTORY,
    FIFO,
    FILE,
    HARDLINK,
    ROOT,
    SYMLINK,
    LayerEntries,
    directory_prefixes,
)
from layersize.layers.paths import split_path
from layersize.patterns import Pattern
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntry:
    """An entry of a layer that matches a pattern."""

    path: bytes
    layer: int
    content_bytes: int
    is_visible: bool
    """Whether a container sees it; else a later layer hides it, and it is still shipped."""


_THINGS = frozenset((FILE, HARDLINK, SYMLINK, DIRECTORY, DEVICE, FIFO))
"""Kinds that are something at their path; not whiteouts and other markers."""


def matching_entries(image: AnalyzedImage, first_layer: int, pattern: Pattern) -> list[FoundEntry]:
    """What the pattern stands for itself, in `first_layer` and above; largest first, then by path.

    Also folders that a layer has no entry for, as it ships something in them.
    """
    return _in_order(
        entry
        for layer in range(first_layer, len(image.overlay.layers))
        for entry in _matching_in_layer(image, layer, pattern)
    )


def covered_files(image: AnalyzedImage, first_layer: int, pattern: Pattern) -> list[FoundEntry]:
    """Files with content that the pattern stands for, by themselves or by a folder above them.

    In `first_layer` and above; largest first, then by path. Content counts once, whatever number
    of names it has: of several that are covered, it is found under the one that it is shown
    by. A name in a store of copies is none, if there is another.
    """
    found: dict[int, FoundEntry] = {}
    for layer in range(first_layer, len(image.overlay.layers)):
        entries, first_inode = image.overlay.layers[layer], image.overlay.first_inode[layer]
        elsewhere = rows_shown_elsewhere(entries)
        for row, path in _things(image, layer, min_bytes=1):
            shown = entries.path(elsewhere[row]) if row in elsewhere else path
            if pattern.covers(shown, is_directory=False):
                found[first_inode + row] = _found(image, layer, shown, row)
        for row, path, inode in hardlinks(image, layer):
            if inode not in found and pattern.covers(path, is_directory=False):
                link = _found(image, layer, path, row)
                content_bytes = image.overlay.content_bytes[inode]
                if content_bytes and image.overlay.layer_of(inode) >= first_layer:
                    found[inode] = replace(link, content_bytes=content_bytes)
    return _in_order(found.values())


def hardlinks(image: AnalyzedImage, layer: int) -> Iterator[tuple[int, bytes, int]]:
    """Rows and paths of a layer's hardlinks, with the inodes that they are names of.

    Only those to an entry of their layer, or that are visible.
    """
    entries, first_inode = image.overlay.layers[layer], image.overlay.first_inode[layer]
    if HARDLINK not in entries.kinds:
        return
    inodes: dict[bytes, int] = {}
    others = OtherPaths(image.overlay.layers, layer)
    for row, path in _things(image, layer):
        if entries.kinds[row] != HARDLINK:
            inodes[path] = first_inode + row
            continue
        target = b"/".join(split_path(entries.link_targets.get(row, b""))[0])
        places = (target, *others.of(target))
        inode = next((inodes[place] for place in places if place in inodes), None)
        if inode is None:
            inode = image.overlay.file_system.find_file(path)
        if inode is not None:
            inodes[path] = inode
            yield row, path, inode


def _in_order(found: Iterable[FoundEntry]) -> list[FoundEntry]:
    return sorted(found, key=lambda entry: (-entry.content_bytes, entry.path, entry.layer))


def _matching_in_layer(image: AnalyzedImage, layer: int, pattern: Pattern) -> Iterator[FoundEntry]:
    entries = image.overlay.layers[layer]
    listed = set()
    for row, path in _things(image, layer):
        if pattern.matches(path, is_directory=entries.kinds[row] == DIRECTORY):
            listed.add(path)
            yield _found(image, layer, path, row)
    for path in (*_filled_directories(entries), *_other_directories(image, layer)):
        if path not in listed and pattern.matches(path, is_directory=True):
            listed.add(path)
            is_visible = image.overlay.file_system.find_directory(path) is not None
            yield FoundEntry(path=path, layer=layer, content_bytes=0, is_visible=is_visible)


def _things(image: AnalyzedImage, layer: int, min_bytes: int = 0) -> Iterator[tuple[int, bytes]]:
    """Rows and paths of what is something, of at least so much content.

    An entry that other readers may see at another path has that one, too.
    """
    entries = image.overlay.layers[layer]
    prefixes = directory_prefixes(entries)
    for row, (kind, content_bytes) in enumerate(
        zip(entries.kinds, entries.content_bytes, strict=True)
    ):
        if kind in _THINGS and content_bytes >= min_bytes:
            yield row, prefixes[entries.directories[row]] + entries.names[row]
    for row, path in OtherPaths(image.overlay.layers, layer).rows():
        if entries.kinds[row] in _THINGS and entries.content_bytes[row] >= min_bytes:
            yield row, path


def _other_directories(image: AnalyzedImage, layer: int) -> Iterator[bytes]:
    """Paths of folders that only some readers see something of the layer in."""
    kinds = image.overlay.layers[layer].kinds
    found = set()
    for row, path in OtherPaths(image.overlay.layers, layer).rows():
        above = path.rpartition(b"/")[0]
        while above and above not in found and kinds[row] in _THINGS:
            found.add(above)
            yield above
            above = above.rpartition(b"/")[0]


def _filled_directories(entries: LayerEntries) -> Iterator[bytes]:
    """Paths of the folders that the layer ships something in."""
    is_filled = bytearray(len(entries.directory_names))
    for directory, kind in zip(entries.directories, entries.kinds, strict=True):
        is_filled[directory] |= kind in _THINGS
    for directory in range(len(is_filled) - 1, ROOT, -1):
        if is_filled[directory]:
            is_filled[entries.directory_parents[directory]] = 1
    for directory, prefix in enumerate(directory_prefixes(entries)):
        if is_filled[directory] and directory != ROOT:
            yield prefix.removesuffix(b"/")


def _found(image: AnalyzedImage, layer: int, path: bytes, row: int) -> FoundEntry:
    entries = image.overlay.layers[layer]
    inode = image.overlay.first_inode[layer] + row
    return FoundEntry(
        path=path,
        layer=layer,
        content_bytes=entries.content_bytes[row],
        is_visible=_is_visible(image, path, inode, entries.kinds[row]),
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
