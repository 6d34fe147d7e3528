"""Hardlinks name an inode (accounting.md, rule 7)."""

from __future__ import annotations

from support.cases import Case, hidden, layer, pair, report, warning
from support.docker_archives import archive
from support.tar_writer import directory, file, hardlink, symlink, tar, whiteout

LINKED = tar(file("a", b"i" * 10), hardlink("b", "a"))
"""One inode of 10 bytes with the names a and b."""

CASES = [
    Case(
        name="hardlinks-in-a-layer",
        why="Case 18: an inode with three names, one by a link to a link, is counted once, under "
        "the smallest.",
        content=archive(tar(file("m", b"i" * 10), hardlink("z", "m"), hardlink("d/c", "z"))),
        expect=report(
            layer(added=10, entries=3),
            entries=4,
            biggest=[{"path": "d/c", "bytes": 10, "layer": 0}],
        ),
    ),
    Case(
        name="hardlink-one-name-deleted",
        why="Case 19: deleting one of two names shadows nothing.",
        content=archive(LINKED, tar(whiteout("a"))),
        expect=report(
            layer(added=10), layer(), entries=1, biggest=[{"path": "b", "bytes": 10, "layer": 0}]
        ),
    ),
    Case(
        name="hardlink-both-names-deleted",
        why="Case 19: deleting both names shadows the inode once, under the smaller name.",
        content=archive(LINKED, tar(whiteout("b"), whiteout("a"))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(whiteout=10),
            entries=0,
            shadowed=[hidden("a", 10, 0, 1, "deleted")],
            pairs=[pair(0, 1, "deleted", 10, 1)],
        ),
    ),
    Case(
        name="hardlink-names-die-in-two-layers",
        why="Rule 7: the bytes are shadowed by the layer that takes the last name, under that "
        "name.",
        content=archive(LINKED, tar(whiteout("a")), tar(file("b", b"B" * 3))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(),
            layer(rewritten=3, overwritten=10),
            entries=1,
            shadowed=[hidden("b", 10, 0, 2, "overwritten")],
        ),
    ),
    Case(
        name="hardlink-names-die-differently",
        why="Rule 7: in one layer a is overwritten and b deleted; the last death counts, and"
        " whiteouts come before entries.",
        content=archive(LINKED, tar(file("a", b"A" * 4), whiteout("b"))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(rewritten=4, overwritten=10),
            entries=1,
            shadowed=[hidden("a", 10, 0, 1, "overwritten")],
        ),
    ),
    Case(
        name="hardlink-names-replaced-differently",
        why="Rule 7: a is shipped again unchanged, then b changed: the last death is that of b.",
        content=archive(LINKED, tar(file("a", b"i" * 10), file("b", b"B" * 4))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(rewritten=14, overwritten=10),
            entries=2,
            shadowed=[hidden("b", 10, 0, 1, "overwritten")],
        ),
    ),
    Case(
        name="hardlink-to-lower-layer",
        why="Case 20: a link to a lower layer's file adds 0 bytes and is warned about.",
        content=archive(tar(file("a", b"i" * 10)), tar(hardlink("b", "a"))),
        expect=report(
            layer(added=10),
            layer(),
            entries=2,
            biggest=[{"path": "a", "bytes": 10, "layer": 0}],
            warnings=[warning("hardlink-to-lower-layer", 1, "b")],
        ),
    ),
    Case(
        name="hardlink-keeps-lower-inode-alive",
        why="Rule 7: such a link keeps the inode alive when the name below is overwritten later.",
        content=archive(
            tar(file("a", b"i" * 10)), tar(hardlink("b", "a")), tar(file("a", b"A" * 4))
        ),
        expect=report(
            layer(added=10),
            layer(),
            layer(rewritten=4),
            entries=2,
            biggest=[{"path": "b", "bytes": 10, "layer": 0}, {"path": "a", "bytes": 4, "layer": 2}],
            warnings=[warning("hardlink-to-lower-layer", 1, "b")],
        ),
    ),
    Case(
        name="hardlink-to-whited-out-target",
        why="Rule 7: if the layer whites the target out, the link is a path of 0 bytes.",
        content=archive(tar(file("a", b"i" * 10)), tar(hardlink("b", "a"), whiteout("a"))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(whiteout=10),
            entries=1,
            shadowed=[hidden("a", 10, 0, 1, "deleted")],
            warnings=[warning("hardlink-target-missing", 1, "b")],
        ),
    ),
    Case(
        name="hardlink-to-nothing",
        why="Rule 7: a link without a target is a path of 0 bytes, with a warning.",
        content=archive(tar(file("a", b"i" * 10), hardlink("b", "none"))),
        expect=report(
            layer(added=10), entries=2, warnings=[warning("hardlink-target-missing", 0, "b")]
        ),
    ),
    Case(
        name="hardlink-before-its-target",
        why="Entries are added in order: a target that comes only later is not there yet.",
        content=archive(tar(hardlink("b", "a"), file("a", b"i" * 10))),
        expect=report(
            layer(added=10), entries=2, warnings=[warning("hardlink-target-missing", 0, "b")]
        ),
    ),
    Case(
        name="hardlink-with-a-size",
        why="Case 21: a link's header size is ignored; no payload follows it, nor a directory's.",
        content=archive(
            tar(
                file("a", b"i" * 10),
                hardlink("b", "a", size=10),
                directory("d/", size=4096),
                symlink("s", "a", size=1),
                file("after", b"ok"),
            )
        ),
        expect=report(layer(added=12, entries=5), entries=5),
    ),
    Case(
        name="hardlink-outlives-its-first-name",
        why="Rule 5: `a`, `b` linked to it, `a` again: the first inode lives on as `b`, no waste.",
        content=archive(tar(file("a", b"1" * 10), hardlink("b", "a"), file("a", b"2" * 3))),
        expect=report(
            layer(added=13),
            entries=2,
            biggest=[{"path": "b", "bytes": 10, "layer": 0}, {"path": "a", "bytes": 3, "layer": 0}],
        ),
    ),
    Case(
        name="hardlink-follows-the-current-inode",
        why="A link names what stands at the target when it comes: the second `a`, not the first.",
        content=archive(
            tar(file("a", b"1" * 10), file("a", b"2" * 3), hardlink("b", "a")), tar(whiteout("a"))
        ),
        expect=report(
            layer(added=3, waste=10, shadowed=10),
            layer(),
            entries=1,
            shadowed=[hidden("a", 10, 0, 0, "duplicate-entry")],
            biggest=[{"path": "b", "bytes": 3, "layer": 0}],
        ),
    ),
    Case(
        name="hardlink-names-die-in-a-directory",
        why="A subtree that goes takes a name with it; the inode lives on under its name outside.",
        content=archive(
            tar(
                file("d/a", b"i" * 10),
                hardlink("d/b", "d/a"),
                hardlink("out", "d/b"),
                file("d/c", b"ccc"),
            ),
            tar(whiteout("d")),
        ),
        expect=report(
            layer(added=13, shadowed=3),
            layer(whiteout=3),
            entries=1,
            shadowed=[hidden("d/c", 3, 0, 1, "deleted")],
            biggest=[{"path": "out", "bytes": 10, "layer": 0}],
        ),
    ),
    Case(
        name="hardlink-target-name-forms",
        why="Rule 6 holds for link targets too: `./d/a` and `/d//a` are `d/a`.",
        content=archive(
            tar(file("d/a", b"i" * 10), hardlink("b", "./d/a"), hardlink("c", "/d//a"))
        ),
        expect=report(layer(added=10), entries=4),
    ),
    Case(
        name="hardlink-over-a-lower-file",
        why="A link that replaces a lower file by another inode overwrites it.",
        content=archive(tar(file("a", b"i" * 10)), tar(file("n", b"N" * 4), hardlink("a", "n"))),
        expect=report(
            layer(added=10, shadowed=10),
            layer(rewritten=4, overwritten=10),
            entries=2,
            shadowed=[hidden("a", 10, 0, 1, "overwritten")],
        ),
    ),
    Case(
        name="hardlink-to-a-lower-file-between-two-of-its-name",
        why="No file of that name existed below: what a link of the same layer put there is new.",
        content=archive(
            tar(file("a", b"i")),
            tar(file("b", b"1" * 3), hardlink("b", "a"), file("b", b"2" * 4)),
        ),
        expect=report(
            layer(added=1),
            layer(added=4, waste=3, shadowed=3),
            entries=2,
            shadowed=[hidden("b", 3, 1, 1, "duplicate-entry")],
            warnings=[warning("hardlink-to-lower-layer", 1, "b")],
        ),
    ),
    Case(
        name="hardlink-into-a-store",
        why="Files are shown under the names that people know, not under the object of ostree, "
        "the cache of uv, the store of pnpm or Nix that they are links to.",
        content=archive(
            tar(
                file("sysroot/ostree/repo/objects/20/a5.file", b"o" * 9),
                hardlink("usr/bin/tool", "sysroot/ostree/repo/objects/20/a5.file"),
                file("root/.cache/uv/archive-v0/x/a.py", b"u" * 8),
                hardlink("venv/a.py", "root/.cache/uv/archive-v0/x/a.py"),
                file("home/me/.local/share/pnpm/store/v3/files/1", b"p" * 7),
                hardlink("srv/node_modules/a.js", "home/me/.local/share/pnpm/store/v3/files/1"),
                file("nix/store/.links/0", b"n" * 6),
                hardlink("nix/store/x-a/bin/a", "nix/store/.links/0"),
                file("a/.pnpm-store/v3/1", b"m" * 5),
                hardlink("b", "a/.pnpm-store/v3/1"),
                file("root/.cache/2", b"c" * 4),
                hardlink("root/.cache/1", "root/.cache/2"),
                file("home/.cache/1", b"h" * 3),
                hardlink("z", "home/.cache/1"),
            )
        ),
        expect=report(
            layer(added=42, entries=14),
            biggest=[
                {"path": "usr/bin/tool", "bytes": 9, "layer": 0},
                {"path": "venv/a.py", "bytes": 8, "layer": 0},
                {"path": "srv/node_modules/a.js", "bytes": 7, "layer": 0},
                {"path": "nix/store/x-a/bin/a", "bytes": 6, "layer": 0},
                {"path": "b", "bytes": 5, "layer": 0},
                {"path": "root/.cache/1", "bytes": 4, "layer": 0},
                {"path": "home/.cache/1", "bytes": 3, "layer": 0},
            ],
        ),
    ),
    Case(
        name="hardlink-of-a-store-hidden",
        why="A file that is gone is shown under the name outside the store, if both went together.",
        content=archive(
            tar(
                file("ostree/repo/objects/1.file", b"o" * 9),
                hardlink("usr/tool", "ostree/repo/objects/1.file"),
            ),
            tar(whiteout("ostree"), whiteout("usr")),
        ),
        expect=report(
            layer(added=9, shadowed=9),
            layer(whiteout=9),
            entries=0,
            shadowed=[hidden("usr/tool", 9, 0, 1, "deleted")],
        ),
    ),
    Case(
        name="hardlink-name-of-a-moment",
        why="A layer is judged by its net effect: b is a name of the file below only until the "
        "layer replaces it, so the file is shown as z.",
        content=archive(
            tar(file("z", b"i" * 10)),
            tar(hardlink("b", "z"), file("b", b"new"), file("z", b"other")),
        ),
        expect=report(
            layer(added=10, shadowed=10),
            layer(added=3, rewritten=5, overwritten=10, entries=3),
            entries=2,
            shadowed=[hidden("z", 10, 0, 1, "overwritten")],
            warnings=[warning("hardlink-to-lower-layer", 1, "b")],
        ),
    ),
]
