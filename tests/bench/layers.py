"""Entries → the bytes of a layer's tar stream, in the ustar format with PAX for long names.

https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html; the standard `tarfile`
would take minutes for a million entries.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from payloads import content

FILE, HARDLINK, SYMLINK, DIRECTORY, PAX = b"0", b"1", b"2", b"5", b"x"

# name mode uid gid size mtime checksum typeflag linkname magic uname gname major minor prefix
_HEADER = struct.Struct("100s8s8s8s12s12s8sc100s8s32s32s8s8s155s12x")
_OWNER = b"0000000\0"
_MAGIC = b"ustar\x0000"
_BLANK_CHECKSUM = b" " * 8
_TRAILER = bytes(1024)
_PADDING = bytes(512)
_CHUNK_BYTES = 1 << 20
_FIRST_MTIME = 1_690_000_000
_MTIME_SPAN = 60 * 86_400


class Entry(NamedTuple):
    path: str
    typeflag: bytes
    size: int = 0
    version: int = 0
    """Two files of one path, size and version have the same content."""
    target: str = ""
    """What a hardlink or symlink points to."""


def tar_stream(entries: Iterable[Entry], pool: memoryview) -> Iterator[bytes]:
    """The layer in pieces of about a megabyte."""
    pending: list[bytes | memoryview] = []
    pending_bytes = 0
    for entry in entries:
        pending.append(_headers(entry))
        pending_bytes += 512 + entry.size
        if entry.size:
            pending.append(content(pool, entry.path, entry.version, entry.size))
            pending.append(_PADDING[: -entry.size % 512])
        if pending_bytes >= _CHUNK_BYTES:
            yield b"".join(pending)
            pending.clear()
            pending_bytes = 0
    yield b"".join((*pending, _TRAILER))


def header(name: bytes, prefix: bytes, mtime: int, entry: Entry) -> bytes:
    mode = b"0000755\0" if entry.typeflag == DIRECTORY else b"0000644\0"
    block = _HEADER.pack(
        name,
        mode,
        _OWNER,
        _OWNER,
        b"%011o\0" % entry.size,
        b"%011o\0" % mtime,
        _BLANK_CHECKSUM,
        entry.typeflag,
        entry.target.encode(),
        _MAGIC,
        b"root",
        b"root",
        _OWNER,
        _OWNER,
        prefix,
    )
    return b"%b%06o\0 %b" % (block[:148], sum(block), block[156:])


def _headers(entry: Entry) -> bytes:
    """The entry's header, after a PAX header if its path or its target doesn't fit."""
    path = entry.path.encode()
    if entry.typeflag == DIRECTORY:
        path += b"/"
    mtime = _FIRST_MTIME + zlib.crc32(path) % _MTIME_SPAN
    target = entry.target.encode()
    records = _pax_record(b"linkpath", target) if len(target) > 100 else b""
    slash = path.rfind(b"/", 0, 156)
    if len(path) <= 100:
        name, prefix = path, b""
    elif slash > 0 and 0 < len(path) - slash - 1 <= 100:
        name, prefix = path[slash + 1 :], path[:slash]
    else:
        name, prefix = path[:100], b""
        records += _pax_record(b"path", path)
    block = header(name, prefix, mtime, entry)
    if not records:
        return block
    pax_header = header(b"PaxHeaders.0/long", b"", mtime, Entry("", PAX, len(records)))
    return pax_header + records + _PADDING[: -len(records) % 512] + block


def _pax_record(key: bytes, value: bytes) -> bytes:
    """A record counts its own length, the digits of that length included."""
    length = len(key) + len(value) + 3
    while len(record := b"%d %b=%b\n" % (length, key, value)) != length:
        length = len(record)
    return record
