"""Layers that engines refuse or unpack in another way than the specification (rule 11).

What Docker 20.10, Docker 26 with both stores and Podman 4.3 with overlay and vfs made of such
layers is the reason for each warning, and for its absence.
"""

from __future__ import annotations

from typing import Any

from support.cases import Case, warning
from support.docker_archives import archive
from support.tar_writer import char_device, directory, fifo, file, opaque, symlink, tar, whiteout

FOLDER = tar(directory("d/"), file("d/old", b"o" * 10), file("keep", b"k"))
FILE = tar(file("p", b"p" * 9))
NESTED = tar(directory("p/"), directory("p/d/"), file("p/d/old", b"o" * 10))


def case(name: str, why: str, below: bytes, above: bytes, *warnings: dict[str, Any]) -> Case:
    """Two layers; the numbers of such layers are held by other cases and by the naive replay."""
    expect = {"warnings": list(warnings)}
    return Case(name=f"engines-{name}", why=why, content=archive(below, above), expect=expect)


RECREATED = [
    case(
        "recreated-folder-opaque",
        "An opaque marker in the new folder hides what was below, with every engine.",
        FOLDER,
        tar(whiteout("d"), directory("d/"), opaque("d"), file("d/new")),
    ),
    case(
        "recreated-folder-all-replaced",
        "Nothing shows again where the new folder has all names of the old one.",
        FOLDER,
        tar(whiteout("d"), directory("d/"), file("d/old")),
    ),
    case(
        "recreated-folder-own-whiteouts",
        "Nothing shows again where the layer also deletes each file of the old folder.",
        FOLDER,
        tar(whiteout("d"), directory("d/"), whiteout("d/old"), file("d/new")),
    ),
    case(
        "recreated-folder-in-opaque-folder",
        "Nothing shows again in a folder whose parent is opaque.",
        NESTED,
        tar(directory("p/"), opaque("p"), whiteout("p/d"), directory("p/d/"), file("p/d/new")),
    ),
    case(
        "recreated-folder-over-empty",
        "An empty folder has nothing to show again.",
        tar(directory("d/")),
        tar(whiteout("d"), directory("d/"), file("d/new")),
    ),
    case(
        "recreated-folder-over-file",
        "A new folder hides a file below, whatever else the layer says.",
        FILE,
        tar(whiteout("p"), directory("p/"), file("p/new")),
    ),
    case(
        "recreated-folder-nested",
        "What shows again may be deep in the folder; the outermost folder is named.",
        NESTED,
        tar(whiteout("p"), directory("p/"), directory("p/d/"), file("p/d/new")),
        warning("recreated-folder", 1, "p"),
    ),
    case(
        "recreated-folder-inner-folder",
        "A folder in the old one shows again, even if it is empty.",
        tar(directory("d/"), directory("d/e/")),
        tar(whiteout("d"), directory("d/")),
        warning("recreated-folder", 1, "d"),
    ),
    case(
        "recreated-folder-after-file",
        "A file that hides the folder for a moment doesn't hide it from overlay.",
        FOLDER,
        tar(file("d"), directory("d/"), file("d/new")),
        warning("recreated-folder", 1, "d"),
    ),
    case(
        "recreated-folder-hundreds",
        "At most 100 warnings of a code are kept.",
        tar(*(file(f"d{number}/old") for number in range(103))),
        tar(*(whiteout(f"d{n}") + directory(f"d{n}/") for n in range(103))),
        *(warning("recreated-folder", 1, f"d{number}") for number in range(100)),
        warning("recreated-folder", 1, None),
    ),
]
AFTER_ENTRY = [
    case(
        f"whiteout-after-{name}",
        "Where something of the layer is at or below the path, overlay can't make a whiteout.",
        FOLDER,
        tar(entry, whiteout(hidden)),
        *more,
        warning("whiteout-after-entry", 1, f".wh.{hidden}"),
    )
    for name, entry, hidden, more in (
        ("folder", directory("d/") + file("d/new"), "d", []),
        ("implied-folder", file("d/e/new"), "d", []),
        ("marker-below", opaque("d"), "d", []),
        ("symlink", symlink("s", "d"), "s", [warning("absent-whiteout-target", 1, ".wh.s")]),
        ("itself", whiteout("keep"), "keep", []),
    )
]
ABOVE_ENTRY = [
    case(
        f"whiteout-above-{name}",
        "Below a whiteout, overlay has no folder to put anything in.",
        FOLDER,
        tar(whiteout("d"), *entries),
        warning("whiteout-above-entry", 1, ".wh.d"),
    )
    for name, entries in (
        ("file", [file("d/new")]),
        ("folder", [directory("d/e/"), file("d/e/new")]),
        ("late-folder", [file("d/new"), directory("d/")]),
        ("opaque-marker", [opaque("d"), directory("d/")]),
        ("whiteout", [whiteout("d/old")]),
    )
]
BELOW_FILE = [
    case(
        f"below-{name}",
        "Overlay makes a folder of a lower file that has entries below it, others refuse that.",
        below,
        tar(*entries),
        *more,
        *([warning("entry-below-file", 1, path)] if path else []),
    )
    for name, below, entries, path, more in (
        ("device", tar(char_device("p", 1, 3)), [file("p/q")], "p/q", []),
        ("fifo", tar(fifo("p")), [directory("p/q/"), file("p/q/r"), file("p/s")], "p/q", []),
        ("file-opaque", FILE, [opaque("p")], "p/.wh..wh..opq", []),
        ("file-late-folder", FILE, [file("p/q"), directory("p/")], "p/q", []),
        ("file-with-folder", FILE, [directory("p/"), file("p/q")], None, []),
        ("own-file-marker", FOLDER, [file("d"), whiteout("d/old")], "d/.wh.old", []),
    )
]
CASES = [*RECREATED, *AFTER_ENTRY, *ABOVE_ENTRY, *BELOW_FILE]
