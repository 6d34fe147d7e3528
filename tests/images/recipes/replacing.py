"""Entries over entries, in layers below and in the same layer (accounting.md, rules 3, 5, 8)."""

from __future__ import annotations

from support.cases import Case, hidden, layer, pair, report, warning
from support.docker_archives import archive
from support.tar_writer import directory, fifo, file, symlink, tar, whiteout

CASES = [
    Case(
        name="add-only",
        why="Case 1: where nothing is hidden, efficiency is 1.0.",
        content=archive(tar(directory("d/"), file("d/a", b"a" * 10)), tar(file("b", b"b" * 6))),
        expect=report(
            layer(added=10, entries=2, tar_bytes=4 * 512 + 512, created_by="RUN step 0"),
            layer(added=6, entries=1, tar_bytes=2 * 512 + 1024, created_by="RUN step 1"),
            entries=3,
            image={"efficiency": 1.0, "platform": "linux/amd64", "tar_bytes": 4608},
            pairs=[],
            biggest=[
                {"path": "d/a", "bytes": 10, "layer": 0},
                {"path": "b", "bytes": 6, "layer": 1},
            ],
        ),
    ),
    Case(
        name="overwrite",
        why="Case 2: a file of 10 bytes that becomes one of 6 bytes leaves 10 bytes shadowed.",
        content=archive(tar(file("a", b"a" * 10)), tar(file("a", b"A" * 6))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(rewritten=6, overwritten=10),
            entries=1,
            image={"efficiency": 0.375},
            shadowed=[hidden("a", 10, 0, 1, "overwritten")],
            pairs=[pair(0, 1, "overwritten", 10, 1)],
        ),
    ),
    Case(
        name="overwrite-thrice",
        why="Each copy is hidden by the layer that replaced it, not by the last one.",
        content=archive(tar(file("a", b"1")), tar(file("a", b"22")), tar(file("a", b"333"))),
        expect=report(
            layer(added=1, shadowed=1),
            layer(rewritten=2, shadowed=2, overwritten=1),
            layer(rewritten=3, overwritten=2),
            entries=1,
            shadowed=[hidden("a", 2, 1, 2, "overwritten"), hidden("a", 1, 0, 1, "overwritten")],
            pairs=[pair(1, 2, "overwritten", 2, 1), pair(0, 1, "overwritten", 1, 1)],
        ),
    ),
    Case(
        name="file-becomes-directory",
        why="Case 13: a directory over a file shadows the file.",
        content=archive(tar(file("p", b"p" * 9)), tar(directory("p/"), file("p/q", b"qq"))),
        expect=report(
            layer(added=9, shadowed=9),
            layer(added=2, overwritten=9),
            entries=2,
            shadowed=[hidden("p", 9, 0, 1, "overwritten")],
        ),
    ),
    Case(
        name="directory-becomes-file",
        why="Case 14: a file over a directory shadows the whole subtree.",
        content=archive(
            tar(file("p/q", b"q" * 4), file("p/r/s", b"s" * 3)), tar(file("p", b"P" * 2))
        ),
        expect=report(
            layer(added=7, shadowed=7),
            layer(rewritten=2, overwritten=7),
            entries=1,
            shadowed=[
                hidden("p/q", 4, 0, 1, "overwritten"),
                hidden("p/r/s", 3, 0, 1, "overwritten"),
            ],
            pairs=[pair(0, 1, "overwritten", 7, 2)],
        ),
    ),
    Case(
        name="implicit-parent-over-file",
        why="Case 15: the parents that an entry implies replace a file below.",
        content=archive(tar(file("p", b"p" * 9)), tar(file("p/q/r", b"rr"))),
        expect=report(
            layer(added=9, shadowed=9),
            layer(added=2, overwritten=9),
            entries=3,
            shadowed=[hidden("p", 9, 0, 1, "overwritten")],
            warnings=[warning("entry-below-file", 1, "p/q/r")],
        ),
    ),
    Case(
        name="directories-merge",
        why="Rule 3: a directory over a directory hides nothing.",
        content=archive(
            tar(directory("d/"), file("d/a", b"aa")),
            tar(directory("d/", mode=0o700), file("d/b", b"b")),
        ),
        expect=report(layer(added=2), layer(added=1), entries=3),
    ),
    Case(
        name="symlink-over-directory",
        why="Rule 3: a symlink over a directory (the usr-merge) replaces the whole subtree.",
        content=archive(
            tar(file("bin/sh", b"s" * 8), file("bin/ls", b"l" * 6)),
            tar(symlink("bin", "usr/bin"), file("usr/bin/sh", b"s" * 8)),
        ),
        expect=report(
            layer(added=14, shadowed=14),
            layer(added=8, overwritten=14),
            entries=4,
            shadowed=[
                hidden("bin/sh", 8, 0, 1, "overwritten"),
                hidden("bin/ls", 6, 0, 1, "overwritten"),
            ],
        ),
    ),
    Case(
        name="file-over-symlink",
        why="`rewritten` is content at a path that existed below, even if it had no content there.",
        content=archive(
            tar(symlink("s", "x"), fifo("f"), directory("d/")),
            tar(file("s", b"sss"), file("f", b"ff"), file("d", b"d"), file("n", b"nnnn")),
        ),
        expect=report(layer(), layer(added=4, rewritten=6), entries=4),
    ),
    Case(
        name="symlink-replaced",
        why="COPY --link makes the folders above what it copies anew: those that were symlinks to "
        "folders no longer lead there. What led nowhere or to a file, or was deleted before, is "
        "no such case.",
        content=archive(
            tar(
                file("usr/lib/ld.so", b"l" * 10),
                symlink("lib", "usr/lib"),
                symlink("opt", "/lib"),
                symlink("srv/a", "../usr"),
                symlink("to-file", "usr/lib/ld.so"),
                symlink("to-nothing", "none"),
                symlink("gone", "usr"),
                symlink("loop", "loop"),
            ),
            tar(
                whiteout("gone"),
                *map(
                    directory,
                    ("opt/", "lib/", "srv/", "srv/a/", "to-file/", "to-nothing/", "gone/", "loop/"),
                ),
                file("lib/f", b"f" * 3),
                symlink("own", "usr"),
                directory("own/"),
            ),
        ),
        expect=report(
            layer(added=10),
            layer(added=3),
            warnings=[
                warning("symlink-replaced", 1, "opt"),
                warning("symlink-replaced", 1, "lib"),
                warning("symlink-replaced", 1, "srv/a"),
            ],
        ),
    ),
    Case(
        name="symlinked-parent-entry",
        why="Case 16: `bin/foo` over `bin -> usr/bin` stays literal and is warned about.",
        content=archive(
            tar(file("usr/bin/foo", b"f" * 7), symlink("bin", "usr/bin")),
            tar(file("bin/foo", b"F" * 5)),
        ),
        expect=report(
            layer(added=7),
            layer(added=5),
            entries=5,
            warnings=[warning("symlinked-parent", 1, "bin/foo")],
        ),
    ),
    Case(
        name="symlinked-parent-whiteout",
        why="Case 17: `bin/.wh.a` over `bin -> usr/bin` doesn't reach usr/bin/a; it is warned "
        "about,"
        " and its literal target is absent.",
        content=archive(
            tar(file("usr/bin/a", b"a" * 7), symlink("bin", "usr/bin")), tar(whiteout("bin/a"))
        ),
        expect=report(
            layer(added=7),
            layer(),
            entries=4,
            warnings=[
                warning("symlinked-parent", 1, "bin/.wh.a"),
                warning("absent-whiteout-target", 1, "bin/.wh.a"),
            ],
        ),
    ),
    Case(
        name="directory-replaces-symlink",
        why="A directory entry replaces a symlink in every runtime: what follows below it needs "
        "no warning, but what was reached through the symlink is gone, and that is told.",
        content=archive(
            tar(file("usr/bin/a", b"a" * 7), symlink("bin", "usr/bin")),
            tar(directory("bin/"), file("bin/b", b"b")),
        ),
        expect=report(
            layer(added=7),
            layer(added=1),
            entries=5,
            warnings=[warning("symlink-replaced", 1, "bin")],
        ),
    ),
    Case(
        name="duplicate-entry",
        why="Case 23: of a path that stands twice in a layer the last wins, the earlier is waste.",
        content=archive(tar(file("a", b"1" * 5), file("b", b"b"), file("a", b"2" * 3))),
        expect=report(
            layer(added=4, waste=5, shadowed=5, entries=3),
            entries=2,
            shadowed=[hidden("a", 5, 0, 0, "duplicate-entry")],
            pairs=[pair(0, 0, "duplicate-entry", 5, 1)],
        ),
    ),
    Case(
        name="duplicate-entry-with-subtree",
        why="Rules 3 and 5: what stood under an earlier entry of the same layer is waste as well.",
        content=archive(
            tar(
                file("d/x", b"x" * 4),
                file("d/e/y", b"y" * 2),
                file("d", b"D"),
                file("p", b"p" * 3),
                file("p/q", b"q" * 5),
            )
        ),
        expect=report(
            layer(added=6, waste=9, shadowed=9),
            entries=3,
            shadowed=[
                hidden("d/x", 4, 0, 0, "duplicate-entry"),
                hidden("p", 3, 0, 0, "duplicate-entry"),
                hidden("d/e/y", 2, 0, 0, "duplicate-entry"),
            ],
            pairs=[pair(0, 0, "duplicate-entry", 9, 3)],
            warnings=[warning("entry-below-file", 0, "p/q")],
        ),
    ),
    Case(
        name="duplicate-over-lower-file",
        why="The cause looks at what is there when the layer is done: `a` below is shipped again"
        " unchanged, the copy between is waste.",
        content=archive(tar(file("a", b"X" * 8)), tar(file("a", b"Y" * 5), file("a", b"X" * 8))),
        expect=report(
            layer(added=8, shadowed=8),
            layer(rewritten=8, waste=5, shadowed=5, overwritten=8),
            entries=1,
            shadowed=[
                hidden("a", 8, 0, 1, "metadata-only"),
                hidden("a", 5, 1, 1, "duplicate-entry"),
            ],
        ),
    ),
    Case(
        name="whiteout-and-duplicate",
        why="Whiteouts act on the layers below only: the first `a` of the layer is waste, not "
        "deleted.",
        content=archive(
            tar(file("a", b"X" * 8)), tar(file("a", b"1" * 4), whiteout("a"), file("a", b"2" * 2))
        ),
        expect=report(
            layer(added=8, shadowed=8),
            layer(rewritten=2, waste=4, shadowed=4, whiteout=8),
            entries=1,
            shadowed=[hidden("a", 8, 0, 1, "deleted"), hidden("a", 4, 1, 1, "duplicate-entry")],
            warnings=[warning("whiteout-after-entry", 1, ".wh.a")],
        ),
    ),
]
