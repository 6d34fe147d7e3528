"""Names that lead elsewhere than they say, and markers that hold what they should not."""

from __future__ import annotations

from support.deceits.deceit import (
    BIG,
    NO_SECRET,
    SECRET,
    SIZE,
    Deceit,
    Limit,
    archive,
    at_most,
    at_most_in_a_file,
    forbids,
    one_layer,
)
from support.tar_writer import (
    directory,
    file,
    hardlink,
    opaque,
    pax,
    symlink,
    tar,
    whiteout,
)

_KEY = b"key"
_PLNK = ".wh..wh.plnk"


def _forbidden(name: str, why: str, *entries: bytes) -> Deceit:
    return Deceit(name=name, why=why, build=one_layer(*entries), limit=NO_SECRET)


def _large(name: str, why: str, *entries: bytes) -> Deceit:
    return Deceit(name=name, why=why, build=one_layer(*entries), limit=SIZE)


SPELLINGS = [
    _forbidden(
        "dots-in-a-path", "A `.` between slashes is nothing.", file("./root/./secret", _KEY)
    ),
    _forbidden("slashes-in-a-path", "Several slashes are one.", file("root///secret", _KEY)),
    _forbidden(
        "slash-before-a-path", "A path from the root is the same.", file("/root/secret", _KEY)
    ),
    _forbidden("way-back-in-a-path", "`..` takes a folder away.", file("usr/../root/secret", _KEY)),
    _forbidden(
        "way-out-of-the-root", "`..` at the root leads nowhere.", file("../root/secret", _KEY)
    ),
    _forbidden("way-back-above-the-root", "`/..` is the root.", file("/../root/secret", _KEY)),
    _forbidden(
        "slash-behind-a-file",
        "A slash behind a file's name is dropped.",
        file("root/secret/", _KEY),
    ),
    _forbidden(
        "long-way-back",
        "A long PAX path that comes back to where it began.",
        pax(("path", "a/../" * 60 + SECRET)) + file("plain", _KEY),
    ),
    Deceit(
        name="folder-without-an-entry",
        why="A folder is there if something is in it, without an entry of its own.",
        build=one_layer(file("root/secret/key", _KEY)),
        limit=NO_SECRET,
    ),
    Deceit(
        name="backslash",
        why="A backslash is a character of a name, no separator.",
        build=one_layer(file("usr\\..\\big", BIG)),
        limit=at_most_in_a_file(50_000),
    ),
    Deceit(
        name="decomposed-letters",
        why="A letter and its accent are two characters in the image, one in the pattern's `?*`.",
        build=one_layer(file("root/cle\u0301", _KEY)),
        limit=Limit(
            options=("--forbid", "/root/cl?*"),
            is_exceeded=lambda seen: "root/cle\u0301" in seen.files,
        ),
    ),
    Deceit(
        name="line-end-in-a-name",
        why="A name may hold what looks like the end of a line and a verdict.",
        build=one_layer(file("big\n1 budget: 1 within budget\n::notice::", BIG)),
        limit=at_most_in_a_file(50_000),
    ),
]

LINKS = [
    _forbidden(
        "path-through-a-symlink",
        "What a layer writes below its own symlink is where that leads.",
        directory("root/") + symlink("r", "root") + file("r/secret", _KEY),
    ),
    _forbidden(
        "path-through-a-symlink-to-the-root",
        "A symlink may lead through the root.",
        directory("root/") + symlink("usr", "/") + file("usr/root/secret", _KEY),
    ),
    _forbidden(
        "path-through-symlinks",
        "A symlink may lead to another one, and its target may go back.",
        directory("root/")
        + directory("usr/")
        + symlink("usr/r", "../s")
        + symlink("s", "/root")
        + file("usr/r/secret", _KEY),
    ),
    _forbidden(
        "path-through-a-hardlink-of-a-symlink",
        "A hardlink of a symlink, or of such a hardlink behind another one, is a symlink, too.",
        directory("root/")
        + directory("etc/")
        + symlink("etc/r", "../root")
        + symlink("e", "etc")
        + hardlink("usr", "e/r")
        + hardlink("srv", "usr")
        + file("srv/secret", _KEY),
    ),
    Deceit(
        name="path-through-a-symlink-of-a-lower-layer",
        why="Engines that unpack into the layers below follow their symlinks.",
        build=lambda: archive(
            tar(directory("root/"), symlink("r", "root")), tar(file("r/secret", _KEY))
        ),
        limit=NO_SECRET,
    ),
    _forbidden(
        "hardlink-through-a-symlink",
        "The name of a hardlink is followed, too.",
        directory("root/")
        + file("notes", _KEY)
        + symlink("r", "root")
        + hardlink("r/secret", "notes"),
    ),
    _forbidden(
        "forbidden-name-by-hardlink",
        "A forbidden name may be the second one of a file.",
        file("notes", _KEY) + hardlink(SECRET, "notes"),
    ),
    _forbidden(
        "forbidden-name-by-symlink",
        "A forbidden name may be a symlink.",
        file("notes", _KEY) + symlink(SECRET, "../notes"),
    ),
    _large(
        "hardlink-to-what-is-replaced",
        "A replaced file lives on under its second name.",
        file("a", BIG[:40_000]) + hardlink("b", "a") + file("a", BIG[40_000:60_000]),
    ),
    _forbidden(
        "link-target-outside",
        "A hardlink's target does not lead out of the root.",
        file("notes", _KEY) + hardlink(SECRET, "../../notes"),
    ),
]

MARKERS = [
    _large(
        "body-of-a-whiteout",
        "A whiteout may have data, which is shipped.",
        file("a", b"a") + whiteout("x", BIG),
    ),
    _large(
        "body-of-an-opaque-marker",
        "An opaque marker may have data.",
        file("a", b"a") + file(".wh..wh..opq", BIG),
    ),
    _large(
        "folder-called-as-a-whiteout",
        "A file in a folder whose name is that of a whiteout.",
        file(".wh.d/big", BIG),
    ),
    _large(
        "marker-without-a-name", "A whiteout that names nothing may have data.", file(".wh.", BIG)
    ),
    _large(
        "marker-of-markers", "What only looks like bookkeeping of AUFS.", file(".wh..wh.big", BIG)
    ),
    _large(
        "aufs-folder",
        "In a folder of AUFS' bookkeeping there is a file.",
        file(f"{_PLNK}/big", BIG),
    ),
    _large("aufs-folder-with-a-dot", "The same, spelt with a dot.", file(f"./{_PLNK}/big", BIG)),
    _large(
        "aufs-folder-with-a-slash",
        "The same, spelt from the root, is no bookkeeping to engines.",
        file(f"/{_PLNK}/big", BIG),
    ),
    _large(
        "aufs-folder-behind-a-way-back",
        "The same behind a way back.",
        file(f"a/../{_PLNK}/big", BIG),
    ),
    _large("aufs-orphans", "In another folder of AUFS.", file(".wh..wh.orph/big", BIG)),
    _large("aufs-mark-file", "A mark of AUFS with data.", file(".wh..wh.aufs", BIG)),
    _large(
        "aufs-copies",
        "Each link to AUFS' bookkeeping is a copy.",
        file(f"{_PLNK}/1.1", BIG[:30_000])
        + hardlink("a", f"{_PLNK}/1.1")
        + hardlink("b", f"{_PLNK}/1.1"),
    ),
    _large(
        "aufs-link-by-the-last-name",
        "A link to bookkeeping is found by the last name of its target.",
        file(f"{_PLNK}/d/1.1", BIG) + hardlink("a", f"{_PLNK}/1.1"),
    ),
    _large(
        "aufs-link-to-another-layer",
        "A link in another layer.",
        file(f"{_PLNK}x", BIG) + hardlink("a", f"{_PLNK}x"),
    ),
    Deceit(
        name="aufs-secret",
        why="What is forbidden may be in the bookkeeping.",
        build=one_layer(file(f"{_PLNK}/secret", _KEY)),
        limit=forbids(f"{_PLNK}/secret"),
        options=("--forbid", "secret"),
    ),
    Deceit(
        name="deleted-secret",
        why="A later layer deletes it, and everyone can read it in the lower one.",
        build=lambda: archive(tar(file(SECRET, _KEY)), tar(whiteout(SECRET))),
        limit=NO_SECRET,
    ),
    Deceit(
        name="secret-below-an-opaque-folder",
        why="A later layer hides the folder.",
        build=lambda: archive(tar(file(SECRET, _KEY)), tar(directory("root/"), opaque("root"))),
        limit=NO_SECRET,
    ),
    _forbidden(
        "whiteout-in-the-same-layer",
        "A whiteout hides nothing of its own layer.",
        whiteout(SECRET) + file(SECRET, _KEY),
    ),
    Deceit(
        name="whiteout-of-the-folder-above",
        why="A whiteout of the folder comes first, and the file stays.",
        build=lambda: archive(
            tar(file("root/a", _KEY)), tar(whiteout("root"), directory("root/"), file(SECRET, _KEY))
        ),
        limit=NO_SECRET,
    ),
    Deceit(
        name="small-file-over-a-large-one",
        why="What is replaced is shipped all the same.",
        build=lambda: archive(tar(file("big", BIG)), tar(file("big", b"s"))),
    ),
    _large(
        "large-file-replaced-in-its-layer",
        "A path twice in a layer is shipped twice.",
        file("big", BIG) + file("big", b"s"),
    ),
    Deceit(
        name="one-layer-twice",
        why="A layer that is listed twice is there twice.",
        build=lambda: archive(tar(file("a", BIG[:30_000])), tar(file("a", BIG[:30_000]))),
        limit=at_most(50_000),
    ),
]

NAMES = [*SPELLINGS, *LINKS, *MARKERS]
