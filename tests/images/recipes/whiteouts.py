"""What whiteouts and opaque markers hide (accounting.md, rules 1, 2 and 4)."""

from __future__ import annotations

from collections.abc import Mapping

from support.cases import Case, hidden, layer, pair, report, warning
from support.docker_archives import archive
from support.tar_writer import directory, file, opaque, tar, whiteout

TREE = tar(
    directory("d/"),
    file("d/a", b"a" * 10),
    directory("d/sub/"),
    file("d/sub/b", b"b" * 20),
    file("top", b"t" * 5),
)
"""35 bytes: d/a, d/sub/b and top; 5 paths."""

OPAQUE_EXPECT = report(
    layer(added=35, shadowed=30),
    layer(added=4, whiteout=30),
    entries=3,
    shadowed=[hidden("d/sub/b", 20, 0, 1, "deleted"), hidden("d/a", 10, 0, 1, "deleted")],
    pairs=[pair(0, 1, "deleted", 30, 2)],
)


def file_and_its_whiteout(*warnings: Mapping[str, object]) -> dict[str, object]:
    return report(
        layer(added=10, shadowed=10),
        layer(rewritten=7, whiteout=10),
        entries=1,
        shadowed=[hidden("a", 10, 0, 1, "deleted")],
        biggest=[{"path": "a", "bytes": 7, "layer": 1}],
        warnings=warnings,
    )


CASES = [
    Case(
        name="whiteout-file",
        why="Case 3: a whiteout shadows the size of the file it hides.",
        content=archive(TREE, tar(directory("d/"), whiteout("d/a"))),
        expect=report(
            layer(added=35, shadowed=10, entries=5),
            layer(whiteout=10, entries=2),
            entries=4,
            shadowed=[hidden("d/a", 10, 0, 1, "deleted")],
            pairs=[pair(0, 1, "deleted", 10, 1)],
        ),
    ),
    Case(
        name="whiteout-directory",
        why="Case 4: a whiteout of a directory shadows the sum of its whole subtree.",
        content=archive(TREE, tar(whiteout("d"))),
        expect=report(
            layer(added=35, shadowed=30),
            layer(whiteout=30),
            entries=1,
            shadowed=[hidden("d/sub/b", 20, 0, 1, "deleted"), hidden("d/a", 10, 0, 1, "deleted")],
            pairs=[pair(0, 1, "deleted", 30, 2)],
        ),
    ),
    Case(
        name="opaque-first",
        why="Case 5: an opaque marker before its siblings hides only what comes from below.",
        content=archive(TREE, tar(directory("d/"), opaque("d"), file("d/new", b"nnnn"))),
        expect=OPAQUE_EXPECT,
    ),
    Case(
        name="opaque-last",
        why="Case 5: an opaque marker after its siblings gives what one before them gives.",
        content=archive(TREE, tar(directory("d/"), file("d/new", b"nnnn"), opaque("d"))),
        expect=OPAQUE_EXPECT,
    ),
    Case(
        name="opaque-keeps-siblings",
        why="Case 6: files and folders that the layer itself adds survive its opaque marker, the"
        " directory too; a path that existed below counts as rewritten.",
        content=archive(TREE, tar(file("d/a", b"A" * 8), file("d/sub/c", b"c" * 3), opaque("d"))),
        expect=report(
            layer(added=35, shadowed=30),
            layer(added=3, rewritten=8, whiteout=30),
            entries=5,
            shadowed=[hidden("d/sub/b", 20, 0, 1, "deleted"), hidden("d/a", 10, 0, 1, "deleted")],
        ),
    ),
    Case(
        name="opaque-root",
        why="Case 7: an opaque marker at the root hides every path below.",
        content=archive(TREE, tar(opaque(), file("only", b"o"))),
        expect=report(
            layer(added=35, shadowed=35),
            layer(added=1, whiteout=35),
            entries=1,
            shadowed=[
                hidden("d/sub/b", 20, 0, 1, "deleted"),
                hidden("d/a", 10, 0, 1, "deleted"),
                hidden("top", 5, 0, 1, "deleted"),
            ],
        ),
    ),
    Case(
        name="whiteout-then-file",
        why="Case 8: a layer that deletes a path and adds it again rewrites it; the file below "
        "was deleted.",
        content=archive(tar(file("a", b"a" * 10)), tar(whiteout("a"), file("a", b"A" * 7))),
        expect=file_and_its_whiteout(),
    ),
    Case(
        name="file-then-whiteout",
        why="Case 8: a whiteout after the file it names never hides that file; engines differ.",
        content=archive(tar(file("a", b"a" * 10)), tar(file("a", b"A" * 7), whiteout("a"))),
        expect=file_and_its_whiteout(warning("whiteout-after-entry", 1, ".wh.a")),
    ),
    Case(
        name="whiteout-then-same-content",
        why="A path that a layer both whites out and adds again was deleted, identical or not.",
        content=archive(tar(file("a", b"a" * 10)), tar(whiteout("a"), file("a", b"a" * 10))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(rewritten=10, whiteout=10),
            shadowed=[hidden("a", 10, 0, 1, "deleted")],
        ),
    ),
    Case(
        name="whiteout-and-new-directory",
        why="Case 9: a whiteout of a directory that the layer makes anew hides the old children;"
        " engines on overlay show them.",
        content=archive(TREE, tar(whiteout("d"), directory("d/"), file("d/a", b"A" * 2))),
        expect=report(
            layer(added=35, shadowed=30),
            layer(rewritten=2, whiteout=30),
            entries=3,
            shadowed=[hidden("d/sub/b", 20, 0, 1, "deleted"), hidden("d/a", 10, 0, 1, "deleted")],
            warnings=[warning("recreated-folder", 1, "d")],
        ),
    ),
    Case(
        name="whiteouts-nested",
        why="Case 10: a file that three markers of one layer hide is counted once; engines "
        "refuse a whiteout after markers below it.",
        content=archive(TREE, tar(whiteout("d/sub/b"), opaque("d/sub"), whiteout("d"))),
        expect=report(
            layer(added=35, shadowed=30),
            layer(whiteout=30, entries=3),
            entries=1,
            shadowed=[hidden("d/sub/b", 20, 0, 1, "deleted"), hidden("d/a", 10, 0, 1, "deleted")],
            warnings=[warning("whiteout-after-entry", 1, ".wh.d")],
        ),
    ),
    Case(
        name="whiteout-twice",
        why="What is deleted already can't be deleted again: the first layer that hid it is named.",
        content=archive(TREE, tar(whiteout("d/a")), tar(whiteout("d/a"))),
        expect=report(
            layer(added=35, shadowed=10),
            layer(whiteout=10),
            layer(),
            entries=4,
            shadowed=[hidden("d/a", 10, 0, 1, "deleted")],
            warnings=[warning("absent-whiteout-target", 2, "d/.wh.a")],
        ),
    ),
    Case(
        name="opaque-keeps-new-content-of-later-layers",
        why="Rule 2: an opaque marker acts on the layers below, never on those above.",
        content=archive(TREE, tar(opaque("d")), tar(file("d/a", b"again"))),
        expect=report(
            layer(added=35, shadowed=30),
            layer(whiteout=30),
            layer(added=5),
            entries=3,
            shadowed=[hidden("d/sub/b", 20, 0, 1, "deleted"), hidden("d/a", 10, 0, 1, "deleted")],
        ),
    ),
]
