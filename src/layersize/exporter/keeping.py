"""Archives that arrive as streams, kept as they are."""

from __future__ import annotations

from typing import BinaryIO

from layersize.exporter.blobs import blob_bytes, check_blob
from layersize.formats.compression import drain
from layersize.formats.tar_reader import TarReader
from layersize.formats.windows import StreamWindow
from layersize.model.errors import LayersizeError
from layersize.model.image import Image
from layersize.model.progress import Progress
from layersize.model.reader import Reader
from layersize.sources.saved_stream import SavedStream


class _Tee:
    """Passes a stream on and writes it to a file."""

    def __init__(self, stream: Reader, file: BinaryIO, progress: Progress) -> None:
        self._read = stream.read
        self._write = file.write
        self._progress = progress
        self.total_bytes = 0

    def read(self, most: int, /) -> bytes:
        data = self._read(most)
        self._write(data)
        if not self.total_bytes:
            self._progress.phase("receiving")
        self.total_bytes += len(data)
        self._progress.advance(len(data))
        return data


def keep_stream(stream: SavedStream, file: BinaryIO, progress: Progress) -> int:
    """Writes a stream to a file, as long as it is a tar; its length in bytes.

    Raises LayersizeError for what is none, or breaks off, and OSError if `file` does.
    """
    if stream.least_bytes:
        progress.expect(stream.least_bytes)
    try:
        with stream.open() as arriving:
            tee = _Tee(arriving, file, progress)
            for _ in TarReader(StreamWindow(tee)):
                pass
            drain(tee)
    except LayersizeError as error:
        raise error.inside(stream.where) from None
    return tee.total_bytes


def check_kept(image: Image, progress: Progress) -> None:
    """Raises LayersizeError for a blob of which a digest is stated that it does not have."""
    stated = {(layer.blob, layer.digest): layer for layer in image.layers if layer.digest}
    if stated:
        progress.phase("checking layers")
        progress.expect(sum(map(blob_bytes, stated.values())))
    for (_, digest), layer in stated.items():
        check_blob(layer, digest, progress.advance)
