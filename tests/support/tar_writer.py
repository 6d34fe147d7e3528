"""Writes tar streams to the byte, so that a test can state any header, also a wrong one.

Format: POSIX.1-2017 pax, "ustar Interchange Format", and the GNU tar manual, "Basic Tar Format".
"""

from __future__ import annotations

from collections.abc import Iterable

BLOCK_BYTES = 512
TRAILER = bytes(2 * BLOCK_BYTES)
USTAR_MAGIC = b"ustar\x0000"
GNU_MAGIC = b"ustar  \x00"
V7_MAGIC = bytes(8)

Text = str | bytes


def as_bytes(text: Text) -> bytes:
    return text.encode() if isinstance(text, str) else text


def octal(number: int, width: int) -> bytes:
    """Zero-padded octal digits and a NUL, as most tar writers do."""
    return b"%0*o\x00" % (width - 1, number)


def base256(number: int, width: int = 12) -> bytes:
    """The GNU binary number: two's complement with the top bit of the field set."""
    return bytes(
        [
            0x80 | (number >> (8 * (width - 1))) & 0xFF,
            *(number & (1 << 8 * width - 8) - 1).to_bytes(width - 1),
        ]
    )


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK_BYTES)


def header(
    name: Text,
    *,
    kind: bytes = b"0",
    size: int | bytes = 0,
    mode: int = 0o644,
    uid: int = 0,
    mtime: int = 0,
    linkname: Text = b"",
    magic: bytes = USTAR_MAGIC,
    device: tuple[int, int] = (0, 0),
    tail: bytes = b"",
    checksum: str = "unsigned",
) -> bytes:
    """One header block. `size` as bytes is the raw field, `tail` are the bytes from offset 345
    (the prefix of a ustar header), `checksum` is `unsigned`, `signed` or `wrong`."""
    size_field = octal(size, 12) if isinstance(size, int) else size
    fields = [
        as_bytes(name).ljust(100, b"\x00"),
        octal(mode, 8),
        octal(uid, 8),
        octal(uid, 8),
        size_field.ljust(12, b"\x00"),
        octal(mtime, 12),
        b" " * 8,
        kind,
        as_bytes(linkname).ljust(100, b"\x00"),
        magic,
        bytes(64),
        octal(device[0], 8),
        octal(device[1], 8),
        tail,
    ]
    block = b"".join(fields).ljust(BLOCK_BYTES, b"\x00")
    if len(block) != BLOCK_BYTES:
        raise ValueError(f"a header field of {name!r} is too long")
    total = sum(block)
    if checksum == "signed":
        total -= 256 * sum(byte > 127 for byte in block)
    elif checksum == "wrong":
        total += 1
    return block[:148] + b"%06o\x00 " % total + block[156:]


def file(name: Text, data: Text = b"", **fields: object) -> bytes:
    """A regular file; `size=` states another size than the data has."""
    payload = as_bytes(data)
    fields.setdefault("size", len(payload))
    return header(name, **fields) + padded(payload)  # type: ignore[arg-type]  # the caller knows them


def directory(name: Text, **fields: object) -> bytes:
    return header(name, kind=b"5", **{"mode": 0o755, **fields})  # type: ignore[arg-type]  # the caller knows them


def symlink(name: Text, target: Text, **fields: object) -> bytes:
    return header(name, kind=b"2", linkname=target, **fields)  # type: ignore[arg-type]  # the caller knows them


def hardlink(name: Text, target: Text, **fields: object) -> bytes:
    return header(name, kind=b"1", linkname=target, **fields)  # type: ignore[arg-type]  # the caller knows them


def char_device(name: Text, major: int, minor: int) -> bytes:
    return header(name, kind=b"3", device=(major, minor))


def fifo(name: Text) -> bytes:
    return header(name, kind=b"6")


def whiteout(path: str, body: Text = b"") -> bytes:
    """The marker that hides `path` in the layers below."""
    parent, slash, name = path.rpartition("/")
    return file(f"{parent}{slash}.wh.{name}", body)


def opaque(directory_path: str = "") -> bytes:
    """The marker that hides everything below `directory_path`, by default below the root."""
    return file(f"{directory_path}/.wh..wh..opq" if directory_path else ".wh..wh..opq")


def pax_records(records: Iterable[tuple[Text, Text]]) -> bytes:
    """`LENGTH KEY=VALUE\\n` for each record, where LENGTH counts its own digits too."""
    lines = []
    for key, value in records:
        body = b" " + as_bytes(key) + b"=" + as_bytes(value) + b"\n"
        length = len(body)
        while len(b"%d" % length) + len(body) != length:
            length = len(b"%d" % length) + len(body)
        lines.append(b"%d" % length + body)
    return b"".join(lines)


def pax(*records: tuple[Text, Text], kind: bytes = b"x") -> bytes:
    """An extended header for the next entry, or with kind `g` for all that follow."""
    return file("PaxHeaders/x", pax_records(records), kind=kind)


def gnu_long(text: Text, kind: bytes = b"L") -> bytes:
    """A GNU header with the long name (`L`) or long link target (`K`) of the next entry."""
    return file("././@LongLink", as_bytes(text) + b"\x00", kind=kind, magic=GNU_MAGIC)


def tar(*entries: bytes) -> bytes:
    """A complete tar: the entries and the two zero blocks that end it."""
    return b"".join(entries) + TRAILER
