"""The blobs of layers: read where they are, checked on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import Layer
from layersize.layers.walk import RemoteBlob
from layersize.oci.digest import USUAL_ALGORITHM, Digest
from layersize.oci.media_types import OCI_LAYER, OCI_LAYER_GZIP, OCI_LAYER_ZSTD, is_tar_type
from layersize.progress import NoProgress, Progress
from layersize.streams.compression import GZIP, MAGIC_BYTES, PLAIN, ZSTD, sniff
from layersize.streams.ranges import FileRange, RangeReader, open_range
from layersize.streams.reader import Reader
from layersize.values import dataclass

PIECE_BYTES = 1 << 20
"""How much is read, hashed and written at a time."""
_REMEDY = "save or pull the image again"


class CheckedBlob:
    """A blob as a file object that gives as much as it is asked for, and hashes what it gives."""

    def __init__(self, reader: Reader, algorithm: str, blob_bytes: int, progress: Progress) -> None:
        """`algorithm` and `blob_bytes` are what the blob's descriptor declares."""
        self._read = reader.read
        self._algorithm = algorithm
        self._hash = hashlib.new(algorithm)
        self._declared_bytes = blob_bytes
        self._read_bytes = 0
        self._progress = progress

    def read(self, most: int = PIECE_BYTES, /) -> bytes:
        """So many bytes, fewer never; raises LayersizeError where the blob ends before."""
        pieces = []
        while most:
            piece = self._next(most)
            if not piece:
                cause = f"the blob ends after {self._read_bytes} of {self._declared_bytes} bytes"
                raise LayersizeError("", cause, _REMEDY)
            pieces.append(piece)
            most -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def read_on(self, most: int = PIECE_BYTES, /) -> bytes:
        """Up to so many bytes, none at the blob's end; raises LayersizeError as `read` does."""
        return self.read(min(most, self._declared_bytes - self._read_bytes))

    def skip(self) -> None:
        """Reads all that is left of it."""
        while self.read_on():
            pass

    def digest(self) -> Digest:
        """Of the whole blob, once it was read; raises LayersizeError if there is more of it."""
        if self._next(1):
            cause = f"the blob goes on after {self._declared_bytes} bytes"
            raise LayersizeError("", cause, _REMEDY)
        return Digest(self._algorithm, self._hash.hexdigest())

    def check(self, digest: Digest) -> None:
        """Raises LayersizeError if what was read is not what the digest says."""
        found = self.digest()
        if found != digest:
            cause = f"the blob is {found}, not what its descriptor says"
            raise LayersizeError("", cause, _REMEDY)

    def _next(self, most: int) -> bytes:
        try:
            piece = self._read(most)
        except OSError as error:  # not to be mistaken for one of the archive that is written
            raise LayersizeError("", error.strerror or str(error)) from None
        self._hash.update(piece)
        self._read_bytes += len(piece)
        self._progress.advance(len(piece))
        return piece


@contextmanager
def checked_blob(layer: Layer, algorithm: str, progress: Progress) -> Iterator[CheckedBlob]:
    """Opens a layer's blob; what goes wrong with it is raised with the layer's place."""
    with located_errors(layer.place), _open_blob(layer) as reader:
        yield CheckedBlob(reader, algorithm, blob_bytes(layer), progress)


def hash_blob(layer: Layer, progress: Progress) -> Digest:
    """The digest of a blob for which none is declared."""
    with checked_blob(layer, USUAL_ALGORITHM, progress) as blob:
        blob.skip()
        return blob.digest()


def check_blob(layer: Layer, digest: Digest, progress: Progress) -> None:
    """Reads a blob; raises LayersizeError if it is not what the digest says."""
    with checked_blob(layer, digest.algorithm, progress) as blob:
        blob.skip()
        blob.check(digest)


def blob_bytes(layer: Layer) -> int:
    """Length of the blob as stored; raises LayersizeError if that is not known beforehand."""
    assert isinstance(layer.blob, FileRange | RemoteBlob)  # noqa: S101 - `open_to_copy` promises it
    if layer.blob.blob_bytes is None:
        raise LayersizeError(layer.place, "the manifest does not state its length")
    return layer.blob.blob_bytes


def compression(layer: Layer) -> str | None:
    """By the blob's magic bytes; None for a blob that would have to be fetched for that."""
    if not isinstance(layer.blob, FileRange):
        return None
    return _sniffed(layer)


def is_zstd(layer: Layer) -> bool:
    """Whether the blob is; one that is fetched is asked for its beginning if its type denies it."""
    if isinstance(layer.blob, RemoteBlob) and (layer.media_type or "").endswith("zstd"):
        return True
    return _sniffed(layer) == ZSTD


def _sniffed(layer: Layer) -> str:
    with checked_blob(layer, USUAL_ALGORITHM, NoProgress()) as blob:
        return sniff(blob.read(min(MAGIC_BYTES, blob_bytes(layer))))


@contextmanager
def _open_blob(layer: Layer) -> Iterator[Reader]:
    if isinstance(layer.blob, FileRange):
        with open_range(layer.blob) as data:
            yield RangeReader(data, layer.blob.blob_bytes)
    elif isinstance(layer.blob, RemoteBlob):
        with layer.blob.open(NoProgress()) as arriving:
            yield arriving


_MEDIA_TYPES = {PLAIN: OCI_LAYER, GZIP: OCI_LAYER_GZIP, ZSTD: OCI_LAYER_ZSTD}


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedBlob:
    """A layer's blob with what a descriptor says of it."""

    layer: Layer
    digest: Digest
    blob_bytes: int
    media_type: str | None
    """By its compression; `None`: OCI has none for it."""
    unpacks_to: Digest | None = None
    """The diff_id of a layer that is to be written as a plain tar; `None`: it is copied."""

    @property
    def archived_digest(self) -> Digest:
        """Of what is written."""
        return self.unpacks_to or self.digest


def describe_blobs(layers: Sequence[Layer], progress: Progress) -> list[DescribedBlob]:
    """One for each layer, also where a blob comes twice; reads those of which no digest is known.

    Raises LayersizeError with the layer's place.
    """
    known: dict[object, Digest] = {}
    return [
        DescribedBlob(
            layer=layer,
            digest=layer.digest or _hashed_once(layer, known, progress),
            blob_bytes=blob_bytes(layer),
            media_type=_media_type(layer),
        )
        for layer in layers
    ]


def bytes_to_read(layers: Sequence[Layer]) -> int:
    """How much there is to copy, and before that to hash where no digest is known."""
    to_copy = {layer.blob: blob_bytes(layer) for layer in layers}
    to_hash = {layer.blob: blob_bytes(layer) for layer in layers if layer.digest is None}
    return sum(to_copy.values()) + sum(to_hash.values())


def blob_name(digest: Digest) -> str:
    """Where a layout keeps a blob."""
    return f"blobs/{digest.algorithm}/{digest.hexadecimal}"


def _hashed_once(layer: Layer, known: dict[object, Digest], progress: Progress) -> Digest:
    """`known` holds the digests of blobs that other layers have, too."""
    if layer.blob not in known:
        known[layer.blob] = hash_blob(layer, progress)
    return known[layer.blob]


def _media_type(layer: Layer) -> str | None:
    """What is fetched has what its manifest says; it is looked at only where that says nothing."""
    by_content = compression(layer)
    if by_content is None:
        if layer.media_type is not None and is_tar_type(layer.media_type):
            return layer.media_type
        by_content = _sniffed(layer)
    return _MEDIA_TYPES.get(by_content)
