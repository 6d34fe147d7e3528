"""Version and checksum in front of whatever is kept: what does not fit them does not load."""

from __future__ import annotations

import struct

from xxhash import xxh3_128_digest

SCHEMA = 1
"""Raised by every change to what is kept, or to what walking a blob gives."""
WALK = b"walk"
RECORD = b"imag"
_MAGIC = b"layersize\0"
_HEAD = struct.Struct("<10s4sH16s")
"""Magic bytes, kind, schema, xxh3_128 of all that follows."""


def seal(kind: bytes, body: bytes) -> bytes:
    """The body with a head; `kind` has 4 bytes."""
    return _HEAD.pack(_MAGIC, kind, SCHEMA, xxh3_128_digest(body)) + body


def unseal(kind: bytes, data: bytes) -> memoryview:
    """The body; raises ValueError for anything but what `seal` made of one."""
    if len(data) < _HEAD.size:
        raise ValueError("is too short")
    magic, found_kind, schema, checksum = _HEAD.unpack_from(data)
    if (magic, found_kind, schema) != (_MAGIC, kind, SCHEMA):
        raise ValueError(f"is no {kind.decode()} of schema {SCHEMA}")
    body = memoryview(data)[_HEAD.size :]
    if xxh3_128_digest(body) != checksum:
        raise ValueError("is damaged")
    return body
