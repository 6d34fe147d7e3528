"""Which version of a file a path means: what a container sees there, or what one layer ships."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.apply_layer import apply_layer, lay_on_top
from layersize.accounting.layer_state import LayerState
from layersize.accounting.overlay import Overlay
from layersize.accounting.result import Cause
from layersize.errors import LayersizeError
from layersize.explore.image_files import ImageFile, ImageFiles
from layersize.explore.path_lookup import PathError, find_path, literal_path
from layersize.explore.similar_paths import did_you_mean_path, similar_paths
from layersize.layers.entries import (
    AUFS,
    DEVICE,
    DIRECTORY,
    FIFO,
    FILE,
    HARDLINK,
    ROOT,
    SYMLINK,
    WHITEOUT,
    LayerEntries,
)
from layersize.text.escape import shown_path
from layersize.values import dataclass

_KINDS = {
    FILE: "file",
    AUFS: "file",
    HARDLINK: "hardlink",
    SYMLINK: "symlink",
    DIRECTORY: "directory",
    DEVICE: "device",
    FIFO: "fifo",
}


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
        found = find_path(image.overlay, path, follow_last=follow_last)
    except PathError as error:
        raise _not_there(image, path, error) from None
    entry = found.inode
    if found.directory is not None:
        entry = image.overlay.file_system.directory_entry.get(found.directory)
        if entry is None:
            return Version(
                path=found.path, kind="directory", layer=None, row=None, links=found.links
            )
    assert entry is not None  # noqa: S101 - of a file or a folder
    return _version(image.overlay, found.path, entry, found.links)


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
    raise LayersizeError(_words(version.path), cause, remedy)


def hidden_versions(image: AnalyzedImage, path: bytes) -> list[ImageFile]:
    """What layers shipped at exactly this path, and others hid, the oldest first."""
    found = [file for file in ImageFiles(image).hidden() if file.path == path]
    return sorted(found, key=lambda file: file.entry)


def layers_with(overlay: Overlay, path: bytes) -> list[int]:
    """The layers that ship something at exactly this path."""
    layers = enumerate(overlay.layers)
    return [layer for layer, entries in layers if _is_at(entries, path)]


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
    rows = _rows_at(entries, wanted)
    if not rows and not _is_at(entries, wanted):
        raise _not_in_layer(overlay, path, layer, knows_others)
    if not rows:
        return Version(path=wanted, kind="directory", layer=None, row=None)
    entry = overlay.first_inode[layer] + rows[-1]
    if entries.kinds[rows[-1]] == HARDLINK:
        entry = _linked(layers[: layer + 1]).get(entry, entry)
    return _version(overlay, wanted, entry, ())


def _version(
    overlay: Overlay, path: bytes, entry: int, links: tuple[tuple[bytes, bytes], ...]
) -> Version:
    layer, row = overlay.entry_of(entry)
    entries = overlay.layers[layer]
    kind, target = _KINDS[entries.kinds[row]], entries.link_targets.get(row)
    return Version(path=path, kind=kind, layer=layer, row=row, target=target, links=links)


def _directory_at(entries: LayerEntries, names: Sequence[bytes]) -> int | None:
    """The id of a layer's own directory; those in it come behind it."""
    found, depth = ROOT, 0
    parents = entries.directory_parents
    for directory in range(ROOT + 1, len(parents)):
        if depth == len(names):
            break
        if parents[directory] == found and entries.directory_names[directory] == names[depth]:
            found, depth = directory, depth + 1
    return found if depth == len(names) else None


def _rows_at(entries: LayerEntries, path: bytes, kinds: Iterable[int] = tuple(_KINDS)) -> list[int]:
    """The entries of a path in a layer, in the order of its tar."""
    *above, name = path.split(b"/")
    directory = _directory_at(entries, above)
    if directory is None:
        return []
    return [
        row
        for row, (kind, here) in enumerate(zip(entries.kinds, entries.directories, strict=True))
        if here == directory and kind in kinds and entries.names[row] == name
    ]


def _is_at(entries: LayerEntries, path: bytes) -> bool:
    """Whether a layer ships something at a path, if only a folder for what is in it."""
    return bool(_rows_at(entries, path)) or (
        _directory_at(entries, path.split(b"/") if path else ()) is not None
    )


class _Linking(LayerState):
    """Notes for each hardlink what it is a name of."""

    def __init__(self, overlay: Overlay, entries: LayerEntries) -> None:
        super().__init__(overlay, entries)
        self.linked: dict[int, int] = {}

    def note_link(self, directory: int, name: bytes, own_inode: int, inode: int) -> None:
        super().note_link(directory, name, own_inode, inode)
        self.linked[own_inode] = inode


def _linked(layers: Sequence[LayerEntries]) -> dict[int, int]:
    """Hardlinks of the last of these layers to the entries with their data."""
    overlay = Overlay()
    for entries in layers[:-1]:
        apply_layer(overlay, entries)
    state = _Linking(overlay, layers[-1])
    lay_on_top(state)
    return state.linked


def _not_there(image: AnalyzedImage, path: bytes, error: PathError) -> LayersizeError:
    hidden = hidden_versions(image, error.wanted)
    where, leads = _words(error.wanted if hidden else error.path), ""
    if error.has_links:
        where, leads = _words(literal_path(path)), f"leads to {where}, which "
    if not hidden:
        similar = similar_paths(image.overlay, error.wanted) if error.is_missing else ()
        return LayersizeError(where, leads + error.reason, did_you_mean_path(similar))
    last = max(hidden, key=lambda file: file.hidden_in or 0)
    did = "deleted" if last.cause is Cause.DELETED else "replaced"
    shipped = sorted({file.layer for file in hidden})
    cause = (
        f"{leads}is not in the image any more: {_layer_words(shipped)} shipped it,"
        f" layer {last.hidden_in} {did} it"
    )
    with_path = f" {_words(error.wanted)}" if leads else ""
    return LayersizeError(where, cause, f"--layer {last.layer}{with_path} shows it")


def _not_in_layer(overlay: Overlay, path: bytes, layer: int, knows_others: bool) -> LayersizeError:
    wanted = literal_path(path)
    cause = f"layer {layer} does not have it"
    if _rows_at(overlay.layers[layer], wanted, (WHITEOUT,)):
        cause = f"layer {layer} only deletes it"
    if not knows_others:
        return LayersizeError(_words(wanted), cause, "layersize why tells which layers do")
    having = layers_with(overlay, wanted)
    if having:
        ship = "ships" if len(having) == 1 else "ship"
        return LayersizeError(_words(wanted), cause, f"{_layer_words(having)} {ship} it")
    try:
        found = find_path(overlay, path).path
    except PathError:
        return LayersizeError(_words(wanted), f"{cause}, and no other layer does")
    having = layers_with(overlay, found)
    remedy = f"it leads to {_words(found)}, of {_layer_words(having)}"
    return LayersizeError(_words(wanted), cause, remedy)


def _layer_words(layers: Sequence[int]) -> str:
    """`layer 1`, `layers 1 and 4`, `layers 1, 2 and 4`."""
    numbers = [str(layer) for layer in layers]
    if len(numbers) == 1:
        return f"layer {numbers[0]}"
    return f"layers {', '.join(numbers[:-1])} and {numbers[-1]}"


def _words(path: bytes) -> str:
    return f"/{shown_path(path)}"
