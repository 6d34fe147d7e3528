"""Whether entries of walked layers hold the same data, without keeping any of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from xxhash import xxh3_128, xxh3_128_digest

from layersize.formats.files import ReadAt, open_range
from layersize.formats.windows import CHUNK
from layersize.model.layer_walk import LayerWalk


class Contents:
    """Hashes of payloads: those of a stream were taken on the way, others are read now."""

    def __init__(self, walks: Sequence[LayerWalk]) -> None:
        self._walks = walks

    def same(self, pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> list[bool]:
        """For pairs of entries whether their payloads are equal."""
        one_side = self.hashes([place for pair in pairs for place in pair])
        return [old == new for old, new in zip(one_side[::2], one_side[1::2], strict=True)]

    def hashes(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """For each entry, as layer and row, 16 bytes; equal data gives equal bytes.

        Sparse files are equal only if they are stored in the same way.
        """
        found: dict[tuple[int, int], bytes] = {}
        with ExitStack() as files:
            read_at: dict[int, ReadAt] = {}
            for layer, row in sorted(set(places)):
                walk = self._walks[layer]
                entries = walk.entries
                if entries.content_hashes is not None:
                    content = bytes(entries.content_hashes[16 * row : 16 * row + 16])
                elif walk.plain_range is not None:
                    if layer not in read_at:
                        read_at[layer] = files.enter_context(open_range(walk.plain_range))
                    content = _hash(read_at[layer], entries.data_offsets[row], entries.stored(row))
                else:
                    raise AssertionError("a stream was walked without hashing its contents")
                sparse_map = entries.sparse_maps.get(row)
                if sparse_map is not None:
                    content = xxh3_128_digest(content + sparse_map)
                found[layer, row] = content
        return [found[place] for place in places]


def _hash(read_at: ReadAt, position: int, payload_bytes: int) -> bytes:
    content = xxh3_128()
    while payload_bytes > 0:
        chunk = read_at(min(CHUNK, payload_bytes), position)
        if not chunk:
            break
        content.update(chunk)
        position += len(chunk)
        payload_bytes -= len(chunk)
    return content.digest()
