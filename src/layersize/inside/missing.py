"""What is said where a path leads to nothing: who shipped and who hid it, or what is like it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.overlay import CAUSES, Overlay
from layersize.accounting.result import Cause
from layersize.errors import LayersizeError
from layersize.explore.names import Names
from layersize.explore.path_lookup import PathError, find_path, literal_path
from layersize.explore.similar_paths import did_you_mean_path, similar_paths
from layersize.inside.layer_paths import layers_with, rows_at
from layersize.layers.entries import WHITEOUT
from layersize.text.escape import shown_path


class HiddenVersion(NamedTuple):
    """What a layer shipped at a path, and another hid."""

    entry: int
    """Counted through all layers."""
    layer: int
    hidden_in: int
    cause: Cause


def hidden_versions(image: AnalyzedImage, path: bytes) -> list[HiddenVersion]:
    """What layers shipped at exactly this path, and others hid, the oldest first."""
    overlay = image.overlay
    if not layers_with(overlay, path):
        return []
    names, name, tree = Names(overlay.layers), path.rpartition(b"/")[2], overlay.file_system
    taken = [
        (one.entry, one.layer, one.cause)
        for one in names.taken
        if one.name == name and tree.path(one.directory, name) == path
    ]
    taken += [
        (one.entry, one.layer, one.cause)
        for one in names.taken_entries
        if tree.names[one.directory] == name and tree.directory_path(one.directory) == path
    ]
    return [
        HiddenVersion(entry, overlay.layer_of(entry), layer, CAUSES[cause])
        for entry, layer, cause in sorted(taken)
    ]


def not_there(image: AnalyzedImage, path: bytes, error: PathError) -> LayersizeError:
    """The error for a path that leads nowhere in an image."""
    hidden = hidden_versions(image, error.wanted)
    where, leads = path_words(error.wanted if hidden else error.path), ""
    if error.has_links:
        where, leads = path_words(literal_path(path)), f"leads to {where}, which "
    if not hidden:
        similar = similar_paths(image.overlay, error.wanted) if error.is_missing else ()
        return LayersizeError(where, leads + error.reason, did_you_mean_path(similar))
    last = max(hidden, key=lambda version: version.hidden_in)
    did = "deleted" if last.cause is Cause.DELETED else "replaced"
    shipped = sorted({version.layer for version in hidden})
    cause = (
        f"{leads}is not in the image any more: {_layer_words(shipped)} shipped it,"
        f" layer {last.hidden_in} {did} it"
    )
    with_path = f" {path_words(error.wanted)}" if leads else ""
    return LayersizeError(where, cause, f"--layer {last.layer}{with_path} shows it")


def not_in_layer(overlay: Overlay, path: bytes, layer: int, knows_others: bool) -> LayersizeError:
    """The error for a path at which a layer ships nothing."""
    wanted = literal_path(path)
    cause = f"layer {layer} does not have it"
    if rows_at(overlay.layers[layer], wanted, (WHITEOUT,)):
        cause = f"layer {layer} only deletes it"
    if not knows_others:
        return LayersizeError(path_words(wanted), cause, "layersize why tells which layers do")
    having = layers_with(overlay, wanted)
    if having:
        ship = "ships" if len(having) == 1 else "ship"
        return LayersizeError(path_words(wanted), cause, f"{_layer_words(having)} {ship} it")
    try:
        found = find_path(overlay, path).path
    except PathError:
        return LayersizeError(path_words(wanted), f"{cause}, and no other layer does")
    having = layers_with(overlay, found)
    remedy = f"it leads to {path_words(found)}, of {_layer_words(having)}"
    return LayersizeError(path_words(wanted), cause, remedy)


def _layer_words(layers: Sequence[int]) -> str:
    """`layer 1`, `layers 1 and 4`, `layers 1, 2 and 4`."""
    numbers = [str(layer) for layer in layers]
    if len(numbers) == 1:
        return f"layer {numbers[0]}"
    return f"layers {', '.join(numbers[:-1])} and {numbers[-1]}"


def path_words(path: bytes) -> str:
    """A path for a message, which makes it inert."""
    return f"/{shown_path(path)}"
