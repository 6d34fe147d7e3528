"""Whether entries of walked layers hold the same data, without keeping any of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from xxhash import xxh3_128

from layersize.formats.files import ReadAt, open_range
from layersize.formats.sparse import SparseHashes, SparseMap
from layersize.formats.windows import CHUNK
from layersize.model.layer_entries import LayerEntries
from layersize.model.layer_walk import LayerWalk


class Contents:
    """Hashes of payloads: those of a stream were taken on the way, others are read now."""

    def __init__(self, walks: Sequence[LayerWalk]) -> None:
        self._walks = walks
        self._sparse_hashes = SparseHashes()

    def same(self, pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> list[bool]:
        """For pairs of entries whether their payloads are equal."""
        one_side = self.hashes([place for pair in pairs for place in pair])
        return [old == new for old, new in zip(one_side[::2], one_side[1::2], strict=True)]

    def hashes(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """For each entry, as layer and row, 16 bytes; equal data gives equal bytes."""
        found: dict[tuple[int, int], bytes] = {}
        with ExitStack() as files:
            read_at: dict[int, ReadAt] = {}
            for layer, row in sorted(set(places)):
                walk = self._walks[layer]
                column = walk.entries.content_hashes
                if column is not None:
                    found[layer, row] = bytes(column[16 * row : 16 * row + 16])
                    continue
                if layer not in read_at:
                    assert walk.plain_range is not None  # noqa: S101 - or hashed on the way
                    read_at[layer] = files.enter_context(open_range(walk.plain_range))
                found[layer, row] = self._hash(walk.entries, row, read_at[layer])
        return [found[place] for place in places]

    def _hash(self, entries: LayerEntries, row: int, read_at: ReadAt) -> bytes:
        payload = _pieces(read_at, entries.data_offsets[row], entries.stored(row))
        chunks = entries.sparse_chunks.get(row)
        if chunks is not None:
            sparse_map = SparseMap(apparent_bytes=entries.content_bytes[row], chunks=chunks)
            return self._sparse_hashes.hash(sparse_map, payload)
        content = xxh3_128()
        for piece in payload:
            content.update(piece)
        return content.digest()


def _pieces(read_at: ReadAt, position: int, payload_bytes: int) -> Iterator[bytes]:
    while payload_bytes > 0:
        piece = read_at(min(CHUNK, payload_bytes), position)
        if not piece:
            return
        yield piece
        position += len(piece)
        payload_bytes -= len(piece)
