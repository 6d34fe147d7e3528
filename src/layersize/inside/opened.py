"""An image whose files are to be read: measured, and kept if it can be read only once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import LayersizeError
from layersize.inside.contents import ImageContents
from layersize.measure import Settings, explore, explore_found, source_context
from layersize.sources.saved_stream import (
    SavedStream,
    keep_stream,
    open_kept,
    stream_read_once,
)


@contextmanager
def open_contents(
    reference: str, settings: Settings
) -> Iterator[tuple[AnalyzedImage, ImageContents]]:
    """Measures an image, of which any file can be read until the end; raises as `explore`.

    Standard input, and a pipe, go to a temporary file first, which takes as much as the image.
    """
    request = replace(settings.request, read_metadata=True)
    context = replace(source_context(reference, settings, request), reads_files=True)
    stream = stream_read_once(reference, context)
    if stream is None:
        image = explore(reference, settings, reads_files=True)
        yield image, ImageContents(image, settings)
        return
    with tempfile.NamedTemporaryFile(prefix="layersize-") as file:
        _keep(stream, file, settings)
        found, _ = open_kept(Path(file.name), stream, context)
        image = explore_found(found, context, settings.rows)
        yield image, ImageContents(image, settings)


def _keep(
    stream: SavedStream, file: tempfile._TemporaryFileWrapper[bytes], settings: Settings
) -> None:
    try:
        keep_stream(stream, file.file, settings.progress.start(stream.where))
        file.flush()
    except OSError as error:
        folder = str(Path(file.name).parent)
        remedy = "set TMPDIR to a folder with more space, or save the image to a file"
        raise LayersizeError(folder, error.strerror or str(error), remedy) from None
