"""Markers that hide nothing, are none, or hold bytes of their own (accounting.md, rule 4)."""

from __future__ import annotations

from images.recipes.whiteouts import TREE
from support.cases import Case, hidden, layer, pair, report, warning
from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout

CASES = [
    Case(
        name="whiteout-absent-target",
        why="Case 11: a whiteout of what is not there hides 0 bytes and is noted; its layer's own"
        " file of that name stays.",
        content=archive(TREE, tar(whiteout("d/none"), file("own", b"oo"), whiteout("own"))),
        expect=report(
            layer(added=35),
            layer(added=2),
            entries=6,
            warnings=[
                warning("absent-whiteout-target", 1, "d/.wh.none"),
                warning("absent-whiteout-target", 1, ".wh.own"),
                warning("whiteout-after-entry", 1, ".wh.own"),
            ],
        ),
    ),
    Case(
        name="whiteout-creates-no-parent",
        why="Rule 4: a marker below a file leaves the file as it is, and one below nothing makes "
        "no directory.",
        content=archive(TREE, tar(whiteout("top/q"), whiteout("x/y/z"))),
        expect=report(
            layer(added=35),
            layer(),
            entries=5,
            warnings=[
                warning("absent-whiteout-target", 1, "top/.wh.q"),
                warning("entry-below-file", 1, "top/.wh.q"),
                warning("absent-whiteout-target", 1, "x/y/.wh.z"),
            ],
        ),
    ),
    Case(
        name="whiteout-invalid-names",
        why="Case 12: `.wh.`, `.wh..` and `.wh...` are skipped with a warning and can't escape.",
        content=archive(
            TREE, tar(file("d/.wh."), file("d/.wh.."), file("d/.wh..."), file(".wh..."))
        ),
        expect=report(
            layer(added=35),
            layer(entries=4),
            entries=5,
            warnings=[
                warning("invalid-whiteout-name", 1, "d/.wh."),
                warning("invalid-whiteout-name", 1, "d/.wh.."),
                warning("invalid-whiteout-name", 1, "d/.wh..."),
                warning("invalid-whiteout-name", 1, ".wh..."),
            ],
        ),
    ),
    Case(
        name="whiteout-odd-but-valid-names",
        why="Rule 1: the name behind `.wh.` may itself start with dots or hold blanks.",
        content=archive(
            tar(file(".a", b"aa"), file("...", b"bbb"), file(" c ", b"cccc")),
            tar(whiteout(".a"), whiteout("..."), whiteout(" c ")),
        ),
        expect=report(
            layer(added=9, shadowed=9),
            layer(whiteout=9),
            entries=0,
            shadowed=[
                hidden(" c ", 4, 0, 1, "deleted"),
                hidden("...", 3, 0, 1, "deleted"),
                hidden(".a", 2, 0, 1, "deleted"),
            ],
        ),
    ),
    Case(
        name="whiteout-with-body",
        why="The body of a whiteout entry was never visible: waste of its own layer.",
        content=archive(TREE, tar(whiteout("top", b"w" * 6))),
        expect=report(
            layer(added=35, shadowed=5),
            layer(waste=6, whiteout=5, shadowed=6),
            entries=4,
            shadowed=[
                hidden(".wh.top", 6, 1, 1, "duplicate-entry"),
                hidden("top", 5, 0, 1, "deleted"),
            ],
            pairs=[pair(1, 1, "duplicate-entry", 6, 1), pair(0, 1, "deleted", 5, 1)],
        ),
    ),
    Case(
        name="not-quite-markers",
        why="Only a last path component that starts with `.wh.` is a marker: these are files.",
        content=archive(
            TREE,
            tar(file("d/x.wh.a", b"1"), file("d/x.wh..wh..opq", b"22"), file("d/.wha", b"333")),
        ),
        expect=report(layer(added=35), layer(added=6), entries=8),
    ),
]
