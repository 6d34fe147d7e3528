"""Compressed streams: recognised by their magic bytes, read to their very end.

Python's own decoders stop after the first gzip member or zstd frame and say nothing when a
stream is cut; here members and frames are read one after the other, and a cut is an error.
"""

from __future__ import annotations

import bz2
import lzma
import re
import sys
from collections.abc import Callable
from typing import Protocol

from isal import igzip_lib

from layersize.errors import LayersizeError
from layersize.streams.limits import TRUSTED, Expansion
from layersize.streams.reader import Reader
from layersize.streams.tar.window import CHUNK

PLAIN = "plain"
GZIP = "gzip"
ZSTD = "zstd"
BZIP2 = "bzip2"
XZ = "xz"
_MAGIC = {
    GZIP: re.compile(rb"\x1f\x8b"),
    ZSTD: re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL),
    BZIP2: re.compile(rb"BZh[1-9]"),
    XZ: re.compile(rb"\xfd7zXZ\x00"),
}
MAGIC_BYTES = 6
"""How many bytes `sniff` needs."""
_COMPRESSED_CHUNK = 64 << 10


class _Decompressor(Protocol):
    """The interface that the decoders of gzip, zstd, bzip2 and xz have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def sniff(beginning: bytes) -> str:
    """The compression of a stream that begins like this."""
    for name, magic in _MAGIC.items():
        if magic.match(beginning):
            return name
    return PLAIN


def _zstd(most_bytes: int) -> _Decompressor:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _window_log(most_bytes)}
    return zstd.ZstdDecompressor(options=options)


def _window_log(most_bytes: int) -> int:
    """Of the largest window of zstd, a power of two, that fits."""
    return most_bytes.bit_length() - 1


_DECOMPRESSORS: dict[str, Callable[[int], _Decompressor]] = {
    GZIP: lambda _: igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP),
    ZSTD: _zstd,
    BZIP2: lambda _: bz2.BZ2Decompressor(),
    XZ: lambda most_bytes: lzma.LZMADecompressor(lzma.FORMAT_XZ, most_bytes),
}
"""Each takes how many bytes of memory it may need, where that is the stream's choice."""
_TOO_MUCH_MEMORY = "too much memory"
"""What zstd's own error says of a frame whose window is larger than it may be."""


class DecompressingReader:
    """The uncompressed bytes of a compressed stream, all members and frames."""

    def __init__(self, compressed: Reader, compression: str, expansion: Expansion) -> None:
        self._compressed = compressed
        self._compression = compression
        self._expansion = expansion
        self._decompressor: _Decompressor | None = None
        self._waiting = b""
        self._consumed_bytes = 0

    def read(self, most: int, /) -> bytes:
        """Up to `most` bytes; `b""` only at the end of the last member."""
        while True:
            if self._decompressor is None and not self._next_member():
                return b""
            output = self._decompress(most)
            if output:
                self._expansion.produced(len(output))
                return output

    def _decompress(self, most: int) -> bytes:
        decompressor = self._decompressor
        assert decompressor is not None  # noqa: S101 - for the type checker
        if decompressor.needs_input and not self._waiting:
            self._waiting = self._read_compressed()
            if not self._waiting:
                raise self._broken("breaks off before its end")
        try:
            output = decompressor.decompress(self._waiting, most)
        except MemoryError:
            raise self._too_large() from None
        except Exception as error:  # noqa: BLE001 - each decoder has errors of its own
            if _TOO_MUCH_MEMORY in str(error):
                raise self._too_large() from None
            raise self._broken(f"does not decode ({error})") from None
        self._waiting = b""
        if decompressor.eof:
            self._waiting = decompressor.unused_data
            self._decompressor = None
        return output

    def _next_member(self) -> bool:
        """Begins the next member or frame; False where there is none."""
        while len(self._waiting) < MAGIC_BYTES:
            more = self._read_compressed()
            if not more:
                break
            self._waiting += more
        if self._consumed_bytes > len(self._waiting):
            self._skip_padding()
        if not self._waiting:
            return False
        if sniff(self._waiting) != self._compression:
            raise self._broken("is followed by bytes that are not part of it")
        self._expansion.began_member()
        self._decompressor = _DECOMPRESSORS[self._compression](self._expansion.decoder_bytes)
        return True

    def _skip_padding(self) -> None:
        """Drops zeros after a member, as gzip and xz allow."""
        self._waiting = self._waiting.lstrip(b"\0")
        while not self._waiting:
            more = self._read_compressed()
            if not more:
                return
            self._waiting = more.lstrip(b"\0")
        while len(self._waiting) < MAGIC_BYTES:
            more = self._read_compressed()
            if not more:
                return
            self._waiting += more

    def _read_compressed(self) -> bytes:
        data = self._compressed.read(_COMPRESSED_CHUNK)
        self._consumed_bytes += len(data)
        self._expansion.consumed(len(data))
        return data

    def _too_large(self) -> LayersizeError:
        most_bytes = self._expansion.decoder_bytes
        if self._compression == ZSTD:
            most_bytes = 1 << _window_log(most_bytes)
        mebibytes = most_bytes >> 20
        cause = f"the {self._compression} stream needs over {mebibytes} MiB of memory to decode"
        return LayersizeError(f"offset {self._consumed_bytes}", cause, TRUSTED)

    def _broken(self, what: str) -> LayersizeError:
        return LayersizeError(
            f"offset {self._consumed_bytes}",
            f"the {self._compression} stream {what}",
            "save or pull the image again",
        )


def drain(reader: Reader) -> None:
    """Reads a stream to its end."""
    while reader.read(CHUNK):
        pass
