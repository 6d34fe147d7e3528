"""ELF files as linkers lay them out."""

from __future__ import annotations

import struct

CODE = b"\x90" * 30_000


def elf(
    sections: dict[str, bytes], *, bits: int = 64, order: str = "<", at_the_beginning: bool = False
) -> bytes:
    """A file as GNU's linker lays it out, or Go's: its headers at the beginning."""
    names = dict.fromkeys(["", *sections, ".shstrtab"], b"")
    table_text = b"".join(name.encode() + b"\0" for name in names)
    head_bytes, entry_bytes = (64, 64) if bits == 64 else (52, 40)
    contents = [b"", CODE, *sections.values(), table_text]
    all_names = ["", ".text", *sections, ".shstrtab"]
    table_text = b"".join(name.encode() + b"\0" for name in all_names)
    contents[-1] = table_text
    count = len(contents)
    data_at = head_bytes + (entry_bytes * count if at_the_beginning else 0)
    table, data, name_at = b"", b"", 0
    for name, content in zip(all_names, contents, strict=True):
        where = data_at + len(data)
        if bits == 64:
            table += struct.pack(
                f"{order}IIQQQQIIQQ", name_at, 1, 0, 0, where, len(content), 0, 0, 1, 0
            )
        else:
            table += struct.pack(
                f"{order}IIIIIIIIII", name_at, 1, 0, 0, where, len(content), 0, 0, 1, 0
            )
        name_at += len(name) + 1
        data += content
    table_at = head_bytes if at_the_beginning else head_bytes + len(data)
    head = b"\x7fELF" + bytes([bits // 32, 1 if order == "<" else 2, 1]) + bytes(9)
    word = "Q" if bits == 64 else "I"
    head += struct.pack(f"{order}HHI{word}{word}{word}I", 3, 62, 1, 0, 0, table_at, 0)
    head += struct.pack(f"{order}HHHHHH", head_bytes, 0, 0, entry_bytes, count, count - 1)
    return head + (table + data if at_the_beginning else data + table)
