"""Tar headers that one reader takes for another file, or another size, than the next."""

from __future__ import annotations

from support.deceits.deceit import (
    BIG,
    HARMLESS,
    NO_SECRET,
    SECRET,
    Deceit,
    at_most_in_a_file,
    one_layer,
)
from support.tar_writer import (
    GNU_MAGIC,
    V7_MAGIC,
    base256,
    directory,
    file,
    gnu_long,
    hardlink,
    header,
    octal,
    padded,
    pax,
    symlink,
)

_SPARSE = ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "5")
_MAP = b"1\n0\n5\n".ljust(512, b"\0") + b"12345"
_HIDDEN = file(SECRET, b"key")
"""An entry, to be taken for another one's data."""
_FOLDER = "root/secret"[:4]


def _names(name: str, why: str, *entries: bytes) -> Deceit:
    return Deceit(name=name, why=why, build=one_layer(*entries), limit=NO_SECRET)


def _sizes(name: str, why: str, *entries: bytes) -> Deceit:
    return Deceit(name=name, why=why, build=one_layer(*entries))


NAMES = [
    _names(
        "gnu-name-before-pax-path",
        "Of a GNU name and a PAX path, the GNU name counts, although PAX came later.",
        gnu_long(SECRET) + pax(("path", HARMLESS)) + file("plain", b"key"),
    ),
    _names(
        "pax-path-before-gnu-name",
        "Of a GNU name and a PAX path, the GNU name counts, although PAX is the newer standard.",
        pax(("path", HARMLESS)) + gnu_long(SECRET) + file("plain", b"key"),
    ),
    _names(
        "pax-header-replaced",
        "A second PAX header replaces the first, so that the entry's own name counts.",
        pax(("path", HARMLESS)) + pax(("mtime", "1")) + file(SECRET, b"key"),
    ),
    _names(
        "two-gnu-names",
        "Of two GNU names the last one counts.",
        gnu_long(HARMLESS) + gnu_long(SECRET) + file("plain", b"key"),
    ),
    _names(
        "global-header-ends-a-local-one",
        "A global header between a PAX path and its entry ends the path.",
        pax(("path", HARMLESS)) + pax(("comment", "c"), kind=b"g") + file(SECRET, b"key"),
    ),
    _names(
        "global-path",
        "A path in a global header names no entry.",
        pax(("path", HARMLESS), kind=b"g") + file(SECRET, b"key"),
    ),
    _names(
        "empty-pax-path",
        "An empty PAX path takes nothing from the entry's own name.",
        pax(("path", "")) + file(SECRET, b"key"),
    ),
    _names(
        "sparse-name-without-a-map",
        "The name of a sparse file counts only for a sparse file.",
        pax(("path", SECRET), ("GNU.sparse.name", HARMLESS)) + file("plain", b"key"),
    ),
    _names(
        "sparse-name-with-a-map",
        "Of a sparse file, the sparse name counts, not its path.",
        pax(*_SPARSE, ("path", HARMLESS), ("GNU.sparse.name", SECRET)) + file("plain", _MAP),
    ),
    _names(
        "nul-in-the-name",
        "A name ends at its NUL byte.",
        file(f"{SECRET}\0/../../{HARMLESS}", b"key"),
    ),
    _names(
        "nul-in-a-gnu-name",
        "A GNU name ends at its NUL byte, whatever length is stated.",
        gnu_long(f"{SECRET}\0/../../{HARMLESS}") + file("plain", b"key"),
    ),
    _names(
        "ustar-prefix",
        "The prefix of a ustar header belongs to the name.",
        file("secret", b"key", tail=b"root"),
    ),
    _names(
        "star-prefix",
        "The prefix of a header of star is shorter, and belongs to the name.",
        file("secret", b"key", tail=b"root".ljust(163, b"\0") + b"tar\0"),
    ),
    _names(
        "prefix-in-a-gnu-header",
        "Where a GNU header has text in place of its times, Go reads it as a prefix.",
        file("secret", b"key", tail=b"root", magic=GNU_MAGIC),
    ),
    _names(
        "prefix-in-a-v7-header",
        "A header of before ustar has no prefix.",
        file(SECRET, b"key", tail=b"usr/share", magic=V7_MAGIC),
    ),
    _names(
        "signed-checksum",
        "A checksum over signed bytes is right, too.",
        file("\u00e9", b"e", checksum="signed") + file(SECRET, b"key", tail=b""),
    ),
    _names(
        "entry-in-the-data-of-a-folder",
        "A folder has no data, whatever size its header states.",
        directory("d/", size=1024) + _HIDDEN,
    ),
    _names(
        "entry-in-the-data-of-a-hardlink",
        "A hardlink has no data, whatever size its header states.",
        file("a", b"a") + hardlink("b", "a", size=1024) + _HIDDEN,
    ),
    _names(
        "entry-in-the-data-of-a-symlink",
        "A symlink has no data, whatever size its header states.",
        symlink("b", "a", size=1024) + _HIDDEN,
    ),
    _names(
        "entry-in-the-data-of-a-pipe",
        "A FIFO has no data, whatever size its header states.",
        header("b", kind=b"6", size=1024) + _HIDDEN,
    ),
    _names(
        "entry-in-the-data-of-an-old-folder",
        "A file of before ustar whose name ends with a slash is a folder, and has no data.",
        header("d/", kind=b"\0", size=1024, magic=V7_MAGIC) + _HIDDEN,
    ),
    _names(
        "entry-behind-a-shorter-pax-size",
        "The size of a PAX header counts, so that the rest of the data is entries.",
        pax(("size", "512")) + header(HARMLESS, size=512 + 1024) + bytes(512) + _HIDDEN,
    ),
]

SIZES = [
    _sizes(
        "pax-size-over-zero",
        "The size of a PAX header counts, and the entry's own says 0.",
        pax(("size", str(len(BIG)))) + header("big", size=0) + padded(BIG),
    ),
    _sizes(
        "pax-size-before-a-gnu-name",
        "The size of a PAX header is that of the file, not of the GNU name between them.",
        pax(("size", str(len(BIG)))) + gnu_long("big") + header("b", size=0) + padded(BIG),
    ),
    _sizes("binary-size", "A size may be binary.", file("big", BIG, size=base256(len(BIG)))),
    _sizes(
        "size-between-blanks",
        "A size may have blanks around it.",
        file("big", BIG, size=b"   " + octal(len(BIG), 9)[:-1] + b" "),
    ),
    _sizes(
        "size-without-an-end",
        "A size may fill its field.",
        file("big", BIG, size=b"%012o" % len(BIG)),
    ),
    _sizes(
        "size-behind-a-nul",
        "NUL bytes before a size are skipped.",
        file("big", BIG, size=b"\0\0" + octal(len(BIG), 10)),
    ),
    _sizes(
        "file-with-a-slash",
        "A regular file whose name ends with a slash is a file.",
        file("big/", BIG),
    ),
    _sizes(
        "contiguous-file",
        "A contiguous file is a file for POSIX; engines refuse it.",
        file("big", BIG, kind=b"7"),
    ),
    _sizes(
        "unknown-type",
        "What has an unknown type is a file for POSIX; engines refuse it.",
        file("big", BIG, kind=b"Z"),
    ),
    Deceit(
        name="sparse-file",
        why="A sparse file of five stored bytes is as large as it says.",
        build=one_layer(
            pax(*_SPARSE[:2], ("GNU.sparse.realsize", "100000"), ("GNU.sparse.name", "big"))
            + file("GNUSparseFile.1/big", _MAP)
        ),
        limit=at_most_in_a_file(50_000),
    ),
    Deceit(
        name="sparse-file-by-records",
        why="The oldest sparse files of PAX have their map in the header.",
        build=one_layer(
            pax(
                ("GNU.sparse.size", "100000"),
                ("GNU.sparse.numblocks", "1"),
                ("GNU.sparse.map", "99995,5"),
            )
            + file("big", b"12345")
        ),
        limit=at_most_in_a_file(50_000),
    ),
    Deceit(
        name="sparse-file-of-old-gnu",
        why="An old GNU header states the true size behind the map; engines refuse it.",
        build=one_layer(
            header(
                "big",
                kind=b"S",
                size=5,
                magic=GNU_MAGIC,
                tail=bytes(41) + octal(99_995, 12) + octal(5, 12) + bytes(73) + octal(100_000, 12),
            )
            + padded(b"12345")
        ),
        limit=at_most_in_a_file(50_000),
    ),
]

HEADERS = [*NAMES, *SIZES]
