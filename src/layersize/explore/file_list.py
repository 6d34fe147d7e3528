"""Files of an image that somebody asked for, in order, and summed up in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from operator import attrgetter

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.extensions import file_extension
from layersize.accounting.result import ImageAnalysis
from layersize.errors import LayersizeError
from layersize.explore.image_files import ImageFile, ImageFiles
from layersize.explore.names import Names
from layersize.explore.near_misses import near_misses
from layersize.packages.languages.names import bytes_of
from layersize.packages.owners import owner_key
from layersize.patterns import Pattern
from layersize.values import dataclass

ROOT_PATH = b"."
"""How the root folder is called where a path has no slash in front."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuery:
    """Which files are asked for: those of which all holds."""

    patterns: Sequence[Pattern] = ()
    """One of them covers it; none: every file."""
    layer: int | None = None
    live: bool = True
    """Those that a container sees are listed."""
    hidden: bool = False
    """Those that a layer hides are listed."""
    min_bytes: int = 0


@dataclass(slots=True, kw_only=True)
class FileTotals:
    """What files are together."""

    files: int = 0
    """How many names, without those of folders."""
    folders: int = 0
    live_bytes: int = 0
    hidden_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGroup:
    """Files that have something in common; folders are not counted."""

    key: bytes
    live_bytes: int
    hidden_bytes: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """The files that were asked for."""

    analysis: ImageAnalysis
    query: FileQuery
    totals: FileTotals
    """Of all that was asked for."""
    files: Sequence[ImageFile]
    """All, or the first: largest first, then by path and layer, which ships the bytes; none where
    there are groups."""
    by: str | None
    """What the groups are made by, a key of `GROUPS`."""
    groups: Sequence[FileGroup]
    """Largest first; none unless they are asked for."""
    remarks: tuple[str, ...]
    """What patterns without a match may have been meant as; not inert."""


def list_files(
    image: AnalyzedImage,
    query: FileQuery,
    *,
    names: Names | None = None,
    by: str | None = None,
    most: int | None = None,
) -> FileList:
    """Finds files, at `most` so many, or groups of all by a key of `GROUPS`.

    `names` has watched how the layers were laid; without it, they are laid once more.
    Raises LayersizeError for a layer that the image does not have.
    """
    layers = len(image.overlay.layers)
    if query.layer is not None and query.layer not in range(layers):
        has = f"the image has layers 0 to {layers - 1}" if layers else "the image has no layers"
        raise LayersizeError("--layer", f"there is no layer {query.layer}", has)
    found_in = ImageFiles(image, names)
    unmatched = dict.fromkeys(query.patterns)
    totals = FileTotals()
    found = _selected(_shipped(found_in, image, query), query, unmatched, totals)
    groups = _grouped(found, GROUPS[by], image) if by else ()
    files = _in_order(found) if most is None else nsmallest(most, found, key=_order)
    for _ in found:  # what groups and files have left: they are counted, too
        pass
    everything = FileQuery(live=True, hidden=True)
    return FileList(
        analysis=image.analysis,
        query=query,
        totals=totals,
        files=files,
        by=by,
        groups=groups,
        remarks=(
            near_misses(unmatched, query, _shipped(found_in, image, everything))
            if unmatched
            else ()
        ),
    )


def _shipped(names: ImageFiles, image: AnalyzedImage, query: FileQuery) -> Iterator[ImageFile]:
    """Each in the layer that ships its bytes, which of a hardlink may be one below."""
    layer_of = image.overlay.layer_of
    for files in (names.live,) * query.live + (names.hidden,) * query.hidden:
        for file in files():
            if file.inode != file.entry and file.content_bytes:
                yield file._replace(layer=layer_of(file.inode))
            else:
                yield file


def _selected(
    files: Iterable[ImageFile],
    query: FileQuery,
    unmatched: dict[Pattern, None],
    totals: FileTotals,
) -> Iterator[ImageFile]:
    """Takes patterns with a match out of `unmatched`; at its end, knows the `totals`."""
    patterns, layer, min_bytes = query.patterns, query.layer, query.min_bytes
    live_bytes = hidden_bytes = count = folders = 0
    for file in files:
        content_bytes, is_directory = file.content_bytes, file.kind == "directory"
        if content_bytes < min_bytes or layer not in (None, file.layer):
            continue
        if patterns:
            matching = [
                each for each in patterns if each.covers(file.path, is_directory=is_directory)
            ]
            if not matching:
                continue
            for pattern in matching:
                unmatched.pop(pattern, None)
        count += 1
        folders += is_directory
        if file.hidden_in is None:
            live_bytes += content_bytes
        else:
            hidden_bytes += content_bytes
        yield file
    totals.files, totals.folders = count - folders, folders
    totals.live_bytes, totals.hidden_bytes = live_bytes, hidden_bytes


def _in_order(files: Iterable[ImageFile]) -> list[ImageFile]:
    """As by `_order`, in less time and memory: one part of it after the other, the last first."""
    ordered = list(files)
    for key in ("entry", "layer", "path"):
        ordered.sort(key=attrgetter(key))
    ordered.sort(key=attrgetter("content_bytes"), reverse=True)
    return ordered


def _order(file: ImageFile) -> tuple[int, bytes, int, int]:
    return -file.content_bytes, file.path, file.layer, file.entry


def _directory_key(file: ImageFile, image: AnalyzedImage) -> bytes:  # noqa: ARG001 - as every key
    return file.path.rpartition(b"/")[0] or ROOT_PATH


def _extension_key(file: ImageFile, image: AnalyzedImage) -> bytes:  # noqa: ARG001 - as every key
    return file_extension(file.path.rpartition(b"/")[2])


def _layer_key(file: ImageFile, image: AnalyzedImage) -> bytes:  # noqa: ARG001 - as every key
    return b"%d" % file.layer


def _package_key(file: ImageFile, image: AnalyzedImage) -> bytes:
    """`manager:name`; of what no package owns, the kind of it."""
    return bytes_of(file.package or owner_key(image, file.inode))


GROUPS: Mapping[str, Callable[[ImageFile, AnalyzedImage], bytes]] = {
    "directory": _directory_key,
    "extension": _extension_key,
    "layer": _layer_key,
    "package": _package_key,
}
"""What files can be grouped by, to a function that gives the group of each."""


def _grouped(
    files: Iterable[ImageFile],
    key_of: Callable[[ImageFile, AnalyzedImage], bytes],
    image: AnalyzedImage,
) -> Sequence[FileGroup]:
    sums: dict[bytes, list[int]] = {}
    for file in files:
        if file.kind != "directory":
            found = sums.setdefault(key_of(file, image), [0, 0, 0])
            found[file.hidden_in is not None] += file.content_bytes
            found[2] += 1
    groups = [
        FileGroup(key=key, live_bytes=live, hidden_bytes=hidden, files=count)
        for key, (live, hidden, count) in sums.items()
    ]
    is_number = key_of is _layer_key
    groups.sort(key=lambda group: (len(group.key) if is_number else 0, group.key))
    groups.sort(key=lambda group: -group.live_bytes - group.hidden_bytes)
    return groups
