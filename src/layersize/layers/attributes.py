"""What an entry says of itself beyond content, mode, owner and time in seconds.

Extended attributes, capabilities among them, and access control lists stand in PAX records:
https://man.freebsd.org/cgi/man.cgi?query=tar&sektion=5 (`SCHILY.*`, `LIBARCHIVE.*`).
"""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from xxhash import xxh3_128_digest

from layersize.streams.tar.headers import BLOCK_DEVICE, CHARACTER_DEVICE, FIFO

HASH_BYTES = 16
_SPECIAL = (CHARACTER_DEVICE, BLOCK_DEVICE, FIFO)
_XATTR = b"SCHILY.xattr."
_CODED_XATTR = b"LIBARCHIVE.xattr."
_ACL = b"SCHILY.acl."
_OVERLAYS = (b"trusted.overlay.", b"user.overlay.")
"""They mean nothing in a layer's tar."""


def attributes_hash(flag: int, header: bytes, records: Mapping[bytes, bytes]) -> bytes | None:
    """16 bytes, equal for equal attributes; `None` for an entry without any."""
    said = _extended(records) if records else {}
    fraction = records.get(b"mtime", b"").partition(b".")[2].rstrip(b"0")
    if fraction:
        said[b"mtime"] = fraction
    if flag in _SPECIAL:
        said[b"device"] = bytes((flag,)) + _device(flag, header, records)
    if not said:
        return None
    parts = (b"%d %d " % (len(key), len(said[key])) + key + said[key] for key in sorted(said))
    return xxh3_128_digest(b"".join(parts))


def _extended(records: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """Names of attributes, with what kind they are, to their values."""
    said: dict[bytes, bytes] = {}
    for key, value in records.items():
        if key.startswith(_ACL):
            said[key] = value
        elif key.startswith(_XATTR):
            said[b"xattr " + key[len(_XATTR) :]] = value
        elif key.startswith(_CODED_XATTR):
            name = unquote_to_bytes(key[len(_CODED_XATTR) :])
            said.setdefault(b"xattr " + name, _decoded(value))
    overlays = tuple(b"xattr " + name for name in _OVERLAYS)
    return {key: value for key, value in said.items() if not key.startswith(overlays)}


def _decoded(value: bytes) -> bytes:
    try:
        return binascii.a2b_base64(value + b"=" * (-len(value) % 4))
    except binascii.Error:
        return value


def _device(flag: int, header: bytes, records: Mapping[bytes, bytes]) -> bytes:
    """Its two numbers as written, without what only fills the fields."""
    if flag == FIFO:
        return b""
    fields = (
        (b"SCHILY.devmajor", header[329:337]),
        (b"SCHILY.devminor", header[337:345]),
    )
    return b",".join(records[key] if key in records else _octal(field) for key, field in fields)


def _octal(field: bytes) -> bytes:
    """The digits as a decimal number; a field that is none stays as it is."""
    digits = field.strip(b" \0")
    try:
        return b"%d" % int(digits or b"0", 8)
    except ValueError:
        return field
