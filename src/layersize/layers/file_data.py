"""The data of files in a layer that was walked, read once more where the layer is."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from xxhash import xxh3_128

from layersize.errors import LayersizeError
from layersize.layers.entries import LayerEntries
from layersize.layers.unpacked import UnpackedLayer
from layersize.layers.walk import LayerWalk, RemoteBlob
from layersize.progress import Progress
from layersize.streams import bounds
from layersize.streams.compression import PLAIN, compression_of
from layersize.streams.decompress import DecompressingReader
from layersize.streams.limits import Expansion
from layersize.streams.ranges import FileRange, RangeReader, open_range, pieces_at
from layersize.streams.reader import CHUNK, BufferedReader, Reader, pieces_of
from layersize.streams.tar.headers import BLOCK

Pieces = Iterator[bytes | int]
"""A file's data in pieces; a number stands for so many zeros, which a sparse file has as a hole."""
FileData = tuple[int, Pieces]
"""The row of a file, and its data."""
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
    dense = _hashed_with_zeros(walk.entries)
    if walk.has_checksums and walk.unpacked is not None:
        yield from _of_unpacked(walk.unpacked, walk.entries, ordered)
    elif walk.plain_range is not None:
        with open_range(walk.plain_range) as data:
            for row in ordered:
                start = walk.entries.data_offsets[row]
                stored = pieces_at(data, walk.entries.stored(row), start)
                yield row, _checked(walk, row, stored, with_zeros=row in dense)
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
    position, dense = 0, _hashed_with_zeros(walk.entries)
    for row in ordered:
        start = walk.entries.data_offsets[row]
        for piece in pieces_of(tar, start - position):
            position += len(piece)
        if position < start:
            raise LayersizeError(_path(walk.entries, row), "the layer ends before it", _CHANGED)
        stored_bytes = walk.entries.stored(row)
        stored = _Counted(pieces_of(tar, stored_bytes))
        yield row, _checked(walk, row, stored, with_zeros=row in dense)
        for _ in stored:
            pass
        position += stored.count


def filled(pieces: Pieces) -> Iterator[bytes]:
    """The data as a container sees it, holes as zeros."""
    for piece in pieces:
        if isinstance(piece, int):
            yield from _zeros(piece)
        else:
            yield piece


def _checked(walk: LayerWalk, row: int, stored: Iterator[bytes], *, with_zeros: bool) -> Pieces:
    """The data of a file from what the tar holds of it; raises LayersizeError for other data.

    `with_zeros`: the hash of a sparse file is that of its holes, too.
    """
    entries, chunks = walk.entries, walk.entries.sparse_chunks.get(row)
    expected = None
    is_hashed = entries.content_hashes is not None and not walk.has_checksums
    if is_hashed and (chunks is not None or entries.content_bytes[row]):
        assert entries.content_hashes is not None  # noqa: S101 - for the type checker
        expected = bytes(entries.content_hashes[16 * row : 16 * row + 16])
    pieces: Pieces = stored
    if chunks is not None:
        pieces = _with_holes(stored, chunks, entries.content_bytes[row])
    begin = b"" if chunks is None or with_zeros else repr(chunks).encode()
    hashed, length = xxh3_128(begin), 0
    for piece in pieces:
        if isinstance(piece, int):
            length += piece
            for zeros in _zeros(piece if expected is not None and with_zeros else 0):
                hashed.update(zeros)
        else:
            length += len(piece)
            if expected is not None:
                hashed.update(piece)
        yield piece
    if length != entries.content_bytes[row]:
        raise LayersizeError(_path(entries, row), "the layer ends within it", _CHANGED)
    if expected not in (None, hashed.digest()):
        raise LayersizeError(_path(entries, row), "is not what was read before", _CHANGED)


def _hashed_with_zeros(entries: LayerEntries) -> set[int]:
    """The sparse files whose holes were hashed, too: as many as `SparseHashes` allows a layer."""
    found, left_bytes = set[int](), bounds.HOLE_BYTES
    for row in sorted(entries.sparse_chunks):
        hole_bytes = entries.content_bytes[row] - entries.stored(row)
        if hole_bytes <= left_bytes:
            left_bytes -= hole_bytes
            found.add(row)
    return found


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
    stored: Iterator[bytes], chunks: Sequence[tuple[int, int]], content_bytes: int
) -> Pieces:
    """What the tar holds of a sparse file, with its holes between."""
    held, at = _Held(stored), 0
    for offset, length in (*chunks, (content_bytes, 0)):
        if at < offset:
            yield offset - at
            at = offset
        for piece in held.take(length):
            at += len(piece)
            yield piece


def _zeros(count: int) -> Iterator[bytes]:
    while count > 0:
        yield _ZEROS[:count]
        count -= len(_ZEROS)


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


def _path(entries: LayerEntries, row: int) -> str:
    return entries.path(row).decode("utf-8", "surrogateescape")
