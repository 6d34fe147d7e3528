"""Images and targets made so that what is extracted would leave the target, or harm who does it.

Each is built in memory. `{out}` in a layer's names stands for a folder beside the target, with a
file `victim` in it that must not change.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from support.sparse_entries import gnu_sparse
from support.tar_writer import (
    base256,
    char_device,
    directory,
    fifo,
    file,
    gnu_long,
    hardlink,
    header,
    opaque,
    pax,
    symlink,
    whiteout,
)

Layers = Callable[[str], Sequence[Sequence[bytes]]]
"""From the path of the folder outside to the layers' entries."""
ROOT = ("/",)


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """An extraction, and what must come of it."""

    layers: Layers
    paths: Sequence[str] = ROOT
    options: Sequence[str] = ()
    prepare: Callable[[Path, Path], object] | None = None
    """Makes what is there before, of the target and the folder outside."""
    written: Mapping[str, bytes | str | None] = field(default_factory=dict)
    """Paths in the target to a file's data, a link's target (text), or `None` for a folder."""
    absent: Sequence[str] = ()
    said: Sequence[str] = ()
    """Parts of what stands on standard error."""
    exit_code: int = 0


def _outside(names: Callable[[str], Sequence[bytes]]) -> Layers:
    return lambda outside: [names(outside)]


def _plain(*layers: Sequence[bytes]) -> Layers:
    return lambda _outside: layers


def _deep(levels: int) -> bytes:
    path = "/".join(["d"] * levels) + "/x"
    return gnu_long(path) + file("x", b"deep")


def _block_device(name: str) -> bytes:
    return header(name, kind=b"4", device=(8, 0))


NAMES: dict[str, Hostile] = {
    "absolute name": Hostile(
        layers=_outside(lambda outside: [file(f"{outside}/victim", b"evil"), file("a", b"a")]),
        written={"{outside}/victim": b"evil", "a": b"a"},
    ),
    "name with ..": Hostile(
        layers=_plain([file("../../outside/victim", b"evil")]),
        written={"outside/victim": b"evil"},
    ),
    "name with .. in its middle": Hostile(
        layers=_plain([directory("a/"), file("a/../../outside/victim", b"evil")]),
        written={"outside/victim": b"evil", "a": None},
    ),
    "name with .. in a PAX record": Hostile(
        layers=_plain([pax(("path", "x/../../../outside/victim")) + file("a", b"evil")]),
        written={"outside/victim": b"evil"},
    ),
    "names of nothing but dots": Hostile(
        layers=_plain([file("..", b"1"), file(".", b"2"), file("../", b"3"), file("a", b"a")]),
        written={"a": b"a"},
    ),
    "name with many slashes": Hostile(
        layers=_plain([file("//etc//./passwd", b"evil")]), written={"etc/passwd": b"evil"}
    ),
    "NUL in a name": Hostile(
        layers=_plain([pax(("path", "a\0/../../outside/victim")) + file("b", b"evil")]),
        exit_code=2,
    ),
    "newline, escape and direction marks in names": Hostile(
        layers=_plain([file("a\nb\x1b[2J\u202e", b"1"), file("c\r\t", b"2")]),
        written={"a\nb\x1b[2J\u202e": b"1", "c\r\t": b"2"},
    ),
    "names that are not UTF-8": Hostile(
        layers=_plain([file(b"\xff\xfe", b"1"), file(b"a\x80", b"2")]),
        written={os.fsdecode(b"\xff\xfe"): b"1", os.fsdecode(b"a\x80"): b"2"},
    ),
    "names that mean something to Windows": Hostile(
        layers=_plain([file("..\\..\\victim", b"1"), file("C:x", b"2"), file("nul", b"3")]),
        written={"..\\..\\victim": b"1", "C:x": b"2", "nul": b"3"},
    ),
    "names that mean something to a shell": Hostile(
        layers=_plain([file("$(touch victim)", b"1"), file("-rf", b"2"), file("~", b"3")]),
        written={"$(touch victim)": b"1", "-rf": b"2", "~": b"3"},
    ),
    "names that differ in case or composition": Hostile(
        layers=_plain([file("A", b"1"), file("a", b"2"), file("é", b"3"), file("e\u0301", b"4")]),
        written={"A": b"1", "a": b"2", "é": b"3", "e\u0301": b"4"},
    ),
    "name of 255 bytes": Hostile(
        layers=_plain([gnu_long("n" * 255) + file("n", b"long")]), written={"n" * 255: b"long"}
    ),
    "name of 256 bytes and one of 5000": Hostile(
        layers=_plain(
            [
                gnu_long("n" * 256) + file("n", b"1"),
                gnu_long("m" * 5000 + "/x") + file("m", b"2"),
                file("a", b"a"),
            ]
        ),
        written={"a": b"a"},
        said=("File name too long", "3 could not be written"),
        exit_code=2,
    ),
    "folders deeper than any path may be long": Hostile(
        layers=_plain([_deep(2040), file("a", b"a")]), written={"a": b"a"}
    ),
    "name of an unfinished file": Hostile(
        layers=_plain([file(".layersize-0000000000000000.part", b"x")]),
        written={".layersize-0000000000000000.part": b"x"},
    ),
    "markers with odd names": Hostile(
        layers=_plain(
            [file("a", b"a"), file("b", b"b")],
            [file(".wh...", b""), file(".wh.", b"x"), whiteout("../a"), opaque("..")],
        ),
        absent=("a", "b"),
    ),
}

LINKS: dict[str, Hostile] = {
    "link out, then a file in its place": Hostile(
        layers=_outside(
            lambda outside: [symlink("a", f"{outside}/victim"[:100]), file("a", b"evil")]
        ),
        written={"a": b"evil"},
    ),
    "link out, then a file through it": Hostile(
        layers=_plain([symlink("a", "../outside"), file("a/victim", b"evil")]),
        written={"a/victim": b"evil"},
    ),
    "link out in one layer, a file through it in the next": Hostile(
        layers=_plain([symlink("a", "../outside")], [file("a/victim", b"evil")]),
        written={"a/victim": b"evil"},
    ),
    "absolute link, a file through it": Hostile(
        layers=_outside(lambda outside: [symlink("a", outside[:100]), file("a/victim", b"evil")]),
        written={"a/victim": b"evil"},
    ),
    "links after each other": Hostile(
        layers=_plain(
            [symlink("a", "b"), symlink("b", "c"), symlink("c", "../outside")],
            [file("a/victim", b"evil")],
        ),
        written={"a/victim": b"evil", "b": "c", "c": "../outside"},
    ),
    "link to the folder above, a folder through it": Hostile(
        layers=_plain([symlink("up", ".."), directory("up/outside/"), file("up/new", b"evil")]),
        written={"up/outside": None, "up/new": b"evil"},
    ),
    "link to itself": Hostile(
        layers=_plain([symlink("a", "a"), file("b", b"b")]), written={"a": "a", "b": b"b"}
    ),
    "links that lead nowhere or to the root": Hostile(
        layers=_plain([symlink("a", "/"), symlink("b", "nowhere"), symlink("c", "/proc/self/mem")]),
        written={"a": "/", "b": "nowhere", "c": "/proc/self/mem"},
    ),
    "link whose target is too long, link without one": Hostile(
        layers=_plain(
            [
                gnu_long("t" * 5000, b"K") + symlink("a", "t"),
                symlink("b", ""),
                file("c", b"c"),
            ]
        ),
        written={"c": b"c"},
        absent=("a", "b"),
        said=("File name too long", "No such file"),
        exit_code=2,
    ),
    "file through a link, removed by a marker through it": Hostile(
        layers=_plain(
            [file("real/x", b"x"), symlink("a", "../outside")],
            [whiteout("a/victim"), opaque("a")],
        ),
        written={"real/x": b"x", "a": "../outside"},
    ),
    "hardlink to a file outside": Hostile(
        layers=_outside(
            lambda outside: [hardlink("a", f"{outside}/victim"[:100]), file("a2", b"2")]
        ),
        written={"a2": b"2"},
        absent=("a",),
        said=("hardlink to nothing", "1 left out"),
    ),
    "hardlink to ..": Hostile(
        layers=_plain([hardlink("a", "../outside/victim"), hardlink("b", "../a")]),
        absent=("a", "b"),
    ),
    "hardlink to a link out, then a file in its place": Hostile(
        layers=_plain(
            [symlink("l", "../outside/victim"), hardlink("h", "l"), file("h", b"evil")],
        ),
        written={"l": "../outside/victim", "h": b"evil"},
    ),
    "hardlink through a link out": Hostile(
        layers=_plain([symlink("l", "../outside"), hardlink("h", "l/victim"), file("a", b"a")]),
        written={"a": b"a", "l": "../outside"},
        absent=("h",),
    ),
    "hardlink that is written to in a later layer": Hostile(
        layers=_plain([file("a", b"old"), hardlink("b", "a")], [file("b", b"new")]),
        written={"a": b"old", "b": b"new"},
    ),
    "path of the command that leads through a link out": Hostile(
        layers=_plain([symlink("l", "../outside"), file("a", b"a")]),
        paths=("l/victim",),
        absent=("l", "victim", "outside"),
        said=("is not in the image",),
        exit_code=2,
    ),
    "path of the command with ..": Hostile(
        layers=_plain([file("a", b"a")]),
        paths=("../../outside/victim",),
        said=("is not in the image",),
        exit_code=2,
    ),
    "path of the command that leads in circles": Hostile(
        layers=_plain([symlink("a", "b/x"), symlink("b", "a/x")]),
        paths=("a/x",),
        said=("more than 40 links",),
        exit_code=2,
    ),
}

KINDS: dict[str, Hostile] = {
    "devices": Hostile(
        layers=_plain([char_device("mem", 1, 1), _block_device("disk"), file("a", b"a")]),
        written={"a": b"a"},
        absent=("mem", "disk"),
        said=("mem: is a device or a FIFO, which is not written", "2 left out"),
    ),
    "device by its own path": Hostile(
        layers=_plain([char_device("dev/mem", 1, 1), file("a", b"a")]),
        paths=("dev/mem", "a"),
        written={"a": b"a"},
        absent=("dev/mem",),
        said=("1 could not be written",),
        exit_code=2,
    ),
    "device that is a whiteout to overlayfs": Hostile(
        layers=_plain([file("a", b"a")], [char_device("a", 0, 0), file("b", b"b")]),
        written={"b": b"b"},
        absent=("a",),
    ),
    "FIFO, then a file below its name": Hostile(
        layers=_plain([fifo("a"), fifo("b")], [file("a/x", b"x")]),
        written={"a/x": b"x"},
        absent=("b",),
    ),
    "setuid, setgid and sticky bits": Hostile(
        layers=_plain(
            [
                file("su", b"#!/bin/sh\n", mode=0o6755),
                directory("d/", mode=0o7777),
                file("d/x", b"x", mode=0o7777),
            ]
        ),
        written={"su": b"#!/bin/sh\n", "d/x": b"x"},
    ),
    "owners of others": Hostile(
        layers=_plain([file("a", b"a", uid=12345), directory("d/", uid=12345)]),
        written={"a": b"a", "d": None},
    ),
    "nothing may be read or written": Hostile(
        layers=_plain([directory("d/", mode=0), file("d/x", b"x", mode=0)]),
        written={"d/x": b"x"},
    ),
    "capabilities and lists of rights": Hostile(
        layers=_plain(
            [
                pax(
                    ("SCHILY.xattr.security.capability", b"\x01\0\0\x02\0\x20\0\0" + bytes(12)),
                    ("SCHILY.xattr.user.x", "y"),
                    ("SCHILY.acl.access", "user::rwx,user:0:rwx,group::rwx,other::rwx,mask::rwx"),
                )
                + file("a", b"a")
            ]
        ),
        written={"a": b"a"},
    ),
    "times that no file can have": Hostile(
        layers=_plain(
            [
                pax(("mtime", "-99999999999999999")) + file("a", b"a"),
                pax(("mtime", "9223372036854775807")) + file("b", b"b"),
                pax(("mtime", "9223372036854775807")) + symlink("c", "a"),
                pax(("mtime", "-9223372036854775807")) + directory("d/"),
            ]
        ),
        written={"a": b"a", "b": b"b", "c": "a", "d": None},
    ),
    "sparse file longer than any disk": Hostile(
        layers=_plain([gnu_sparse("huge", [(0, b"x")], (1 << 62) + 1), file("a", b"a")]),
        written={"a": b"a"},
        absent=("huge",),
        said=("huge: ",),
        exit_code=2,
    ),
    "size that is binary and negative": Hostile(
        layers=_plain([file("a", b"", size=base256(-1))]), exit_code=2
    ),
    "file where a folder was": Hostile(
        layers=_plain([file("a/x", b"x"), file("a/y/z", b"z")], [file("a", b"a")]),
        written={"a": b"a"},
    ),
    "file where a folder was, and back": Hostile(
        layers=_plain([file("a/x", b"x")], [file("a", b"a")], [file("a/y", b"y")]),
        written={"a/y": b"y"},
        absent=("a/x",),
    ),
    "folder, link out and folder again": Hostile(
        layers=_plain(
            [file("a/x", b"x")], [symlink("a", "../outside")], [file("a/victim", b"evil")]
        ),
        written={"a/victim": b"evil"},
        absent=("a/x",),
    ),
    "names swapped between layers": Hostile(
        layers=_plain(
            [directory("a/"), symlink("b", "../outside"), file("a/1", b"1")],
            [whiteout("a"), whiteout("b")],
            [symlink("a", "../outside"), file("b/victim", b"evil")],
        ),
        written={"a": "../outside", "b/victim": b"evil"},
    ),
    "one name as everything in one layer": Hostile(
        layers=_plain(
            [
                file("a", b"1"),
                symlink("a", "../outside"),
                directory("a/"),
                file("a/victim", b"2"),
                fifo("a"),
                symlink("a", "../outside/victim"),
                file("a", b"last"),
            ]
        ),
        written={"a": b"last"},
    ),
    "the same of one layer, to the letter": Hostile(
        layers=_plain(
            [symlink("a", "../outside"), file("a/victim", b"evil")],
            [whiteout("a")],
        ),
        options=("--layer", "0"),
        written={"a/victim": b"evil"},
    ),
}


def _link(name: str, target: str) -> Callable[[Path, Path], object]:
    return lambda out, _outside: (out / name).symlink_to(target)


def _hardlink(out: Path, outside: Path) -> None:
    (out / "a").hardlink_to(outside / "victim")


def _folder(out: Path, _outside: Path) -> None:
    (out / "a").mkdir()
    (out / "a/kept").write_bytes(b"kept")


def _fifo(out: Path, _outside: Path) -> None:
    os.mkfifo(out / "a")


def _target_is_link(out: Path, outside: Path) -> None:
    out.rmdir()
    out.symlink_to(outside)


def _target_is_file(out: Path, _outside: Path) -> None:
    out.rmdir()
    out.write_bytes(b"kept")


def _target_is_dangling(out: Path, outside: Path) -> None:
    out.rmdir()
    out.symlink_to(outside / "new")


TARGETS: dict[str, Hostile] = {
    "the target is a link": Hostile(
        layers=_plain([file("victim", b"evil")]),
        prepare=_target_is_link,
        said=("is a link, which is not followed", "give -o the folder that it leads to"),
        exit_code=2,
    ),
    "the target is a link to nothing": Hostile(
        layers=_plain([file("victim", b"evil")]),
        prepare=_target_is_dangling,
        said=("is a link",),
        exit_code=2,
    ),
    "the target is a file": Hostile(
        layers=_plain([file("victim", b"evil")]),
        prepare=_target_is_file,
        options=("--force",),
        said=("is not a folder",),
        exit_code=2,
    ),
    "a planted link in place of a folder": Hostile(
        layers=_plain([file("a/victim", b"evil"), file("b", b"b")]),
        prepare=_link("a", "../outside"),
        written={"a": "../outside", "b": b"b"},
        said=("a: is a link, which is not followed",),
        exit_code=2,
    ),
    "a planted link in place of a folder, by force": Hostile(
        layers=_plain([file("a/b/victim", b"evil"), directory("a/"), file("b", b"b")]),
        prepare=_link("a", "../outside"),
        options=("--force",),
        written={"a": "../outside", "b": b"b"},
        said=("a: is a link, which is not followed",),
        exit_code=2,
    ),
    "a planted link in place of a file": Hostile(
        layers=_plain([file("a", b"evil"), file("b", b"b")]),
        prepare=_link("a", "../outside/victim"),
        written={"a": "../outside/victim", "b": b"b"},
        said=("a: exists already; --force replaces it",),
        exit_code=2,
    ),
    "a planted link in place of a file, by force": Hostile(
        layers=_plain([file("a", b"evil")]),
        prepare=_link("a", "../outside/victim"),
        options=("--force",),
        written={"a": b"evil"},
    ),
    "a planted link to nothing, by force": Hostile(
        layers=_plain([file("a", b"evil")]),
        prepare=_link("a", "../outside/new"),
        options=("--force",),
        written={"a": b"evil"},
    ),
    "a planted link in place of a link": Hostile(
        layers=_plain([symlink("a", "x")]),
        prepare=_link("a", "../outside/victim"),
        written={"a": "../outside/victim"},
        exit_code=2,
    ),
    "a planted hardlink to a file outside": Hostile(
        layers=_plain([file("a", b"evil")]),
        prepare=_hardlink,
        written={"a": b"victim"},
        exit_code=2,
    ),
    "a planted hardlink to a file outside, by force": Hostile(
        layers=_plain([file("a", b"evil")]),
        prepare=_hardlink,
        options=("--force",),
        written={"a": b"evil"},
    ),
    "a planted folder in place of a file, by force": Hostile(
        layers=_plain([file("a", b"evil"), symlink("b", "a")]),
        prepare=_folder,
        options=("--force",),
        written={"a/kept": b"kept", "b": "a"},
        said=("a: is a folder already, which no file replaces",),
        exit_code=2,
    ),
    "a planted folder in place of a link, by force": Hostile(
        layers=_plain([symlink("a", "../outside")]),
        prepare=_folder,
        options=("--force",),
        written={"a/kept": b"kept"},
        exit_code=2,
    ),
    "a planted FIFO, which nobody writes to": Hostile(
        layers=_plain([file("a", b"evil")]),
        prepare=_fifo,
        said=("exists already",),
        exit_code=2,
    ),
    "a planted FIFO, by force": Hostile(
        layers=_plain([file("a", b"evil")]),
        prepare=_fifo,
        options=("--force",),
        written={"a": b"evil"},
    ),
    "a planted FIFO in place of a folder, by force": Hostile(
        layers=_plain([file("a/b", b"evil")]),
        prepare=_fifo,
        options=("--force",),
        said=("a: is not a folder",),
        exit_code=2,
    ),
    "the first of two names of a file is taken": Hostile(
        layers=_plain([file("a", b"data"), hardlink("b", "a"), hardlink("c", "a")]),
        prepare=_link("a", "../outside/victim"),
        written={"a": "../outside/victim", "b": b"data", "c": b"data"},
        exit_code=2,
    ),
}

ALL = {**NAMES, **LINKS, **KINDS, **TARGETS}
