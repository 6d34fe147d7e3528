"""A layer that an engine has unpacked: its tar's headers in a tar-split, its files in a folder."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layersize.layers.walk import RemoteBlob
from layersize.oci.digest import USUAL_ALGORITHM, Digest, DigestHash
from layersize.progress import Progress
from layersize.streams.compression import GZIP
from layersize.streams.decompress import DecompressingReader
from layersize.streams.folder import open_below
from layersize.streams.limits import BOUNDED, Expansion
from layersize.streams.ranges import FileRange, RangeReader, open_range
from layersize.streams.reader import Reader
from layersize.streams.tar.tar_split import SplitError, SplitPart, split_parts
from layersize.streams.tar.window import CHUNK
from layersize.values import dataclass

_AS_ITS_OWNER = "run layersize in podman unshare"
"""Of a user's own store, some files may belong to other ids of the user's range."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnpackedLayer(RemoteBlob):
    """A layer in an engine's own folder; as a blob, its tar is put together again."""

    tar_split: FileRange
    files: Path | None
    """The folder that the layer was unpacked to; `None`: the engine keeps its files elsewhere."""

    @contextmanager
    def open(self, progress: Progress) -> Iterator[Reader]:
        with self.parts() as parts:
            yield _RebuiltTar(self, parts, progress)

    @contextmanager
    def parts(self) -> Iterator[Iterator[SplitPart]]:
        """The tar without its files' data; raises LayersizeError if it can't be read."""
        with open_range(self.tar_split) as data:
            zipped = RangeReader(data, self.tar_split.blob_bytes)
            yield split_parts(DecompressingReader(zipped, GZIP, Expansion(BOUNDED)))

    def split_digest(self) -> Digest:
        """Of the tar-split as it is stored; raises LayersizeError if it can't be read."""
        hashed = DigestHash((USUAL_ALGORITHM,))
        with open_range(self.tar_split) as data:
            stored = RangeReader(data, self.tar_split.blob_bytes)
            while chunk := stored.read(4 * CHUNK):
                hashed.update(chunk)
        return hashed.digests()[0]

    def tar_bytes(self) -> int:
        """Length of the tar; raises LayersizeError if the tar-split can't be read."""
        with self.parts() as parts:
            return sum(len(part.raw) + part.payload_bytes for part in parts)

    def pieces(self, name: bytes, payload_bytes: int, checksum: bytes) -> Iterator[bytes]:
        """The data of a file; raises SplitError where the folder has other data, or none."""
        from fastcrc import crc64  # needed only where contents decide something

        with self._opened(name) as file:
            read_bytes = running = 0
            while read_bytes <= payload_bytes and (piece := file.read(CHUNK)):
                read_bytes += len(piece)
                running = crc64.go_iso(piece, running)
                yield piece
        if read_bytes != payload_bytes or running.to_bytes(8, "big") != checksum:
            raise SplitError(os.fsdecode(name), "is not what was unpacked from the layer")

    def ends(self, name: bytes, payload_bytes: int, first: int, last: int) -> tuple[bytes, bytes]:
        """The first and last bytes of a file, by its length alone; raises SplitError as `pieces`.

        For remarks about a file: no number of bytes is decided by them.
        """
        with self._opened(name) as file:
            if os.fstat(file.fileno()).st_size != payload_bytes:
                raise SplitError(os.fsdecode(name), "is not what was unpacked from the layer")
            beginning = file.read(first)
            file.seek(max(0, payload_bytes - last))
            return beginning, file.read(last)

    def _opened(self, name: bytes) -> io.FileIO:
        try:
            found = open_below(self._folder(), _names(name))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            remedy = _AS_ITS_OWNER if isinstance(error, PermissionError) else ""
            raise SplitError(os.fsdecode(name), f"can't be read ({reason})", remedy) from None
        return io.FileIO(found)

    def _folder(self) -> Path:
        if self.files is None:
            raise ValueError("the engine keeps it elsewhere")
        return self.files


def _names(path: bytes) -> list[bytes]:
    names = [name for name in path.split(b"/") if name not in (b"", b".")]
    if not names or b".." in names or b"\0" in path:
        raise ValueError("is no path of a file")
    return names


class _RebuiltTar:
    """The bytes of a layer's tar."""

    def __init__(
        self, layer: UnpackedLayer, parts: Iterator[SplitPart], progress: Progress
    ) -> None:
        self._pieces = _tar_pieces(layer, parts)
        self._progress = progress
        self._ahead = b""

    def read(self, most: int, /) -> bytes:
        while not self._ahead:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._ahead = piece
            self._progress.advance(0)
        data, self._ahead = self._ahead[:most], self._ahead[most:]
        return data


def _tar_pieces(layer: UnpackedLayer, parts: Iterator[SplitPart]) -> Iterator[bytes]:
    for part in parts:
        if part.raw:
            yield part.raw
        if part.payload_bytes:
            yield from layer.pieces(part.name, part.payload_bytes, part.checksum)
