"""Bytes of an ELF file that only debuggers read, told by its section headers.

Linkers write these and their names at the end of a file; Go's writes the headers at its beginning.
Source: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html
"""

from __future__ import annotations

import re
import struct

MAGIC = b"\x7fELF"
LEAST_BYTES = 16 << 10
"""Shorter files are not looked at."""
BEGINNING_BYTES = 4 << 10
END_BYTES = 16 << 10
"""As much of a file is looked at; sections that are named elsewhere are not known."""
_NAME = re.compile(rb"[^.]+|.*\.(?:so(?:\..*)?|node|ko|debug|\d+[a-z]*)", re.DOTALL)
_HAS_NO_DATA = 8
_DEBUG_NAMES = (b".debug_", b".zdebug_")


def may_be_elf(name: bytes) -> bool:
    """Whether a file of this name may be a program or a library."""
    return _NAME.fullmatch(name) is not None


def debug_bytes(beginning: bytes, end: bytes, file_bytes: int) -> int:
    """Length of all debug sections of a file; 0: it has none, or they can't be told.

    `beginning` is its first `BEGINNING_BYTES`, `end` its last `END_BYTES`.
    """
    if not beginning.startswith(MAGIC) or len(beginning) < 64:
        return 0
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
        return 0
    sections = [section.unpack_from(table, index * header_bytes) for index in range(count)]
    _, _, names_at, names_bytes = sections[names_index]
    names = part(names_at, names_bytes)
    found = sum(
        length
        for name_at, kind, _, length in sections
        if kind != _HAS_NO_DATA and names.startswith(_DEBUG_NAMES, name_at)
    )
    return found if found < file_bytes else 0
