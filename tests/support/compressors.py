"""Compressed blobs with fixed headers, and the two odd frames that compressed layers can hold."""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SKIPPABLE_FRAME_MAGIC = 0x184D2A50
ZSTD_FRAME_MAGIC = 0xFD2FB528
ZSTD_BLOCK_BYTES = 128 * 1024


def gzip_member(data: bytes) -> bytes:
    """One gzip member without a time stamp; members may be joined."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    return compressor.compress(data) + compressor.flush()


def zstd_frame(data: bytes) -> bytes:
    """One zstd frame with a content checksum; frames may be joined."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


def zstd_skippable_frame(data: bytes) -> bytes:
    """A frame that every zstd reader passes over (RFC 8878, 3.1.2)."""
    return SKIPPABLE_FRAME_MAGIC.to_bytes(4, "little") + len(data).to_bytes(4, "little") + data


def zstd_zeros(head: bytes, zero_blocks: int) -> bytes:
    """A zstd frame of `head` (at most 128 KiB) and then `zero_blocks` blocks of 128 KiB of zeros,
    each of which costs four bytes (RFC 8878, 3.1.1.2, RLE blocks)."""
    frame_header = ZSTD_FRAME_MAGIC.to_bytes(4, "little") + bytes([0x00, 0x58])  # window of 2 MiB
    raw_block = (len(head) << 3).to_bytes(3, "little") + head
    rle_block = (ZSTD_BLOCK_BYTES << 3 | 1 << 1).to_bytes(3, "little") + b"\x00"
    last_block = (ZSTD_BLOCK_BYTES << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"\x00"
    return frame_header + raw_block + rle_block * (zero_blocks - 1) + last_block


def bzip2_stream(data: bytes) -> bytes:
    return bz2.compress(data)


def xz_stream(data: bytes) -> bytes:
    return lzma.compress(data, check=lzma.CHECK_CRC32, preset=6)
