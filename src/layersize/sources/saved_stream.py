"""Saved images whose blobs are to be copied, for which each must be there to be read again."""

from __future__ import annotations

import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import Image
from layersize.progress import Progress
from layersize.sources.context import SourceContext
from layersize.sources.named_file import find_file
from layersize.sources.reference import FILE_SOURCES, ImageReference, parse_reference
from layersize.sources.saved_image import (
    STANDARD_INPUT,
    choose_saved,
    errors_inside,
    is_standard_input,
    open_file,
    standard_input,
    unpacked,
)
from layersize.sources.stores import ArchiveStore
from layersize.streams.compression import MAGIC_BYTES, PLAIN, sniff
from layersize.streams.limits import Expansion, Limits
from layersize.streams.reader import Reader, drain
from layersize.streams.tar.reader import TarReader
from layersize.streams.tar.window import StreamWindow
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStream(ABC):
    """An archive on its way, and which of its images is meant."""

    where: str
    """Where it comes from, for messages."""
    reference: ImageReference
    name: str | None = None
    """Of the image, if the archive may hold several."""
    image_id: str | None = None
    """That it must have, in hexadecimal digits, where that is known."""
    least_bytes: int = 0
    """It will be at least so long; 0 where that is not known."""

    @abstractmethod
    def open(self) -> AbstractContextManager[Reader]:
        """Gives the archive, uncompressed, to be read to its end once; raises LayersizeError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _FileStream(SavedStream):
    """A file that can be read only forwards; without a path, standard input."""

    path: Path | None
    limits: Limits

    @contextmanager
    def open(self) -> Iterator[Reader]:
        if self.path is None:
            yield unpacked(_TypedErrors(standard_input()), Expansion(self.limits))
            return
        with self.path.open("rb", buffering=0) as file:
            yield unpacked(_TypedErrors(file), Expansion(self.limits))


def file_to_copy(
    path: Path, name: str | None, reference: ImageReference, context: SourceContext
) -> Image | SavedStream:
    """The image in a file or folder, or the stream of a file that can be read only forwards."""
    if not _is_read_forwards(path):
        return open_file(path, name, reference, context)
    limits = context.walker.request.limits
    return _FileStream(where=str(path), reference=reference, name=name, path=path, limits=limits)


def standard_input_to_copy(reference: ImageReference, context: SourceContext) -> SavedStream:
    """The stream that arrives on standard input."""
    limits = context.walker.request.limits
    return _FileStream(where=STANDARD_INPUT, reference=reference, path=None, limits=limits)


def stream_read_once(text: str, context: SourceContext) -> SavedStream | None:
    """The stream of a reference that can be read only once: standard input, or a pipe."""
    reference = parse_reference(text)
    if is_standard_input(reference):
        return standard_input_to_copy(reference, context)
    found = find_file(reference) if reference.source in (None, *FILE_SOURCES) else None
    if found is None or not found[0].is_fifo():
        return None
    limits = context.walker.request.limits
    path, name = found
    return _FileStream(where=str(path), reference=reference, name=name, path=path, limits=limits)


def keep_stream(stream: SavedStream, file: IO[bytes], progress: Progress) -> int:
    """Writes a stream to a file, as long as it is a tar; its length in bytes.

    Raises LayersizeError for what is none, or breaks off, and OSError if `file` does.
    """
    if stream.least_bytes:
        progress.expect(stream.least_bytes)
    with located_errors(stream.where), stream.open() as arriving:
        tee = _Tee(arriving, file, progress)
        for _ in TarReader(StreamWindow(tee)):
            pass
        drain(tee)
    return tee.total_bytes


class _Tee:
    """Passes a stream on and writes it to a file."""

    def __init__(self, stream: Reader, file: IO[bytes], progress: Progress) -> None:
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


def open_kept(path: Path, stream: SavedStream, context: SourceContext) -> tuple[Image, int]:
    """The image that is meant in the file that a stream was kept in, and of how many.

    Raises LayersizeError as if it were read from where the stream came from.
    """
    with errors_inside(stream.where):
        archive = ArchiveStore(path)
        archive.where = stream.where
        return choose_saved(archive, stream.name, stream.reference, context, stream.image_id)


def _is_read_forwards(path: Path) -> bool:
    """Whether a file is a pipe, or compressed as a whole."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return stat.S_ISFIFO(status.st_mode)
        with path.open("rb") as file:
            return sniff(file.read(MAGIC_BYTES)) != PLAIN
    except OSError:
        return False  # whoever opens it says why that can't be


class _TypedErrors:
    """A stream whose errors are not mistaken for those of the file that it is copied to."""

    def __init__(self, stream: Reader) -> None:
        self._read = stream.read

    def read(self, most: int, /) -> bytes:
        try:
            return self._read(most)
        except OSError as error:
            raise LayersizeError("", error.strerror or str(error)) from None
