"""apk: databases written by hand as apk-tools does, which can't be had here.

tests/real/test_corpus_packages.py reads one of a real Alpine image.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.packages import apk
from support.package_trees import entries_tree, owned_bytes
from support.tar_writer import file, symlink

DATABASE = """\
C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:musl
V:1.2.5-r10
A:x86_64
S:411172
I:662120
T:the musl c library (libc) implementation
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1SApEV3hPqzTgqQCeHi4ZDDAnVpE=
R:libc.musl-x86_64.so.1
a:0:0:777

P:busybox
V:1.37.0-r18
F:
R:linuxrc
F:bin
M:0:0:755
R:busybox
F:etc/udhcpc
"""
FILES = (
    file("bin/busybox", "b" * 9),
    symlink("bin/ls", "/bin/busybox"),
    file("linuxrc", "init"),
)
EXPECTED = {("apk", "busybox", "1.37.0-r18"): 13, ("apk", "musl", "1.2.5-r10"): 6}


def test_as_alpine_has_it(tmp_path: Path) -> None:
    tree = entries_tree(
        tmp_path,
        file("lib/apk/db/installed", DATABASE),
        file("lib/ld-musl-x86_64.so.1", "loader"),
        symlink("lib/libc.musl-x86_64.so.1", "ld-musl-x86_64.so.1"),
        *FILES,
    )
    assert owned_bytes(tree, apk.find) == EXPECTED


def test_below_usr(tmp_path: Path) -> None:
    """As in Wolfi, and in Alpine from 3.23 on: `lib` is a link, paths are listed as before."""
    tree = entries_tree(
        tmp_path,
        symlink("lib", "usr/lib"),
        file("usr/lib/apk/db/installed", DATABASE),
        file("usr/lib/ld-musl-x86_64.so.1", "loader"),
        *FILES,
    )
    assert owned_bytes(tree, apk.find) == EXPECTED


def test_links_to_busybox_belong_to_none(tmp_path: Path) -> None:
    tree = entries_tree(tmp_path, file("lib/apk/db/installed", DATABASE), *FILES)
    listed = [path for package in apk.find(tree) for path in package.paths]
    assert b"bin/busybox" in listed
    assert b"bin/ls" not in listed


@pytest.mark.parametrize(
    "database",
    [b"", b"\n" * 500, b"P:\nV:1\n", b"F:\xff\nR:a\n", b"P:" + b"n" * 1000 + b"\nR:a\n"],
)
def test_what_is_no_database_lists_nothing(tmp_path: Path, database: bytes) -> None:
    tree = entries_tree(tmp_path, file("lib/apk/db/installed", database))
    assert list(apk.find(tree)) == []


def test_paths_are_not_much_longer_than_the_database(tmp_path: Path) -> None:
    database = b"P:p\nV:1\nF:" + b"d" * 30_000 + b"\n" + b"R:a\n" * 30_000
    tree = entries_tree(tmp_path, file("lib/apk/db/installed", database))
    (package,) = apk.find(tree)
    assert 30_000 < sum(map(len, package.paths)) <= 17 * len(database)
