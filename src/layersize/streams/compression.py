"""Compressions, recognised by the magic bytes of a stream."""

from __future__ import annotations

import re

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
