"""All that is known of one entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.accounting.result import Cause
from layersize.explore.explored import ExploredImage
from layersize.explore.traces import EntryDetails, Shadow
from layersize.layers.entries import Ownership
from support.explored import explored, row
from support.tar_writer import (
    char_device,
    directory,
    fifo,
    file,
    hardlink,
    opaque,
    symlink,
    whiteout,
)


def details(image: ExploredImage, path: bytes, layer: int = 0) -> EntryDetails:
    found = image.details(row(image.layer_tree(layer), path).inode)
    assert found is not None
    return found


def test_an_entry_says_who_owns_it_and_since_when(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", b"x", mode=0o4755, uid=1000, mtime=86400)])
    assert details(image, b"a") == EntryDetails(
        layer=0,
        kind="file",
        ownership=Ownership(mode=0o4755, uid=1000, gid=1000),
        mtime=86400,
        link_target=None,
        shadow=None,
    )


@pytest.mark.parametrize(
    ("entry", "path", "kind"),
    [
        (file("a"), b"a", "file"),
        (hardlink("a", "z"), b"a", "hardlink"),
        (symlink("a", "z"), b"a", "symlink"),
        (directory("a/"), b"a", "directory"),
        (fifo("a"), b"a", "fifo"),
        (char_device("a", 1, 3), b"a", "device"),
        (whiteout("a"), b"a", "whiteout"),
        (opaque(), b".wh..wh..opq", "opaque marker"),
    ],
)
def test_an_entry_says_what_it_is(tmp_path: Path, entry: bytes, path: bytes, kind: str) -> None:
    assert details(explored(tmp_path, [entry]), path).kind == kind


def test_links_say_where_they_lead(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("z"), hardlink("h", "./z"), symlink("s", b"/new\nline/\xff")])
    assert details(image, b"h").link_target == b"z"
    assert details(image, b"s").link_target == b"/new\nline/\xff"


def test_an_entry_says_its_layer(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a"), file("b")], [], [file("c")])
    assert [details(image, b"b").layer, details(image, b"c", 2).layer] == [0, 2]


def test_an_implied_directory_says_nothing(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/a")])
    assert image.details(row(image.files, b"d").inode) is None


@pytest.mark.parametrize(
    ("upper", "cause"),
    [
        (whiteout("a"), Cause.DELETED),
        (opaque(), Cause.DELETED),
        (file("a", b"else"), Cause.OVERWRITTEN),
        (file("a", b"same", mode=0o600), Cause.METADATA_ONLY),
    ],
)
def test_a_hidden_entry_says_what_hid_it(tmp_path: Path, upper: bytes, cause: Cause) -> None:
    image = explored(tmp_path, [file("b"), file("a", b"same")], [], [upper])
    assert details(image, b"a").shadow == Shadow(hidden_in=2, cause=cause)
    assert details(image, b"b").shadow is None


def test_an_entry_hidden_by_its_own_layer_says_so(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("z")], [file("a", b"first"), file("a", b"second")])
    shadows = [image.details(inode).shadow for inode in (1, 2)]  # type: ignore[union-attr]  # both are hidden
    assert shadows == [Shadow(hidden_in=1, cause=Cause.DUPLICATE_ENTRY), None]


def test_a_hidden_entry_without_bytes_has_no_shadow(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a"), symlink("s", "a")], [whiteout("a"), whiteout("s")])
    assert details(image, b"a").shadow is None
    assert details(image, b"s").shadow is None


def test_each_hidden_entry_has_its_own_answer(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("a", b"1"), file("b", b"2"), file("c", b"3")],
        [whiteout("c")],
        [whiteout("a")],
        [file("b", b"4")],
    )
    assert [details(image, path).shadow for path in (b"a", b"b", b"c")] == [
        Shadow(hidden_in=2, cause=Cause.DELETED),
        Shadow(hidden_in=3, cause=Cause.OVERWRITTEN),
        Shadow(hidden_in=1, cause=Cause.DELETED),
    ]
