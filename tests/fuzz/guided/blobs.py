"""Compressed blobs from a fuzzer's choices: whole, in pieces, cut, and damaged."""

from __future__ import annotations

from collections.abc import Callable

from fuzz.guided.choices import Choices
from support.compressors import (
    bzip2_stream,
    gzip_member,
    xz_stream,
    zstd_frame,
    zstd_skippable_frame,
    zstd_zeros,
)

COMPRESSORS: tuple[Callable[[bytes], bytes], ...] = (
    bytes,
    gzip_member,
    zstd_frame,
    bzip2_stream,
    xz_stream,
)
_MAGICS = (b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"BZh9", b"\xfd7zXZ\0", b"\x50\x2a\x4d\x18")


def compressed(choices: Choices, data: bytes) -> bytes:
    """The data in one or several pieces of one kind."""
    compress = choices.pick(COMPRESSORS)
    cut = choices.below(256) * len(data) // 256 if choices.one_in(3) else 0
    return compress(data) if not cut else compress(data[:cut]) + compress(data[cut:])


def damaged(choices: Choices, data: bytes) -> bytes:
    """The data, in most cases; else a byte of it is another, or its end is missing."""
    kind = choices.below(8)
    at = int.from_bytes(choices.bytes(2)) % (len(data) + 1) if kind >= 6 else 0
    if kind == 6:
        return data[:at]
    if kind == 7 and at < len(data):
        return data[:at] + bytes([data[at] ^ (1 + choices.below(255))]) + data[at + 1 :]
    return data


def blob(choices: Choices, tar: bytes) -> bytes:
    """Pieces behind each other: of the tar, of noise, of nothing, and of zeros."""
    pieces = [damaged(choices, compressed(choices, tar))] if choices.one_in(2) else []
    while not choices.ended and len(pieces) < 40:
        kind = choices.below(7)
        if kind == 0:
            pieces.append(choices.pick(COMPRESSORS)(b"") * choices.below(256))
        elif kind == 1:
            pieces.append(zstd_skippable_frame(choices.text()))
        elif kind == 2:
            pieces.append(zstd_zeros(choices.text(), 1 + choices.below(64)))
        elif kind == 3:
            pieces.append(choices.pick(_MAGICS) + choices.text())
        elif kind == 4:
            pieces.append(choices.text())
        else:
            pieces.append(damaged(choices, choices.pick(COMPRESSORS)(choices.text())))
    return b"".join(pieces)
