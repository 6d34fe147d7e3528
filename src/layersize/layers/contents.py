"""Whether entries of walked layers hold the same data, without keeping any of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xxhash import xxh3_128, xxh3_128_digest

from layersize.layers.entries import LayerEntries
from layersize.layers.unpacked import UnpackedLayer
from layersize.layers.walk import LayerWalk
from layersize.streams.ranges import RandomAccess, open_range, pieces_at
from layersize.streams.tar.extensions import SparseHashes, SparseMap
from layersize.streams.tar.tar_split import SplitError

_RUN_BYTES = 128 << 10
"""Files that lie close together are read at once, as many as fit."""
_GAP_BYTES = 8 << 10
"""Between two such files: reading on is cheaper than another read."""


class Contents:
    """Hashes of payloads: those of a stream were taken on the way, others are read now."""

    def __init__(self, walks: Sequence[LayerWalk], *, reads_files: bool = False) -> None:
        """`reads_files`: where there are only checksums, read the files instead."""
        self._walks = walks
        self._reads_files = reads_files
        self._sparse_hashes = SparseHashes()
        self.unread_files = 0
        """How many files could not be read, which so differ from all others."""

    def same(self, pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> list[bool]:
        """For pairs of entries whether their payloads are equal."""
        one_side = self.hashes([place for pair in pairs for place in pair])
        return [old == new for old, new in zip(one_side[::2], one_side[1::2], strict=True)]

    def hashes(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """For each entry, as layer and row, 16 bytes; equal data gives equal bytes."""
        rows_of: dict[int, set[int]] = {}
        for layer, row in places:
            rows_of.setdefault(layer, set()).add(row)
        found = {layer: self._layer_hashes(layer, sorted(rows)) for layer, rows in rows_of.items()}
        return [found[layer][row] for layer, row in places]

    def _layer_hashes(self, layer: int, rows: Sequence[int]) -> dict[int, bytes]:
        walk = self._walks[layer]
        entries, column = walk.entries, walk.entries.content_hashes
        if self._reads_files and walk.has_checksums and walk.unpacked is not None:
            return {row: self._unpacked_hash(walk.unpacked, entries, row) for row in rows}
        if column is not None:
            return {row: bytes(column[16 * row : 16 * row + 16]) for row in rows}
        assert walk.plain_range is not None  # noqa: S101 - or hashed on the way
        found = {}
        with open_range(walk.plain_range) as data:
            for run in _runs(entries, rows):
                if len(run) == 1:
                    found[run[0]] = self._hash(entries, run[0], data)
                else:
                    found.update(_hashes_of_run(entries, run, data))
        return found

    def _unpacked_hash(self, layer: UnpackedLayer, entries: LayerEntries, row: int) -> bytes:
        assert entries.content_hashes is not None  # noqa: S101 - of every unpacked layer
        checksum = bytes(entries.content_hashes[16 * row : 16 * row + 8])
        content = xxh3_128()
        try:
            for piece in layer.pieces(entries.path(row), entries.content_bytes[row], checksum):
                content.update(piece)
        except SplitError:
            self.unread_files += 1
            return b""
        return content.digest()

    def _hash(self, entries: LayerEntries, row: int, data: RandomAccess) -> bytes:
        payload = pieces_at(data, entries.stored(row), entries.data_offsets[row])
        chunks = entries.sparse_chunks.get(row)
        if chunks is not None:
            sparse_map = SparseMap(apparent_bytes=entries.content_bytes[row], chunks=chunks)
            return self._sparse_hashes.hash(sparse_map, payload)
        content = xxh3_128()
        for piece in payload:
            content.update(piece)
        return content.digest()


def _runs(entries: LayerEntries, rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows in their order, those together whose data lie close enough to be read at once."""
    offsets, lengths, sparse = entries.data_offsets, entries.content_bytes, entries.sparse_chunks
    run: list[int] = []
    start = end = 0
    for row in rows:
        at = offsets[row]
        if run and not (0 <= at - end <= _GAP_BYTES and at + lengths[row] - start <= _RUN_BYTES):
            yield run
            run = []
        if row in sparse:
            yield [row]
            continue
        if not run:
            start = at
        run.append(row)
        end = at + lengths[row]
    if run:
        yield run


def _hashes_of_run(
    entries: LayerEntries, run: Sequence[int], data: RandomAccess
) -> Iterator[tuple[int, bytes]]:
    offsets, lengths = entries.data_offsets, entries.content_bytes
    start = offsets[run[0]]
    chunk = data.read_at(offsets[run[-1]] + lengths[run[-1]] - start, start)
    for row in run:
        at = offsets[row] - start
        yield row, xxh3_128_digest(chunk[at : at + lengths[row]])


def comparable_contents(
    base: Sequence[LayerWalk], other: Sequence[LayerWalk]
) -> tuple[Contents, Contents]:
    """The contents of two images, by hashes of one kind."""
    kinds = {walk.has_checksums for walk in (*base, *other)}
    is_mixed = len(kinds) > 1
    return Contents(base, reads_files=is_mixed), Contents(other, reads_files=is_mixed)
