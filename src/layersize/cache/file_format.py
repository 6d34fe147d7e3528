"""The format of the cache's files: a head with a checksum, and what it is the checksum of.

The body of a large file is a JSON header with columns of bytes behind it, in one zstd frame.
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections.abc import Mapping
from typing import Any, TypeAlias

from xxhash import xxh3_128_digest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SCHEMA = 10
"""Raised by every change to what is kept, or to what walking a blob gives."""
WALK = b"walk"
RECORD = b"imag"
_MAGIC = b"layersize\0"
_HEAD = struct.Struct("<10s4sH16s")
"""Magic bytes, kind, schema, xxh3_128 of all that follows."""


def add_head(kind: bytes, body: bytes) -> bytes:
    """The bytes of a file; `kind` is WALK or RECORD."""
    return _HEAD.pack(_MAGIC, kind, SCHEMA, xxh3_128_digest(body)) + body


def checked_body(kind: bytes, data: bytes) -> memoryview:
    """The body of a file; raises ValueError for anything but what `add_head` made of one."""
    if len(data) < _HEAD.size:
        raise ValueError("is too short")
    magic, found_kind, schema, checksum = _HEAD.unpack_from(data)
    if (magic, found_kind, schema) != (_MAGIC, kind, SCHEMA):
        raise ValueError(f"is no {kind.decode()} of schema {SCHEMA}")
    body = memoryview(data)[_HEAD.size :]
    if xxh3_128_digest(body) != checksum:
        raise ValueError("is damaged")
    return body


Column: TypeAlias = "array[int] | bytes | bytearray"

UNPACKED_BYTES = 2 << 30
"""Header and columns: twenty million entries, the most of a layer, take half of it and names."""
HEADER_BYTES = 4 << 20
"""The JSON header: the warnings in it are at most a hundred of a kind."""
_RATIO, _FREE_BYTES = 30, 1 << 20
"""Unpacked bytes for each byte of a body, beyond the first ones; hashes, a third of most walks, do
not shrink. What shrinks more is not kept, so that a small file can't fill the memory."""
_LEVEL = 1
"""Hashes, most of what is stored, shrink at no level, and the rest hardly more at a higher one."""
_LENGTHS = struct.Struct("<QI")
"""Unpacked bytes, of which the header takes so many."""


def pack_columns(fields: Mapping[str, object], columns: Mapping[str, Column]) -> bytes:
    """The body that `ColumnReader` reads; raises ValueError if it is too long.

    `fields` are values that JSON can hold.
    """
    lengths = [(name, memoryview(column).nbytes) for name, column in columns.items()]
    whole = {"byte_order": sys.byteorder, "columns": lengths, "about": fields}
    header = json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")
    unpacked_bytes = len(header) + sum(length for _, length in lengths)
    _check_lengths(unpacked_bytes, len(header))
    compressor = zstd.ZstdCompressor(_LEVEL)
    parts = [_LENGTHS.pack(unpacked_bytes, len(header)), compressor.compress(header)]
    parts += [compressor.compress(column) for column in columns.values()]
    body = b"".join((*parts, compressor.flush()))
    _check_ratio(unpacked_bytes, len(body))
    return body


class ColumnReader:
    """Gives back what `pack_columns` was given; every method raises ValueError where it can't."""

    def __init__(self, body: memoryview) -> None:
        if len(body) < _LENGTHS.size:
            raise ValueError("breaks off in its lengths")
        unpacked_bytes, header_bytes = _LENGTHS.unpack_from(body)
        _check_lengths(unpacked_bytes, header_bytes)
        _check_ratio(unpacked_bytes, len(body))
        self._decompressor = zstd.ZstdDecompressor()
        self._waiting: memoryview | bytes = body[_LENGTHS.size :]
        whole = self._header(self._unpack(header_bytes))
        self.fields: Any = whole.get("about")
        self._lengths = dict(_name_and_length(pair) for pair in whole["columns"])
        if header_bytes + sum(self._lengths.values()) != unpacked_bytes:
            raise ValueError("its columns don't add up to its length")

    def column(self, name: str) -> bytes:
        """The next column, which must have that name."""
        if next(iter(self._lengths), None) != name:
            raise ValueError(f"{name} is not its next column")
        return self._unpack(self._lengths.pop(name))

    def length(self, name: str) -> int:
        """Of a column that is still to come, in bytes."""
        if name not in self._lengths:
            raise ValueError(f"has no column {name}")
        return self._lengths[name]

    def numbers(self, typecode: str, name: str) -> array[int]:
        """The next column as numbers of that type of the `array` module."""
        return array(typecode, self.column(name))

    def end(self) -> None:
        """To be called after the last column."""
        if self._lengths or (not self._decompressor.eof and self._decompress(1)):
            raise ValueError("holds more than was asked for")
        if not self._decompressor.eof or self._decompressor.unused_data:
            raise ValueError("its zstd frame ends elsewhere")

    def _header(self, data: bytes) -> dict[str, Any]:
        try:
            whole = json.loads(data.decode("utf-8", "surrogatepass"))
        except RecursionError:
            raise ValueError("its header is nested too deeply") from None
        if not isinstance(whole, dict) or not isinstance(whole.get("columns"), list):
            raise ValueError("its header is no header")
        if whole.get("byte_order") != sys.byteorder:
            raise ValueError("was written by a machine of the other byte order")
        return whole

    def _unpack(self, length: int) -> bytes:
        """Exactly so many bytes."""
        pieces: list[bytes] = []
        while length:
            piece = self._decompress(length)
            if not piece:
                raise ValueError("breaks off")
            pieces.append(piece)
            length -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _decompress(self, most: int) -> bytes:
        if self._decompressor.eof:
            return b""
        try:
            piece = self._decompressor.decompress(self._waiting, most)
        except zstd.ZstdError as error:
            raise ValueError(f"does not decompress ({error})") from None
        self._waiting = b""
        return piece


def _check_lengths(unpacked_bytes: int, header_bytes: int) -> None:
    if unpacked_bytes > UNPACKED_BYTES or header_bytes > min(HEADER_BYTES, unpacked_bytes):
        raise ValueError(f"has {unpacked_bytes} bytes, {header_bytes} of them its header")


def _check_ratio(unpacked_bytes: int, body_bytes: int) -> None:
    if unpacked_bytes > _FREE_BYTES + _RATIO * body_bytes:
        raise ValueError(f"unpacks {body_bytes} bytes to {unpacked_bytes}")


def _name_and_length(pair: object) -> tuple[str, int]:
    match pair:
        case [str(name), int(length)] if length >= 0:
            return name, length
    raise ValueError("a column has no name or length")
