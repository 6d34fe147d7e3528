"""Bytes of an ELF file that only debuggers read, and who built it, told by its section headers.

Linkers write these and their names at the end of a file; Go's writes the headers at its beginning.
Source: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html
"""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

MAGIC = b"\x7fELF"
LEAST_BYTES = 16 << 10
"""Shorter files are not looked at."""
BEGINNING_BYTES = 4 << 10
END_BYTES = 16 << 10
"""As much of a file is looked at; sections that are named elsewhere are not known."""
_NAME = re.compile(rb"[^.]+|.*\.(?:so(?:\..*)?|node|ko|debug|\d+[a-z]*)", re.DOTALL)
_HAS_NO_DATA = 8
_DEBUG_NAMES = (b".debug_", b".zdebug_")
BUILD_INFO = (b".go.buildinfo", b".dep-v0")
"""Sections with the modules of a program: of Go (https://pkg.go.dev/debug/buildinfo), and of
cargo-auditable (https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md)."""


def may_be_elf(name: bytes) -> bool:
    """Whether a file of this name may be a program or a library."""
    return _NAME.fullmatch(name) is not None


class Sections(NamedTuple):
    """What the sections of a file tell."""

    debug_bytes: int
    """Length of all that only debuggers read; 0: there is none, or it can't be told."""
    build_info: bytes
    """The name of the section with what the program is built of; empty: there is none, or it
    can't be told."""


_UNKNOWN = Sections(0, b"")


def sections(beginning: bytes, end: bytes, file_bytes: int) -> Sections:
    """What the section headers of a file tell.

    `beginning` is its first `BEGINNING_BYTES`, `end` its last `END_BYTES`.
    """
    if not beginning.startswith(MAGIC) or len(beginning) < 64:
        return _UNKNOWN
    order = "<" if beginning[5] == 1 else ">"
    if beginning[4] == 2:
        (table_at,) = struct.unpack_from(f"{order}Q", beginning, 40)
        header_bytes, count, names_index = struct.unpack_from(f"{order}HHH", beginning, 58)
        section = struct.Struct(f"{order}II16xQQ")
    else:
        (table_at,) = struct.unpack_from(f"{order}I", beginning, 32)
        header_bytes, count, names_index = struct.unpack_from(f"{order}HHH", beginning, 46)
        section = struct.Struct(f"{order}II8xII")

    def part(at: int, length: int) -> bytes:
        from_end = at - (file_bytes - len(end))
        if from_end >= 0:
            return end[from_end : from_end + length]
        return beginning[at : at + length]

    table = part(table_at, header_bytes * count)
    if header_bytes < section.size or len(table) < header_bytes * count or names_index >= count:
        return _UNKNOWN
    headers = [section.unpack_from(table, index * header_bytes) for index in range(count)]
    _, _, names_at, names_bytes = headers[names_index]
    names = part(names_at, names_bytes)
    found = sum(
        length
        for name_at, kind, _, length in headers
        if kind != _HAS_NO_DATA and names.startswith(_DEBUG_NAMES, name_at)
    )
    build_info = next((name for name in BUILD_INFO if b"\0" + name + b"\0" in names), b"")
    return Sections(found if found < file_bytes else 0, build_info)
