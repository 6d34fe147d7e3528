"""Compressed streams, read to their very end: all members and frames, and a cut is an error."""

from __future__ import annotations

from layersize.streams.compressed import Compressed
from layersize.streams.compression import ZSTD
from layersize.streams.limits import Expansion
from layersize.streams.reader import Reader


class DecompressingReader:
    """The uncompressed bytes of a compressed stream, within the bounds of its image."""

    def __init__(self, compressed: Reader, compression: str, expansion: Expansion) -> None:
        counted = Compressed(compressed, compression, expansion)
        self._decode = _decoded(counted, compression).read
        self._produced = expansion.produced

    def read(self, most: int, /) -> bytes:
        """Up to `most` bytes; `b""` only at the end of the last member."""
        output = self._decode(most)
        self._produced(len(output))
        return output


def _decoded(compressed: Compressed, compression: str) -> Reader:
    if compression == ZSTD:
        from layersize.streams.zstd_frames import ZstdFrames  # slow to load

        return ZstdFrames(compressed)
    from layersize.streams.members import Members  # slow to load

    return Members(compressed, compression)
