"""Layers from a fuzzer's choices: entries that a tar can hold, sound and odd ones."""

from __future__ import annotations

from collections.abc import Callable

from fuzz.guided.choices import Choices
from support.sparse_entries import (
    Chunks,
    gnu_sparse,
    pax_sparse_0_0,
    pax_sparse_0_1,
    pax_sparse_1_0,
)
from support.tar_writer import (
    BLOCK_BYTES,
    GNU_MAGIC,
    TRAILER,
    USTAR_MAGIC,
    V7_MAGIC,
    base256,
    char_device,
    directory,
    fifo,
    file,
    gnu_long,
    hardlink,
    header,
    padded,
    pax,
    symlink,
)

MOST_ENTRIES = 60
_PARTS = (
    *(b"a", b"b", b"c", b"d", b"usr", b"bin", b"home", b".cache", b"root"),
    *(b".wh.a", b".wh.b", b".wh.d", b".wh..wh..opq", b".wh.", b".wh..", b".wh..wh.plnk"),
    *(b"", b".", b"..", b"...", b" ", b"\xff\xfe", b"\x1b[2J\n", b"n" * 90, b"e\xcc\x81"),
    *(b"stargz.index.json", b".no.prefetch.landmark", b"var/log/lastlog", b".pnpm-store"),
    *(b"sysroot/ostree/repo/objects", b"nix/store/.links", b"\xe2\x80\xae", b"a/b", b"usr/bin"),
)
_NUMBERS = (
    *("0", "1", "5", "512", "600", "4096", "007", "-1", "1.5", "", "x", " 5", "+5", "1e3", "0x10"),
    *(str(1 << 31), str(1 << 32), str(1 << 40), str((1 << 63) - 1), str(1 << 63), "9" * 25),
)
_KEYS = (
    *("path", "linkpath", "size", "mtime", "uid", "gid", "uname", "hdrcharset", "comment"),
    *("GNU.sparse.name", "GNU.sparse.major", "GNU.sparse.minor", "GNU.sparse.size"),
    *("GNU.sparse.realsize", "GNU.sparse.numblocks", "GNU.sparse.map", "GNU.sparse.offset"),
    *("GNU.sparse.numbytes", "SCHILY.xattr.user.a", "SCHILY.xattr.trusted.overlay.opaque"),
    *("SCHILY.acl.access", "LIBARCHIVE.xattr.a", "SCHILY.realsize", "SCHILY.filetype", ""),
)
_MAPS = ("0,5", "0,0", "", "0,5,512,88", "5,0", "0,5,4,5", "1", "a,b", "0,5,600,0")
_RAW_SIZES = (
    b"",
    b"77777777777\0",
    b"-1\0",
    base256(-1),
    base256(1 << 62),
    b"1.5",
    b"00000000001\0",
)


def path(choices: Choices) -> bytes:
    if choices.one_in(16):
        return choices.text()
    return b"/".join(choices.pick(_PARTS) for _ in range(1 + choices.below(4)))


def payload(choices: Choices) -> bytes:
    kind = choices.below(4)
    if kind == 0:
        return choices.text()
    return bytes([choices.below(4)]) * (choices.below(256) * (1, 40, 500)[kind - 1])


def _file(choices: Choices) -> bytes:
    return file(path(choices)[:100], payload(choices), mode=choices.pick((0o644, 0o600, 0o4755)))


def _number(choices: Choices) -> str:
    return choices.pick(_NUMBERS)


def _record(choices: Choices) -> tuple[str, bytes | str]:
    key = choices.pick(_KEYS)
    if key in ("path", "linkpath", "GNU.sparse.name", "uname", "comment", "hdrcharset"):
        return key, path(choices)
    return key, choices.pick(_MAPS) if key == "GNU.sparse.map" else _number(choices)


def _pax(choices: Choices) -> bytes:
    kind = choices.pick((b"x", b"x", b"x", b"g"))
    if choices.one_in(12):
        return file("PaxHeaders/x", choices.text(), kind=kind)
    return pax(*(_record(choices) for _ in range(1 + choices.below(5))), kind=kind)


def _sparse(choices: Choices) -> bytes:
    chunks: Chunks = [
        (choices.below(12) * 512 + choices.below(2), bytes(choices.below(100)))
        for _ in range(choices.below(30))
    ]
    if not choices.one_in(8):
        chunks = _in_order(chunks)
    write: Callable[[str, Chunks, int], bytes] = choices.pick(
        (gnu_sparse, pax_sparse_0_0, pax_sparse_0_1, pax_sparse_1_0)
    )
    size = choices.pick((6200, 6300, 7000, 1 << 16, 1 << 33, 1 << 62, 100))
    return write(choices.pick(("a", "d/b", "holes")), chunks, size)


def _in_order(chunks: Chunks) -> Chunks:
    """Without those that begin before the one before ends."""
    kept: list[tuple[int, bytes]] = []
    end = 0
    for offset, data in sorted(chunks):
        if offset >= end:
            kept.append((offset, data))
            end = offset + len(data)
    return kept


def _odd_header(choices: Choices) -> bytes:
    data = choices.text()
    size = choices.pick((*_RAW_SIZES, b"%011o\0" % len(data)))
    return header(
        path(choices)[:100],
        kind=bytes([choices.below(256)]) if choices.one_in(3) else choices.pick(_FLAGS),
        size=size if choices.one_in(4) else len(data),
        linkname=path(choices)[:100],
        magic=choices.pick((USTAR_MAGIC, GNU_MAGIC, V7_MAGIC, b"ustar\x0099")),
        tail=choices.pick((b"", b"pre/fix", choices.text(), b"a" * 155)),
        checksum=choices.pick(("unsigned",) * 30 + ("signed", "wrong")),
    ) + padded(data)


def _odd_block(choices: Choices) -> bytes:
    """A block of no entry, or of zeros, which ends all but few layers; so it is rare."""
    if not choices.one_in(8):
        return _file(choices)
    return choices.bytes(BLOCK_BYTES * choices.below(2)).ljust(BLOCK_BYTES, b"\0")


_FLAGS = tuple(bytes([flag]) for flag in b"0\x001234567xgLKSDMNVX")
_ENTRIES: tuple[Callable[[Choices], bytes], ...] = (
    *(_file,) * 5,
    lambda choices: directory(path(choices)[:100]),
    lambda choices: directory(path(choices)[:99] + b"/"),
    lambda choices: hardlink(path(choices)[:100], path(choices)[:100]),
    lambda choices: hardlink(path(choices)[:100], path(choices)[:100]),
    lambda choices: symlink(path(choices)[:100], path(choices)[:100]),
    lambda choices: gnu_long(path(choices), choices.pick((b"L", b"K"))),
    _pax,
    _pax,
    _sparse,
    _odd_header,
    lambda choices: char_device("dev", choices.below(3), choices.below(3)),
    lambda choices: fifo(path(choices)[:100].decode("latin-1")[:40]),
    _odd_block,
)


def layer(choices: Choices) -> bytes:
    """One layer's tar; its end is whole, missing, or something else."""
    entries = []
    while not choices.ended and len(entries) < MOST_ENTRIES:
        kind = choices.below(len(_ENTRIES) + 3)
        if kind >= len(_ENTRIES):
            break
        entries.append(_ENTRIES[kind](choices))
    end = choices.pick((TRAILER,) * 6 + (b"", bytes(BLOCK_BYTES), TRAILER + b"more", bytes(10240)))
    return b"".join(entries) + end


def layers(choices: Choices) -> list[bytes]:
    """Up to four; the same one may come twice."""
    made: list[bytes] = []
    for _ in range(1 + choices.below(4)):
        made.append(choices.pick(made) if made and choices.one_in(8) else layer(choices))
    return made
