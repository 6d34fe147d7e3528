"""Which version of a file a path means: what a container sees there, or what one layer ships."""

from __future__ import annotations

from contextlib import suppress

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.overlay import Overlay
from layersize.errors import LayersizeError
from layersize.explore.path_lookup import FoundPath, PathError, find_path, literal_path
from layersize.inside.layer_paths import is_at, last_of_layers, rows_at
from layersize.inside.missing import not_in_layer, not_there, path_words
from layersize.layers.entries import HARDLINK, KIND_NAMES
from layersize.text.escape import path_as_shown, shown_path
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a path means in an image."""

    path: bytes
    """Where it is, links followed; without a slash at either end, empty for the root."""
    kind: str
    """`file`, `symlink`, `directory`, `device` or `fifo`; `hardlink`: its target is nowhere."""
    layer: int | None
    """The layer with its data; `None`: a folder that no entry describes."""
    row: int | None
    """Of its data in that layer; `None` likewise."""
    target: bytes | None = None
    """Of a link, as the layer's tar writes it."""
    links: tuple[tuple[bytes, bytes], ...] = ()
    """The links that were followed, each as its path and its target."""


def find_version(
    image: AnalyzedImage, path: bytes, layer: int | None = None, *, follow_last: bool = True
) -> Version:
    """What a container sees at a path, or what a layer ships at exactly this path.

    A container's path goes through the image's links, the last name's too if `follow_last`; of
    a hardlink the data's layer and row are given. Raises LayersizeError if nothing is there.
    """
    if layer is not None:
        return version_in_layer(image.overlay, path, layer)
    try:
        found = _found(image.overlay, path, follow_last=follow_last)
    except PathError as error:
        raise not_there(image, path, error) from None
    entry = found.inode
    if found.directory is not None:
        entry = image.overlay.file_system.directory_entry.get(found.directory)
        if entry is None:
            return Version(
                path=found.path, kind="directory", layer=None, row=None, links=found.links
            )
    assert entry is not None  # noqa: S101 - of a file or a folder
    return _version(image.overlay, found.path, entry, found.links)


def _found(overlay: Overlay, path: bytes, *, follow_last: bool) -> FoundPath:
    """What is at a path, which may also be written as reports show it, with escapes."""
    try:
        return find_path(overlay, path, follow_last=follow_last)
    except PathError:
        with suppress(PathError):
            return find_path(overlay, path_as_shown(path), follow_last=follow_last)
        raise


def find_file(
    image: AnalyzedImage, path: bytes, layer: int | None = None
) -> tuple[Version, int, int]:
    """As `find_version`, with the layer and the row of its data.

    Raises LayersizeError for whatever has no data, too.
    """
    version = find_version(image, path, layer)
    return version, *place_of_data(version)


def place_of_data(version: Version) -> tuple[int, int]:
    """The layer and the row of a file's data; raises LayersizeError for whatever has none."""
    if version.kind == "file" and version.layer is not None and version.row is not None:
        return version.layer, version.row
    target = shown_path(version.target or b"")
    cause, remedy = {
        "directory": ("is a folder", "give the path of a file in it"),
        "device": ("is a device, which has no content", ""),
        "fifo": ("is a FIFO, which has no content", ""),
        "symlink": (f"is a link to {target} there", "give the path that it leads to"),
        "hardlink": (f"is a hardlink to {target}, which is not there", ""),
    }[version.kind]
    raise LayersizeError(path_words(version.path), cause, remedy)


def version_in_layer(
    overlay: Overlay, path: bytes, layer: int, *, knows_others: bool = True
) -> Version:
    """What a layer ships at exactly this path, of duplicates the last.

    `knows_others`: other layers were read, so that they can be named where this one lacks it.
    """
    layers = overlay.layers
    if layer not in range(len(layers)):
        has = f"the image has layers 0 to {len(layers) - 1}" if layers else "the image has none"
        raise LayersizeError("", f"there is no layer {layer}", has)
    wanted, entries = literal_path(path), layers[layer]
    if not is_at(entries, wanted) and is_at(entries, literal_path(path_as_shown(path))):
        wanted = literal_path(path_as_shown(path))
    rows = rows_at(entries, wanted)
    if not rows and not is_at(entries, wanted):
        raise not_in_layer(overlay, path, layer, knows_others)
    if not rows:
        return Version(path=wanted, kind="directory", layer=None, row=None)
    entry = overlay.first_inode[layer] + rows[-1]
    if entries.kinds[rows[-1]] == HARDLINK:
        entry = last_of_layers(layers[: layer + 1]).link_inodes.get(entry, entry)
    return _version(overlay, wanted, entry, ())


def _version(
    overlay: Overlay, path: bytes, entry: int, links: tuple[tuple[bytes, bytes], ...]
) -> Version:
    layer, row = overlay.entry_of(entry)
    entries = overlay.layers[layer]
    kind, target = KIND_NAMES[entries.kinds[row]], entries.link_targets.get(row)
    return Version(path=path, kind=kind, layer=layer, row=row, target=target, links=links)
