"""The data of files in a layer that was walked, read once more where the layer is."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from xxhash import xxh3_128

from layersize.errors import LayersizeError
from layersize.layers.entries import LayerEntries
from layersize.layers.unpacked import UnpackedLayer
from layersize.layers.walk import LayerWalk, RemoteBlob
from layersize.progress import Progress
from layersize.streams.compression import PLAIN, compression_of
from layersize.streams.decompress import DecompressingReader
from layersize.streams.limits import Expansion
from layersize.streams.ranges import FileRange, RandomAccess, RangeReader, open_range
from layersize.streams.reader import CHUNK, BufferedReader, Reader
from layersize.streams.tar.extensions import SparseMap
from layersize.streams.tar.headers import BLOCK

FileData = tuple[int, Iterator[bytes]]
"""The row of a file, and its data in pieces; holes of sparse files are zeros."""
_ZEROS = bytes(CHUNK)
_CHANGED = "it has changed since its layer was read"


def files_of_layer(
    walk: LayerWalk,
    blob: FileRange | RemoteBlob,
    rows: Sequence[int],
    expansion: Expansion,
    progress: Progress,
) -> Generator[FileData, None, None]:
    """The data of some files, each once, in the order of the tar.

    Of a plain tar in a file, and of a layer in an engine's folder, only these files are read;
    anything else is read from its start to the end of the last of them. The pieces of a file must
    be taken before the next file. Raises LayersizeError where the data can't be read, or are not
    what was walked; what was handed out until then is to be thrown away.
    """
    ordered = sorted(set(rows), key=walk.entries.data_offsets.__getitem__)
    if walk.has_checksums and walk.unpacked is not None:
        yield from _of_unpacked(walk.unpacked, walk.entries, ordered)
    elif walk.plain_range is not None:
        with open_range(walk.plain_range) as data:
            for row in ordered:
                stored = _stored_at(data, walk.entries, row)
                yield row, checked_data(walk, row, stored)
    elif isinstance(blob, FileRange):
        progress.expect(blob.blob_bytes)
        with open_range(blob) as data:
            stream = WatchedReader(RangeReader(data, blob.blob_bytes), progress)
            yield from files_in_stream(walk, stream, ordered, expansion)
    else:
        progress.expect(blob.blob_bytes or 0)
        with blob.open(progress) as arriving:
            stream = WatchedReader(arriving, progress)
            yield from files_in_stream(walk, stream, ordered, expansion)


def files_in_stream(
    walk: LayerWalk, blob: Reader, ordered: Sequence[int], expansion: Expansion
) -> Generator[FileData, None, None]:
    """The data of files of a layer's blob as it arrives, up to the last of them."""
    ahead = BufferedReader(blob)
    compression = compression_of(ahead.peek(BLOCK))
    tar: Reader = ahead
    if compression != PLAIN:
        tar = DecompressingReader(ahead, compression, expansion)
    position = 0
    for row in ordered:
        start = walk.entries.data_offsets[row]
        for piece in _taken(tar, start - position):
            position += len(piece)
        if position < start:
            raise LayersizeError(_path(walk.entries, row), "the layer ends before it", _CHANGED)
        stored_bytes = walk.entries.stored(row)
        stored = _Counted(_taken(tar, stored_bytes))
        yield row, checked_data(walk, row, stored)
        for _ in stored:
            pass
        position += stored.count


def checked_data(walk: LayerWalk, row: int, stored: Iterator[bytes]) -> Iterator[bytes]:
    """The data of a file from what the tar holds of it; raises LayersizeError for other data."""
    entries = walk.entries
    chunks = entries.sparse_chunks.get(row)
    sparse_map = None
    if chunks is not None:
        sparse_map = SparseMap(apparent_bytes=entries.content_bytes[row], chunks=chunks)
    expected = None
    is_hashed = entries.content_hashes is not None and not walk.has_checksums
    if is_hashed and (sparse_map is not None or entries.content_bytes[row]):
        assert entries.content_hashes is not None  # noqa: S101 - for the type checker
        expected = bytes(entries.content_hashes[16 * row : 16 * row + 16])
    content, layout = xxh3_128(), xxh3_128(repr(chunks).encode())
    length = 0
    pieces = stored if sparse_map is None else _with_holes(sparse_map, stored, layout)
    for piece in pieces:
        length += len(piece)
        if expected is not None:
            content.update(piece)
        yield piece
    if length != entries.content_bytes[row]:
        raise LayersizeError(_path(entries, row), "the layer ends within it", _CHANGED)
    if expected not in (None, content.digest(), layout.digest() if sparse_map else None):
        raise LayersizeError(_path(entries, row), "is not what was read before", _CHANGED)


class WatchedReader:
    """A stream whose bytes are progress."""

    def __init__(self, stream: Reader, progress: Progress) -> None:
        self._read = stream.read
        self._progress = progress

    def read(self, most: int, /) -> bytes:
        data = self._read(most)
        self._progress.advance(len(data))
        return data


def _of_unpacked(
    layer: UnpackedLayer, entries: LayerEntries, ordered: Sequence[int]
) -> Generator[FileData, None, None]:
    assert entries.content_hashes is not None  # noqa: S101 - of every unpacked layer
    for row in ordered:
        checksum, content_bytes = (
            entries.content_hashes[16 * row : 16 * row + 8],
            entries.content_bytes[row],
        )
        if content_bytes:
            yield row, layer.pieces(entries.path(row), content_bytes, bytes(checksum))
        else:
            yield row, iter(())


def _with_holes(
    sparse_map: SparseMap, stored: Iterator[bytes], layout: xxh3_128
) -> Iterator[bytes]:
    """The file as a container sees it; `layout` is given what the tar holds."""
    held = _Held(stored)
    at = 0
    for offset, length in (*sparse_map.chunks, (sparse_map.apparent_bytes, 0)):
        while at < offset:
            zeros = _ZEROS[: offset - at]
            at += len(zeros)
            yield zeros
        for piece in held.take(length):
            layout.update(piece)
            at += len(piece)
            yield piece


class _Held:
    """Pieces of a file, taken by length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def take(self, count: int) -> Iterator[bytes]:
        while count > 0:
            self._left = self._left or next(self._pieces, b"")
            if not self._left:
                return
            piece, self._left = self._left[:count], self._left[count:]
            count -= len(piece)
            yield piece


class _Counted:
    """Pieces whose lengths are summed up as they are taken."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self.count += len(piece)
        return piece


def _stored_at(data: RandomAccess, entries: LayerEntries, row: int) -> Iterator[bytes]:
    position, left = entries.data_offsets[row], entries.stored(row)
    while left > 0:
        piece = data.read_at(min(CHUNK, left), position)
        if not piece:
            return
        yield piece
        position += len(piece)
        left -= len(piece)


def _taken(stream: Reader, count: int) -> Iterator[bytes]:
    """The next bytes of a stream, fewer only at its end."""
    while count > 0:
        piece = stream.read(min(CHUNK, count))
        if not piece:
            return
        count -= len(piece)
        yield piece


def _path(entries: LayerEntries, row: int) -> str:
    return entries.path(row).decode("utf-8", "surrogateescape")
