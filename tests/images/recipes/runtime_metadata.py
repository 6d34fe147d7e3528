"""Files that runtimes and snapshotters keep in layers (accounting.md, rules 9 and 10)."""

from __future__ import annotations

from support.cases import Case, hidden, layer, report, warning
from support.docker_archives import archive
from support.tar_writer import char_device, directory, file, hardlink, pax, tar, whiteout

CASES = [
    Case(
        name="aufs-bookkeeping",
        why="Rule 9: AUFS bookkeeping at the root is no content; a payload in it counts through a"
        " hardlink to it, once.",
        content=archive(
            tar(
                file(".wh..wh.aufs", b"x" * 3),
                directory(".wh..wh.orph/"),
                directory(".wh..wh.plnk/"),
                file(".wh..wh.plnk/12.34", b"p" * 10),
                file(".wh..wh.plnk/56.78", b"unused"),
                hardlink("a", ".wh..wh.plnk/12.34"),
                hardlink("b", ".wh..wh.plnk/12.34"),
            ),
            tar(whiteout("a")),
        ),
        expect=report(
            layer(added=10, entries=7),
            layer(),
            entries=1,
            biggest=[{"path": "b", "bytes": 10, "layer": 0}],
            warnings=[warning("aufs-bookkeeping", 0, None)],
        ),
    ),
    Case(
        name="aufs-names-elsewhere",
        why="Rule 9: below the root such a name is an ordinary whiteout (of `.wh.plnk`).",
        content=archive(
            tar(file("d/a", b"a" * 4), file("d/b", b"b" * 3)),
            tar(file("d/.wh..wh.plnk"), whiteout("d/b")),
        ),
        expect=report(
            layer(added=7, shadowed=3),
            layer(whiteout=3),
            entries=2,
            shadowed=[hidden("d/b", 3, 0, 1, "deleted")],
            warnings=[warning("absent-whiteout-target", 1, "d/.wh..wh.plnk")],
        ),
    ),
    Case(
        name="estargz-metadata",
        why="Rule 9: eStargz's index and landmark are real bytes, flagged.",
        content=archive(
            tar(
                file("bin/app", b"a" * 10),
                file(".no.prefetch.landmark", b"\x0f"),
                file("stargz.index.json", b'{"version":1}'),
            )
        ),
        expect=report(
            layer(added=24),
            entries=4,
            warnings=[
                warning("estargz-metadata", 0, ".no.prefetch.landmark"),
                warning("estargz-metadata", 0, "stargz.index.json"),
            ],
        ),
    ),
    Case(
        name="estargz-index-behind-the-end",
        why="Rule 9: BuildKit writes eStargz's index behind the tar's end, where nothing unpacks "
        "it: no content, and no reason for a warning.",
        content=archive(
            tar(file("a", b"a" * 10)) + tar(file("stargz.index.json", b"x" * 70_000)),
            tar(file("b", b"b" * 10)) + bytes(9 * 512) + tar(file("stargz.index.json", b"{}")),
        ),
        expect=report(layer(added=10, entries=1), layer(added=10, entries=1), entries=2),
    ),
    Case(
        name="estargz-index-and-more",
        why="What follows eStargz's index behind the tar's end is data that nobody reads.",
        content=archive(tar(file("a", b"a")) + tar(file("stargz.index.json", b"{}")) + b"more"),
        expect=report(
            layer(added=1, entries=1), entries=1, warnings=[warning("data-after-trailer", 0, None)]
        ),
    ),
    Case(
        name="estargz-names-elsewhere",
        why="Rule 9 speaks of eStargz's own files, which stand at the root.",
        content=archive(
            tar(file("doc/stargz.index.json", b"{}"), file("doc/.prefetch.landmark", b"1"))
        ),
        expect=report(layer(added=3), entries=3),
    ),
    Case(
        name="overlay-device",
        why="Rule 10: a character device 0:0 inside a tar is a device, not a whiteout; it is "
        "warned about.",
        content=archive(
            tar(file("a", b"a" * 4), file("b", b"b" * 3)),
            tar(char_device("a", 0, 0), char_device("n", 1, 3)),
        ),
        expect=report(
            layer(added=7, shadowed=4),
            layer(overwritten=4),
            entries=3,
            shadowed=[hidden("a", 4, 0, 1, "overwritten")],
            warnings=[warning("overlay-device-whiteout", 1, "a")],
        ),
    ),
    Case(
        name="overlay-xattrs",
        why="Rule 10: overlay's opaque xattr inside a tar hides nothing; it is warned about.",
        content=archive(
            tar(file("d/a", b"a" * 4), file("e/b", b"b" * 3)),
            tar(
                pax(("SCHILY.xattr.trusted.overlay.opaque", "y")),
                directory("d/"),
                pax(("SCHILY.xattr.user.overlay.opaque", "y"), ("SCHILY.xattr.user.other", "z")),
                directory("e/"),
                pax(("SCHILY.xattr.security.capability", b"\x01\x00\x00\x02\x00\x20")),
                file("ping", b"pp"),
            ),
        ),
        expect=report(
            layer(added=7),
            layer(added=2, entries=3),
            entries=5,
            warnings=[warning("overlay-xattr", 1, "d"), warning("overlay-xattr", 1, "e")],
        ),
    ),
]
