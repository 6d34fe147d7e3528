"""Saved images whose blobs are to be copied, for which each must be there to be read again."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.oci.reference import ImageReference
from layersize.sources.context import Surroundings
from layersize.sources.saved_image import STANDARD_INPUT, chosen_image, open_file, unpacked
from layersize.sources.stores import ArchiveStore, Store
from layersize.streams.compression import MAGIC_BYTES, PLAIN, sniff
from layersize.streams.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStream:
    """An archive on its way, and which of its images is meant."""

    where: str
    """Where it comes from, for messages."""
    reference: ImageReference
    name: str | None
    """Of the image, if the archive may hold several."""
    least_bytes: int
    """It will be at least so long; 0 where that is not known."""
    open: Callable[[], AbstractContextManager[Reader]]
    """Gives the archive, uncompressed, to be read to its end once; raises LayersizeError."""


def file_to_copy(
    path: Path, name: str | None, reference: ImageReference, surroundings: Surroundings
) -> Image | SavedStream:
    """The image in a file or folder, or the stream of a file that can be read only forwards."""
    if not _is_read_forwards(path):
        return open_file(path, name, reference, surroundings)

    @contextmanager
    def arriving() -> Iterator[Reader]:
        with path.open("rb", buffering=0) as file:
            yield unpacked(_TypedErrors(file), surroundings.expansion)

    return SavedStream(
        where=str(path), reference=reference, name=name, least_bytes=0, open=arriving
    )


def standard_input_to_copy(reference: ImageReference, surroundings: Surroundings) -> SavedStream:
    """The stream that arrives on standard input."""

    @contextmanager
    def arriving() -> Iterator[Reader]:
        yield unpacked(_TypedErrors(surroundings.standard_input()), surroundings.expansion)

    return SavedStream(
        where=STANDARD_INPUT, reference=reference, name=None, least_bytes=0, open=arriving
    )


def open_kept(path: Path, stream: SavedStream, surroundings: Surroundings) -> tuple[Image, int]:
    """The image that is meant in the file that a stream was kept in, and of how many.

    Raises LayersizeError as if it were read from where the stream came from.
    """

    def store() -> Store:
        archive = ArchiveStore(path)
        archive.where = stream.where
        return archive

    return chosen_image(stream.where, stream.name, stream.reference, store, surroundings)


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
