"""Names in layers: one path has many spellings, and any byte may stand in a name (rule 6)."""

from __future__ import annotations

from support.cases import Case, hidden, layer, report, warning
from support.docker_archives import archive
from support.tar_writer import (
    GNU_MAGIC,
    directory,
    file,
    gnu_long,
    hardlink,
    pax,
    symlink,
    tar,
    whiteout,
)

LONG_PATH = "/".join(["component-of-a-long-path"] * 12) + "/leaf"
"""12 folders and a leaf: longer than a ustar header can hold."""

HOSTILE = [
    "esc\x1b[2J\x1b]8;;x\x07",
    "new\nline",
    "return\r",
    "bidi\u202e",
    "[red]rich[bold]",
    "<script>alert(1)<",
    "|table|`code`",
    "=cmd|' -c'!A1",
    "::error::hi",
    "%0A",
]

CASES = [
    Case(
        name="names-one-path",
        why="Case 24: `./a`, `/a`, `a` and `x/../a` are one path; the last wins.",
        content=archive(
            tar(file("./a", b"1"), file("/a", b"22"), file("a", b"333"), file("x/../a", b"4444"))
        ),
        expect=report(
            layer(added=4, waste=6, shadowed=6),
            entries=1,
            shadowed=[
                hidden("a", 3, 0, 0, "duplicate-entry"),
                hidden("a", 2, 0, 0, "duplicate-entry"),
                hidden("a", 1, 0, 0, "duplicate-entry"),
            ],
            warnings=[warning("parent-directory-in-path", 0, "a")],
        ),
    ),
    Case(
        name="names-spelled-differently-in-layers",
        why="Case 24: spellings meet across layers, in whiteouts as well.",
        content=archive(
            tar(directory("./"), directory("./d/"), file("./d/a", b"aaa"), file("/abs//b", b"bb")),
            tar(directory("/"), file("/d/a", b"AA"), whiteout("./abs/./b")),
        ),
        expect=report(
            layer(added=5, shadowed=5, entries=4),
            layer(rewritten=2, whiteout=2, overwritten=3, entries=3),
            entries=3,
            shadowed=[hidden("d/a", 3, 0, 1, "overwritten"), hidden("abs/b", 2, 0, 1, "deleted")],
        ),
    ),
    Case(
        name="names-escape",
        why="Rule 6: `..` is clamped to the root, with a warning; so is a whiteout's.",
        content=archive(
            tar(file("../../etc/passwd", b"root"), file("d/../../up", b"up")),
            tar(file("../.wh.up")),
        ),
        expect=report(
            layer(added=6, shadowed=2),
            layer(whiteout=2),
            entries=2,
            shadowed=[hidden("up", 2, 0, 1, "deleted")],
            warnings=[
                warning("parent-directory-in-path", 0, "etc/passwd"),
                warning("parent-directory-in-path", 0, "up"),
                warning("parent-directory-in-path", 1, ".wh.up"),
            ],
        ),
    ),
    Case(
        name="names-not-utf8",
        why="Rule 6: bytes that are not UTF-8 survive and differ; JSON writes them as text escapes,"
        " and a real backslash doubled.",
        content=archive(
            tar(
                file(b"caf\xe9", b"1"),
                file("café", b"22"),
                file("caf\\xe9", b"333"),
                file(b"\xff\xfe", b"4444"),
            )
        ),
        expect=report(
            layer(added=10),
            entries=4,
            biggest=[
                {"path": "\\xff\\xfe", "bytes": 4, "layer": 0},
                {"path": "caf\\\\xe9", "bytes": 3, "layer": 0},
                {"path": "café", "bytes": 2, "layer": 0},
                {"path": "caf\\xe9", "bytes": 1, "layer": 0},
            ],
        ),
    ),
    Case(
        name="names-alike",
        why="Paths are bytes: case, Unicode normal forms and blanks at the ends make other names.",
        content=archive(
            tar(
                file("A", b"1"),
                file("a", b"1"),
                file(" a", b"1"),
                file("a ", b"1"),
                file("\u00e9", b"1"),
                file("e\u0301", b"1"),
            )
        ),
        expect=report(layer(added=6), entries=6),
    ),
    Case(
        name="names-hostile",
        why="Case 39: escapes, newlines, bidi marks, markup and formulas in names are data.",
        content=archive(
            tar(*(file(name, bytes(size)) for size, name in enumerate(HOSTILE, start=1))),
            tar(*(whiteout(name) for name in HOSTILE)),
        ),
        expect=report(
            layer(added=55, shadowed=55),
            layer(whiteout=55),
            entries=0,
            shadowed=[
                hidden(name, size, 0, 1, "deleted")
                for size, name in reversed(list(enumerate(HOSTILE, start=1)))
            ],
        ),
    ),
    Case(
        name="names-gnu-long",
        why="GNU L and K headers carry the long name and the long link target of one entry.",
        content=archive(
            tar(
                gnu_long(LONG_PATH),
                file(LONG_PATH[:100], b"l" * 7, magic=GNU_MAGIC),
                gnu_long(LONG_PATH, kind=b"K"),
                hardlink("link", LONG_PATH[:100], magic=GNU_MAGIC),
                file("plain", b"p"),
            )
        ),
        expect=report(
            layer(added=8, entries=3),
            entries=15,
            biggest=[
                {"path": LONG_PATH, "bytes": 7, "layer": 0},
                {"path": "plain", "bytes": 1, "layer": 0},
            ],
        ),
    ),
    Case(
        name="names-pax",
        why="PAX path and linkpath name one entry only; the ustar name is ignored.",
        content=archive(
            tar(
                pax(("path", LONG_PATH)),
                file("short", b"l" * 7),
                pax(("path", "z"), ("linkpath", LONG_PATH)),
                hardlink("x", "y"),
                file("plain", b"p"),
            ),
            tar(whiteout("z"), pax(("path", LONG_PATH.replace("leaf", ".wh.leaf"))), file("w")),
        ),
        expect=report(
            layer(added=8, shadowed=7, entries=3),
            layer(whiteout=7, entries=2),
            entries=13,
            shadowed=[hidden(LONG_PATH, 7, 0, 1, "deleted")],
        ),
    ),
    Case(
        name="names-ustar-prefix",
        why="The prefix field is part of a name only behind the magic `ustar\\0`: GNU keeps times "
        "there.",
        content=archive(
            tar(
                file("leaf", b"1", tail=b"some/prefix"),
                file("gnu", b"22", magic=GNU_MAGIC, tail=b"14371573437\x0014371573437\x00"),
                file("v7", b"333", magic=bytes(8), tail=b"rubbish"),
            )
        ),
        expect=report(
            layer(added=6),
            entries=5,
            biggest=[
                {"path": "v7", "bytes": 3, "layer": 0},
                {"path": "gnu", "bytes": 2, "layer": 0},
                {"path": "some/prefix/leaf", "bytes": 1, "layer": 0},
            ],
        ),
    ),
    Case(
        name="names-v7-directory",
        why="In a v7 header (type NUL) a name that ends in a slash is a directory.",
        content=archive(
            tar(
                file("d/", kind=b"\x00", magic=bytes(8)),
                file("f", b"f", kind=b"\x00", magic=bytes(8)),
            ),
            tar(file("d/x", b"xx"), symlink("s", "d")),
        ),
        expect=report(layer(added=1), layer(added=2), entries=4),
    ),
]
