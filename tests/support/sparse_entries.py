"""Sparse files in the encodings of GNU tar (its manual, "Storing Sparse Files")."""

from __future__ import annotations

from collections.abc import Sequence

from support.tar_writer import BLOCK_BYTES, GNU_MAGIC, file, octal, padded, pax

Chunks = Sequence[tuple[int, bytes]]
"""(offset, data) of what isn't a hole, in order."""

OFFSETS_IN_HEADER = 4
OFFSETS_IN_EXTENSION = 21


def number(value: int) -> bytes:
    """12 bytes: octal, or binary where octal is too short."""
    return octal(value, 12) if value < 8**11 else b"\x80" + value.to_bytes(11)


def gnu_sparse(name: str, chunks: Chunks, apparent_bytes: int) -> bytes:
    """The old GNU format: type S, the map in the header and in extension blocks behind it."""
    cells = [number(offset) + number(len(data)) for offset, data in chunks]
    in_header, rest = cells[:OFFSETS_IN_HEADER], cells[OFFSETS_IN_HEADER:]
    extensions = b""
    while rest:
        block, rest = rest[:OFFSETS_IN_EXTENSION], rest[OFFSETS_IN_EXTENSION:]
        extensions += (b"".join(block).ljust(504, b"\x00") + (b"\x01" if rest else b"\x00")).ljust(
            BLOCK_BYTES, b"\x00"
        )
    map_field = b"".join(in_header).ljust(96, b"\x00")
    tail = bytes(41) + map_field + (b"\x01" if extensions else b"\x00") + number(apparent_bytes)
    data = b"".join(data for _, data in chunks)
    head = file(name, b"", kind=b"S", magic=GNU_MAGIC, size=len(data), tail=tail)
    return head + extensions + padded(data)


def pax_sparse_0_0(name: str, chunks: Chunks, apparent_bytes: int) -> bytes:
    """PAX 0.0: a record pair for each chunk."""
    cells = []
    for offset, data in chunks:
        cells += [("GNU.sparse.offset", str(offset)), ("GNU.sparse.numbytes", str(len(data)))]
    head = [("GNU.sparse.size", str(apparent_bytes)), ("GNU.sparse.numblocks", str(len(chunks)))]
    return pax(*head, *cells) + file(name, b"".join(data for _, data in chunks))


def pax_sparse_0_1(name: str, chunks: Chunks, apparent_bytes: int) -> bytes:
    """PAX 0.1: the map in one record, the real name in another."""
    sparse_map = ",".join(f"{offset},{len(data)}" for offset, data in chunks)
    records = [
        ("GNU.sparse.size", str(apparent_bytes)),
        ("GNU.sparse.numblocks", str(len(chunks))),
        ("GNU.sparse.name", name),
        ("GNU.sparse.map", sparse_map),
    ]
    return pax(*records) + file("GNUSparseFile.1/x", b"".join(data for _, data in chunks))


def pax_sparse_1_0(
    name: str, chunks: Chunks, apparent_bytes: int, map_text: bytes | None = None
) -> bytes:
    """PAX 1.0: the map in front of the data, in whole blocks; `map_text` states another map."""
    if map_text is None:
        cells = "".join(f"{offset}\n{len(data)}\n" for offset, data in chunks)
        map_text = f"{len(chunks)}\n{cells}".encode()
    records = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.name", name),
        ("GNU.sparse.realsize", str(apparent_bytes)),
    ]
    data = padded(map_text) + b"".join(data for _, data in chunks)
    return pax(*records) + file("GNUSparseFile.1/x", data)
