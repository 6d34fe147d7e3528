"""An image whose files are to be read: measured, and kept if it can be read only once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.apply_layer import apply_layer
from layersize.accounting.overlay import Overlay
from layersize.errors import LayersizeError, located_errors
from layersize.inside.contents import ImageContents, Pieces
from layersize.inside.versions import Version, find_version, place_of_data, version_in_layer
from layersize.layers.entries import LayerEntries
from layersize.layers.image import Image
from layersize.layers.unpacked import UnpackedLayer
from layersize.layers.walk import LayerWalk, RemoteBlob
from layersize.layers.walk_image import walk_image
from layersize.measure import Settings, explore_found, paused_garbage_collection, source_context
from layersize.progress import Progress
from layersize.sources.context import SourceContext
from layersize.sources.open_image import open_image
from layersize.sources.saved_stream import SavedStream, keep_stream, open_kept, stream_read_once


@contextmanager
def open_contents(
    reference: str, settings: Settings
) -> Iterator[tuple[AnalyzedImage, ImageContents]]:
    """Measures an image, of which any file can be read until the end; raises as `explore`.

    Standard input, and a pipe, go to a temporary file first, which takes as much as the image.
    """
    context = _context(reference, settings)
    with _found(reference, settings, context) as found:
        image = explore_found(found, context, settings.rows)
        yield image, ImageContents(found, image.walks, settings)


@contextmanager
def open_version(
    reference: str, path: bytes, layer: int | None, settings: Settings
) -> Iterator[tuple[Version, Pieces]]:
    """Finds one file, as `find_version` does, and gives its data.

    Of an image in a registry, and a `layer` of it, only this layer is fetched: to be walked, if it
    is not in the cache, and for the file. Raises LayersizeError for what has no data, too.
    """
    context = _context(reference, settings)
    with _found(reference, settings, context) as found:
        version, contents = _of_one_layer(found, path, layer, settings, context)
        if version is None or contents is None:
            image = explore_found(found, context, settings.rows)
            contents = ImageContents(found, image.walks, settings)
            with located_errors(reference):
                version = find_version(image, path, layer)
        with located_errors(reference):
            data_layer, row = place_of_data(version)
        with contents.open(data_layer, row) as pieces:
            in_place = contents.reads_in_place(data_layer)
            yield version, _watched(pieces, context.progress) if in_place else pieces


def _watched(pieces: Pieces, progress: Progress) -> Pieces:
    for piece in pieces:
        progress.advance(len(piece))
        yield piece


def _context(reference: str, settings: Settings) -> SourceContext:
    request = replace(settings.request, read_metadata=True)
    return replace(source_context(reference, settings, request), reads_files=True)


@contextmanager
def _found(reference: str, settings: Settings, context: SourceContext) -> Iterator[Image]:
    """The image, if need be in a temporary file for as long as this lasts."""
    stream = stream_read_once(reference, context)
    if stream is None:
        with paused_garbage_collection():
            image = open_image(reference, context)
        yield image
        return
    with TemporaryDirectory(prefix="layersize-") as folder:  # for this user alone
        path = Path(folder, "image.tar")
        _keep(stream, path, settings)
        yield open_kept(path, stream, context)[0]


def _keep(stream: SavedStream, path: Path, settings: Settings) -> None:
    try:
        with path.open("xb") as file:
            keep_stream(stream, file, settings.progress.start(stream.where))
    except OSError as error:
        folder = str(path.parent.parent)
        remedy = "set TMPDIR to a folder with more space, or save the image to a file"
        raise LayersizeError(folder, error.strerror or str(error), remedy) from None


def _of_one_layer(
    image: Image, path: bytes, layer: int | None, settings: Settings, context: SourceContext
) -> tuple[Version, ImageContents] | tuple[None, None]:
    """A file of a layer that can be fetched alone; nothing where others have to be known, too."""
    if layer is None or layer not in range(len(image.layers)):
        return None, None
    blob = image.layers[layer].blob
    if not isinstance(blob, RemoteBlob) or isinstance(blob, UnpackedLayer):
        return None, None
    alone = replace(image, layers=(image.layers[layer],))
    with closing(walk_image(alone, context.walker)) as walks:
        walk = next(walks)
    with located_errors(image.reference):
        version = version_in_layer(_alone(walk, layer), path, layer, knows_others=False)
    if version.kind == "hardlink":
        return None, None
    return version, ImageContents(image, {layer: walk}, settings)


def _alone(walk: LayerWalk, layer: int) -> Overlay:
    """A layer over others that are not known."""
    overlay = Overlay()
    for entries in [LayerEntries()] * layer:
        apply_layer(overlay, entries)
    apply_layer(overlay, walk.entries)
    return overlay
