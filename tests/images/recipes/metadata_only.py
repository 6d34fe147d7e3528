"""Identical content shipped again at the same path (accounting.md, cause `metadata-only`)."""

from __future__ import annotations

from support.cases import Case, hidden, layer, pair, report
from support.docker_archives import archive, docker_24
from support.tar_writer import directory, file, hardlink, tar

TWO_FILES = tar(directory("d/"), file("d/a", b"a" * 10), file("d/b", b"b" * 20))

CASES = [
    Case(
        name="recursive-chmod",
        why="Case 22: a recursive chmod ships every byte again: all are `metadata-only`.",
        content=archive(
            TWO_FILES,
            tar(
                directory("d/", mode=0o700),
                file("d/a", b"a" * 10, mode=0o600),
                file("d/b", b"b" * 20, mode=0o600),
            ),
        ),
        expect=report(
            layer(added=30, shadowed=30),
            layer(rewritten=30, overwritten=30),
            entries=3,
            image={"efficiency": 0.5},
            shadowed=[
                hidden("d/b", 20, 0, 1, "metadata-only"),
                hidden("d/a", 10, 0, 1, "metadata-only"),
            ],
            pairs=[pair(0, 1, "metadata-only", 30, 2)],
        ),
    ),
    Case(
        name="same-size-other-content",
        why="Equal sizes are not equal content: `d/b` differs in its last byte and was "
        "overwritten.",
        content=archive(
            TWO_FILES, tar(file("d/a", b"a" * 10, mtime=99), file("d/b", b"b" * 19 + b"B"))
        ),
        expect=report(
            layer(added=30, shadowed=30),
            layer(rewritten=30, overwritten=30),
            shadowed=[
                hidden("d/b", 20, 0, 1, "overwritten"),
                hidden("d/a", 10, 0, 1, "metadata-only"),
            ],
            pairs=[pair(0, 1, "overwritten", 20, 1), pair(0, 1, "metadata-only", 10, 1)],
        ),
    ),
    Case(
        name="chmod-of-hardlinked-files",
        why="A chmod of an inode with two names ships it once again; both names say "
        "`metadata-only`.",
        content=archive(
            tar(file("a", b"i" * 10), hardlink("b", "a")),
            tar(file("a", b"i" * 10, mode=0o600), hardlink("b", "a", mode=0o600)),
        ),
        expect=report(
            layer(added=10, shadowed=10),
            layer(rewritten=10, overwritten=10),
            entries=2,
            shadowed=[hidden("a", 10, 0, 1, "metadata-only")],
        ),
    ),
    Case(
        name="move-to-another-path",
        why="The same content at another path is a copy, not `metadata-only`.",
        content=archive(tar(file("a", b"i" * 10)), tar(file("a", b"j" * 10), file("b", b"i" * 10))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(added=10, rewritten=10, overwritten=10),
            shadowed=[hidden("a", 10, 0, 1, "overwritten")],
        ),
    ),
    Case(
        name="layer-repeated",
        why="A layer that stands twice in an image hides its own first copy as `metadata-only`.",
        content=docker_24([TWO_FILES, TWO_FILES]),
        expect=report(
            layer(added=30, shadowed=30, tar_bytes=3584),
            layer(rewritten=30, overwritten=30, tar_bytes=3584),
            entries=3,
            shadowed=[
                hidden("d/b", 20, 0, 1, "metadata-only"),
                hidden("d/a", 10, 0, 1, "metadata-only"),
            ],
        ),
    ),
    Case(
        name="content-restored-later",
        why="Only the copy that a layer replaces itself is compared: 0 and 2 are equal, yet 1 "
        "replaced 0.",
        content=archive(
            tar(file("a", b"x" * 10)), tar(file("a", b"y" * 10)), tar(file("a", b"x" * 10))
        ),
        expect=report(
            layer(added=10, shadowed=10),
            layer(rewritten=10, shadowed=10, overwritten=10),
            layer(rewritten=10, overwritten=10),
            shadowed=[hidden("a", 10, 0, 1, "overwritten"), hidden("a", 10, 1, 2, "overwritten")],
        ),
    ),
]
