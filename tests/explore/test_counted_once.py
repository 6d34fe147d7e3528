"""Each byte counted once, and each flag only where it is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.patterns import search_pattern
from support.explored import explored, items, row, rows, walked
from support.tar_writer import directory, file, hardlink, opaque, whiteout

LOWER = [file("d/a", 5 * b"x"), file("d/b", 7 * b"x"), file("f", 11 * b"x")]


def test_a_directory_with_files_hides_the_file_that_it_replaces(tmp_path: Path) -> None:
    image = explored(tmp_path, LOWER, [file("f/new", b"x")])
    assert image.analysis.layers[1].overwritten_bytes == 11
    assert row(image.layer_tree(1), b"f").hides_bytes == 11


@pytest.mark.parametrize(
    "upper",
    [
        pytest.param([whiteout("f"), file("f", b"y")], id="a marker and a file"),
        pytest.param([file("f", b"y"), file("f", b"z")], id="a file twice"),
        pytest.param([whiteout("d"), file("d/a", b"y")], id="a marker and a directory"),
        pytest.param([whiteout("d"), whiteout("d/a")], id="a marker and one inside"),
        pytest.param([opaque(), file("f", b"y")], id="an opaque marker and a file"),
        pytest.param([opaque(), opaque("d")], id="an opaque marker and one inside"),
        pytest.param([opaque(), opaque()], id="an opaque marker twice"),
    ],
)
def test_rows_of_the_root_hide_each_byte_once(tmp_path: Path, upper: list[bytes]) -> None:
    image = explored(tmp_path, LOWER, upper)
    layer = image.analysis.layers[1]
    hides_bytes = sum(item.hides_bytes for item in items(image.layer_tree(1)))
    assert hides_bytes == layer.whiteout_bytes + layer.overwritten_bytes


def test_hidden_bytes_are_of_what_matches(tmp_path: Path) -> None:
    image = explored(tmp_path, LOWER, [whiteout("d/a"), whiteout("d/b")])
    assert row(image.layer_tree(1).matching(search_pattern("a")), b"d").hides_bytes == 5


def test_an_opaque_marker_hides_the_same_when_it_is_searched_for(tmp_path: Path) -> None:
    image = explored(tmp_path, LOWER, [whiteout("d/a"), opaque("d")])
    found = image.layer_tree(1).matching(search_pattern("opq"))
    assert row(found, b"d/.wh..wh..opq").hides_bytes == 7


def test_a_directory_that_is_gone_is_no_change(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/a")], [directory("d/e/")], [whiteout("d/e")])
    assert row(image.files, b"d").sign == ""


def test_changed_directories_are_of_what_matches(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/keep")], [directory("d/other/")])
    assert row(image.files.matching(search_pattern("keep")), b"d").sign == ""


def test_a_file_is_saved_once_all_its_names_are_left_out(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("b", 100 * b"x"), hardlink("a", "b")])
    one, both = image.removal([b"b"], 0), image.removal([b"a", b"b"], 0)
    assert (one.saved_bytes, one.kept_bytes) == (0, 100)
    assert (both.saved_bytes, both.kept_bytes) == (100, 0)


def test_a_marker_with_a_body_keeps_all_that_it_hides(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", 2 * b"x")], [whiteout("a", b"body")])
    assert image.removal([b"a"], 1).kept_bytes == 2


def test_bookkeeping_of_aufs_adds_nothing_to_a_directory(tmp_path: Path) -> None:
    tree = explored(tmp_path, [file(".wh..wh.plnk/1", b"link"), file("a", b"x")]).layer_tree(0)
    assert sum(item.content_bytes for item in walked(tree)) == 1


def test_a_marker_that_names_nothing_counts_where_it_can_be_seen(tmp_path: Path) -> None:
    tree = explored(tmp_path, [file("d/.wh.", b"body"), file("d/a", b"x")]).layer_tree(0)
    below = items(tree, b"d")
    assert row(tree, b"d").content_bytes == sum(item.content_bytes for item in below)


def test_the_last_name_of_several_is_none_of_several(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", b"x"), hardlink("b", "a")], [whiteout("b")])
    assert row(image.files, b"a").flags == ""


def test_a_name_is_the_only_one_before_a_layer_adds_another(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", b"x")], [hardlink("b", "a")])
    assert row(image.tree_up_to(0), b"a").flags == ""


def test_a_hardlink_of_a_layer_is_one_of_several_names(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", b"x"), hardlink("b", "a")])
    assert row(image.layer_tree(0), b"b").flags == "H"


def test_an_empty_directory_that_stands_twice_is_one_row(tmp_path: Path) -> None:
    image = explored(tmp_path, [directory("d/"), directory("d/")])
    assert len(rows(image.layer_tree(0), b"d")) == 1
