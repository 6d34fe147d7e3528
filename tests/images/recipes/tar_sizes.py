"""Where a tar entry's size comes from, and sizes that no entry can have."""

from __future__ import annotations

from support.cases import Case, error, layer, report
from support.docker_archives import archive
from support.tar_writer import (
    GNU_MAGIC,
    base256,
    directory,
    file,
    gnu_long,
    hardlink,
    header,
    padded,
    pax,
    tar,
)

LONG_NAME = "n" * 120
EIGHT_TIB = 8 << 40
SMALL = file("ok", b"ok")


def bad_size(name: str, why: str, entry: bytes) -> Case:
    """Layer 1 holds an entry whose size is wrong."""
    return Case(
        name=f"size-{name}",
        why=why,
        content=archive(tar(SMALL), tar(SMALL, entry)),
        expect=error("layer 1"),
    )


CASES = [
    Case(
        name="size-pax-over-ustar",
        why="Case 25: a PAX size rules over a ustar size of 0.",
        content=archive(tar(pax(("size", "600")), file("a", b"a" * 600, size=0), SMALL)),
        expect=report(layer(added=602, entries=2), entries=2),
    ),
    Case(
        name="size-pax-before-gnu-long-name",
        why="Case 26: a PAX size before an L header is the file's, never the L header's "
        "(CVE-2025-62518).",
        content=archive(
            tar(
                pax(("size", "2048")),
                gnu_long(LONG_NAME),
                file(LONG_NAME[:100], b"a" * 2048, size=0, magic=GNU_MAGIC),
                SMALL,
            )
        ),
        expect=report(
            layer(added=2050, entries=2),
            entries=2,
            biggest=[
                {"path": LONG_NAME, "bytes": 2048, "layer": 0},
                {"path": "ok", "bytes": 2, "layer": 0},
            ],
        ),
    ),
    Case(
        name="size-pax-smaller-than-ustar",
        why="Case 26: a PAX size of 0 hides no entries: what stands inside a ustar size of 1024 are"
        " two entries, as Go reads it.",
        content=archive(
            tar(pax(("size", "0")), file("a", b"", size=1024), file("b", b"bb"), SMALL)
        ),
        expect=report(layer(added=4, entries=3), entries=3),
    ),
    Case(
        name="size-global-pax",
        why="A size in a global PAX header is no entry's size, as in Go's archive/tar.",
        content=archive(
            tar(
                pax(("size", "1000"), ("comment", "from git archive"), kind=b"g"),
                file("a", b"a" * 5),
                SMALL,
            )
        ),
        expect=report(layer(added=7, entries=2), entries=2),
    ),
    Case(
        name="size-pax-of-link-and-directory",
        why="Entries without payload have none even if PAX states a size.",
        content=archive(
            tar(
                SMALL,
                pax(("size", "600")),
                hardlink("l", "ok"),
                pax(("size", "600")),
                directory("d/"),
                file("z", b"z"),
            )
        ),
        expect=report(layer(added=3, entries=4), entries=4),
    ),
    Case(
        name="size-base256",
        why="A size may be a GNU binary number.",
        content=archive(tar(file("a", b"a" * 700, size=base256(700), magic=GNU_MAGIC), SMALL)),
        expect=report(layer(added=702), entries=2),
    ),
    Case(
        name="size-octal-forms",
        why="Octal sizes may end in a blank, start with blanks or be empty (0).",
        content=archive(
            tar(
                file("a", b"a" * 8, size=b"00000000010 "),
                file("b", b"b" * 9, size=b"         11\x00"),
                file("c", b"", size=b""),
                SMALL,
            )
        ),
        expect=report(layer(added=19), entries=4),
    ),
    Case(
        name="size-pax-leading-zeros",
        why="Zeros may lead a PAX number, also the length of its record, as in Go's archive/tar.",
        content=archive(
            tar(
                pax(("size", "00000000000000000000600")),
                file("a", b"a" * 600, size=0),
                file("x", b"0" * 26 + b"36 size=7\n", kind=b"x"),
                file("b", b"b" * 7, size=0),
                SMALL,
            )
        ),
        expect=report(layer(added=609, entries=3), entries=3),
    ),
    bad_size(
        "pax-negative",
        "Case 27: a negative PAX size is an error.",
        pax(("size", "-5")) + file("a", b"a"),
    ),
    bad_size(
        "pax-float",
        "Case 27: a PAX size with a fraction is an error.",
        pax(("size", "1.5")) + file("a", b"a"),
    ),
    bad_size(
        "pax-20-digits",
        "Case 27: a PAX size of 20 digits is an error.",
        pax(("size", "99999999999999999999")) + file("a", b"a"),
    ),
    bad_size(
        "pax-empty-number",
        "A PAX size that is no number is an error.",
        pax(("size", "ten")) + file("a", b"a"),
    ),
    bad_size(
        "base256-negative",
        "Case 27: a negative binary size is an error.",
        file("a", b"a", size=base256(-1), magic=GNU_MAGIC),
    ),
    bad_size(
        "base256-huge",
        "Case 27: a binary size beyond 63 bits is an error.",
        file("a", b"a", size=base256(1 << 90), magic=GNU_MAGIC),
    ),
    bad_size(
        "not-octal",
        "A size field with an 8 or a letter is an error.",
        file("a", b"a", size=b"0000000009x\x00"),
    ),
    bad_size(
        "8-tib-truncated",
        "Case 28: a claim of 8 TiB over a few bytes is an error at once.",
        file("a", b"a" * 512, size=base256(EIGHT_TIB), magic=GNU_MAGIC),
    ),
    bad_size(
        "pax-8-tib-truncated",
        "Case 28: the same claim by PAX.",
        pax(("size", str(EIGHT_TIB))) + file("a", b"a" * 512),
    ),
    bad_size(
        "long-name-8-tib",
        "A long-name header that claims 8 TiB is an error, not an allocation.",
        header("././@LongLink", kind=b"L", size=base256(EIGHT_TIB), magic=GNU_MAGIC) + file("a"),
    ),
    bad_size(
        "pax-header-8-tib",
        "A PAX header that claims 8 TiB is an error, not an allocation.",
        header("PaxHeaders/x", kind=b"x", size=base256(EIGHT_TIB))
        + padded(b"10 size=5\n")
        + file("a"),
    ),
]
