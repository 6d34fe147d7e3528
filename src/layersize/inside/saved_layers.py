"""Files of layers in a save that arrives once more, of which no more is read than it takes."""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO

from layersize.errors import LayersizeError, located_errors
from layersize.layers.file_data import FileData, WatchedReader, files_in_stream, filled
from layersize.layers.image import Layer
from layersize.layers.walk import LayerWalk
from layersize.progress import Progress
from layersize.sources.saved_stream import SavedStream
from layersize.sources.stream_store import Payload
from layersize.streams.limits import Expansion
from layersize.streams.reader import pieces_of
from layersize.streams.tar import headers as tar_headers
from layersize.streams.tar.reader import TarReader
from layersize.streams.tar.window import StreamWindow
from layersize.values import dataclass

_FILES = frozenset((tar_headers.REGULAR, tar_headers.V7_FILE, tar_headers.CONTIGUOUS))
_MOST_SPOOLED_BYTES = 1 << 30
"""Of the files that are looked for, in a temporary file until they are known to be the right ones:
engines before Docker 25 give layers names of their own, but seldom other ones the next time."""
_AGAIN = "run the command again, or save the image to a file"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFiles:
    """Files of one layer that are looked for in a save."""

    layer: Layer
    walk: LayerWalk
    rows: tuple[int, ...]

    @property
    def names(self) -> set[str]:
        """What the layer's member may be called."""
        digests = [self.layer.digest, self.layer.diff_id, *self.walk.blob_digests]
        by_digest = {f"blobs/{d.algorithm}/{d.hexadecimal}" for d in digests if d is not None}
        return {posixpath.normpath(self.layer.where), *by_digest}

    @property
    def ordered(self) -> list[int]:
        """The rows in the order of their data."""
        return sorted(set(self.rows), key=self.walk.entries.data_offsets.__getitem__)


def files_of_save(
    stream: SavedStream, wanted: Sequence[WantedFiles], expansion: Expansion, progress: Progress
) -> Generator[tuple[WantedFiles, FileData], None, None]:
    """The files of some layers, in the order in which they arrive; then the stream is closed.

    A layer is the member of its name, or one of exactly its length in which the files prove to be
    the right ones. Raises LayersizeError if one is not there any more; see `files_in_stream`.
    """
    missing = list(wanted)
    if stream.least_bytes:
        progress.expect(stream.least_bytes)
    with suppress(_Enough), located_errors(stream.where), stream.open() as arriving:
        window = StreamWindow(WatchedReader(arriving, progress))
        for raw_path, flag, payload_bytes, data_start, _, _ in TarReader(window):
            if flag not in _FILES:
                continue
            name = posixpath.normpath(raw_path.decode("utf-8", "surrogateescape").lstrip("/"))
            for files in [files for files in missing if files.walk.blob_bytes == payload_bytes]:
                payload = Payload(window, data_start, payload_bytes)
                found = _files_in_member(files, name, payload, expansion)
                if found is not None:
                    missing.remove(files)
                    yield from ((files, data) for data in found)
                    break
            if not missing:
                raise _Enough
    if missing:
        raise LayersizeError(missing[0].layer.place, "is not in the save any more", _AGAIN)


class _Enough(Exception):  # noqa: N818 - not an error
    """Ends the stream at once: whoever sends it need not send the rest."""


def _files_in_member(
    files: WantedFiles, name: str, payload: Payload, expansion: Expansion
) -> Iterator[FileData] | None:
    """The files in a member of the right length; `None` if it is another layer."""
    if name in files.names:
        return files_in_stream(files.walk, payload, files.ordered, expansion)
    spooled_bytes = sum(map(files.walk.entries.content_bytes.__getitem__, files.ordered))
    if spooled_bytes > _MOST_SPOOLED_BYTES:
        return None
    file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it was read
    try:
        for _, pieces in files_in_stream(files.walk, payload, files.ordered, expansion):
            file.writelines(filled(pieces))
    except LayersizeError:
        file.close()
        return None
    except BaseException:
        file.close()
        raise
    return _spooled(file, files)


def _spooled(file: BinaryIO, files: WantedFiles) -> Iterator[FileData]:
    with file:
        file.seek(0)
        for row in files.ordered:
            yield row, pieces_of(file, files.walk.entries.content_bytes[row])
