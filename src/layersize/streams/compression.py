"""Compressions, recognised by the magic bytes of a stream."""

from __future__ import annotations

import re

from layersize.errors import LayersizeError
from layersize.streams.tar.headers import is_header

PLAIN = "plain"
GZIP = "gzip"
ZSTD = "zstd"
BZIP2 = "bzip2"
XZ = "xz"
MAGIC = {
    GZIP: re.compile(rb"\x1f\x8b"),
    ZSTD: re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL),
    BZIP2: re.compile(rb"BZh[1-9]"),
    XZ: re.compile(rb"\xfd7zXZ\x00"),
}
MAGIC_BYTES = 6
"""How many bytes `sniff` needs."""


def sniff(beginning: bytes) -> str:
    """The compression of a stream that begins like this."""
    for name, magic in MAGIC.items():
        if magic.match(beginning):
            return name
    return PLAIN


def compression_of(block: bytes) -> str:
    """The compression of a stream that begins with this block, of the length of a tar's header.

    Raises LayersizeError if it is such a header as well: engines that don't look for that
    compression, or trust a media type, read another file system than those that do.
    """
    compression = sniff(block)
    if compression != PLAIN and is_header(block):
        cause = f"is a tar and {compression} at once, so that engines differ on what is in it"
        raise LayersizeError("", cause, "build the image again")
    return compression
