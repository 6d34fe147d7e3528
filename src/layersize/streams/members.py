"""Gzip, bzip2 and xz streams: of their members, each takes a decoder of its own.

Python's decoders stop after the first member and say nothing when a stream is cut; here members
are read to the last, and a cut is an error.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from layersize.errors import LayersizeError
from layersize.streams.compressed import Compressed
from layersize.streams.compression import BZIP2, GZIP, MAGIC, MAGIC_BYTES
from layersize.streams.reader import CHUNK

_SMALL_SLICE = 512
"""What the next member is tried with after a member: small ones come in thousands."""


class _Decoder(Protocol):
    """The interface that the decoders have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def _new_decoder(compression: str, most_bytes: int) -> Callable[[], _Decoder]:
    """`most_bytes` of memory may be used, where that is the stream's choice."""
    if compression == GZIP:
        from isal.igzip_lib import DECOMP_GZIP, IgzipDecompressor

        return partial(IgzipDecompressor, flag=DECOMP_GZIP)
    if compression == BZIP2:
        from bz2 import BZ2Decompressor

        return BZ2Decompressor
    from lzma import FORMAT_XZ, LZMADecompressor

    return partial(LZMADecompressor, FORMAT_XZ, most_bytes)


class Members:
    """What the members of a stream unpack to; zeros may follow each of them."""

    def __init__(self, compressed: Compressed, compression: str) -> None:
        self._compressed = compressed
        self._most_bytes = compressed.expansion.decoder_bytes
        self._new_decoder = _new_decoder(compression, self._most_bytes)
        self._is_magic = MAGIC[compression].match
        self._decoder: _Decoder | None = None
        self._chunk = b""
        self._at = 0
        """How far the chunk is decoded."""
        self._slice_bytes = CHUNK
        """How much is decoded at once: what a decoder leaves to the next member, it copies."""
        self._error: LayersizeError | None = None

    def read(self, most: int) -> bytes:
        """Up to `most` bytes, small members joined; `b""` only at the end of the last member."""
        pieces: list[bytes] = []
        missing = most
        try:
            if self._error is not None:
                raise self._error
            while missing > most >> 1 and (self._decoder or self._next_member()):
                piece = self._decode(missing)
                missing -= len(piece)
                pieces.append(piece)
        except LayersizeError as error:
            self._error = error
            if missing == most:
                raise
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _decode(self, most: int) -> bytes:
        """Some bytes of a member, maybe none of its first or last ones."""
        decoder = self._decoder
        assert decoder is not None  # noqa: S101 - for the type checker
        data = b""
        if decoder.needs_input:
            data = self._chunk[self._at : self._at + self._slice_bytes] or self._next_chunk()
            self._at += len(data)
            self._slice_bytes = CHUNK
        try:
            output = decoder.decompress(data, most)
        except MemoryError:
            raise self._compressed.needs_over(self._most_bytes) from None
        except Exception as error:  # noqa: BLE001 - each decoder has errors of its own
            raise self._compressed.does_not_decode(error) from None
        if decoder.eof:
            self._at -= len(decoder.unused_data)
            self._slice_bytes = _SMALL_SLICE
            self._decoder = None
        return output

    def _next_chunk(self) -> bytes:
        """Compressed bytes of a member that goes on."""
        self._chunk, self._at = self._compressed.read(), 0
        if not self._chunk:
            raise self._compressed.breaks_off()
        return self._chunk

    def _next_member(self) -> bool:
        """Passes the padding before the next member; False where there is none."""
        is_first = not self._compressed.consumed_bytes
        while True:
            if not is_first and self._chunk.startswith(b"\0", self._at):
                self._chunk, self._at = self._chunk[self._at :].lstrip(b"\0"), 0
            if len(self._chunk) - self._at >= MAGIC_BYTES:
                break
            more = self._compressed.read()
            if not more:
                break
            self._chunk, self._at = self._chunk[self._at :] + more, 0
        if self._at == len(self._chunk):
            return False
        if not self._is_magic(self._chunk, self._at):
            raise self._compressed.has_other_bytes()
        self._compressed.expansion.began_members(1)
        self._decoder = self._new_decoder()
        return True
