"""What the rows of a layer hide of the layers below."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.explore.hidden_by import HiddenBelow
from layersize.layers.entries import ROOT
from support.explored import explored, row, walked
from support.tar_writer import directory, file, hardlink, opaque, symlink, whiteout

LOWER = [file("d/a", 5 * b"x"), file("d/e/b", 7 * b"x"), file("d/e/c", 11 * b"x"), file("f", b"x")]


def hides(folder: Path, *upper: bytes) -> dict[bytes, int]:
    """Paths of a layer on top of `LOWER` to what their rows hide."""
    tree = explored(folder, LOWER, upper).layer_tree(1)
    return {item.path: item.hides_bytes for item in walked(tree)}


def test_the_marker_of_a_file_hides_its_bytes(tmp_path: Path) -> None:
    assert hides(tmp_path, whiteout("d/e/b")) == {b"d": 7, b"d/e": 7, b"d/e/b": 7}


def test_the_marker_of_a_directory_hides_all_that_is_in_it(tmp_path: Path) -> None:
    assert hides(tmp_path, whiteout("d")) == {b"d": 23}


def test_a_directory_sums_up_what_its_markers_hide(tmp_path: Path) -> None:
    assert hides(tmp_path, whiteout("d/a"), whiteout("d/e/c"), whiteout("f")) == {
        b"d": 16,
        b"d/a": 5,
        b"d/e": 11,
        b"d/e/c": 11,
        b"f": 1,
    }


def test_an_opaque_marker_hides_its_directory(tmp_path: Path) -> None:
    assert hides(tmp_path, opaque("d")) == {b"d": 23, b"d/.wh..wh..opq": 23}


def test_an_opaque_marker_of_the_root_hides_everything(tmp_path: Path) -> None:
    assert hides(tmp_path, opaque()) == {b".wh..wh..opq": 24}


@pytest.mark.parametrize(
    "markers", [(opaque("d"), whiteout("d/a")), (whiteout("d/a"), opaque("d"))]
)
def test_an_opaque_marker_leaves_to_the_others_what_they_name(
    tmp_path: Path, markers: tuple[bytes, ...]
) -> None:
    assert hides(tmp_path, *markers) == {b"d": 23, b"d/.wh..wh..opq": 18, b"d/a": 5}


def test_an_opaque_marker_leaves_a_marked_directory_to_its_marker(tmp_path: Path) -> None:
    assert hides(tmp_path, opaque("d"), whiteout("d/e")) == {
        b"d": 23,
        b"d/.wh..wh..opq": 5,
        b"d/e": 18,
    }


def test_a_marker_without_a_target_hides_nothing(tmp_path: Path) -> None:
    assert hides(tmp_path, whiteout("none"), whiteout("d/e/none"), opaque("none.d")) == {
        b"none": 0,
        b"d": 0,
        b"d/e": 0,
        b"d/e/none": 0,
        b"none.d": 0,
        b"none.d/.wh..wh..opq": 0,
    }


def test_a_new_file_hides_the_one_it_overwrites(tmp_path: Path) -> None:
    assert hides(tmp_path, file("d/a", b"y"), file("d/new", b"y")) == {
        b"d": 5,
        b"d/a": 5,
        b"d/new": 0,
    }


def test_a_file_shipped_again_unchanged_hides_its_lower_copy(tmp_path: Path) -> None:
    assert hides(tmp_path, file("d/a", 5 * b"x", mode=0o600)) == {b"d": 5, b"d/a": 5}


def test_a_file_hides_the_directory_that_it_replaces(tmp_path: Path) -> None:
    assert hides(tmp_path, file("d", b"y")) == {b"d": 23}


def test_a_symlink_hides_what_it_replaces(tmp_path: Path) -> None:
    assert hides(tmp_path, symlink("d", "f"), symlink("f", "none")) == {b"d": 23, b"f": 1}


def test_an_empty_directory_hides_the_file_that_it_replaces(tmp_path: Path) -> None:
    assert hides(tmp_path, directory("f/")) == {b"f": 1}


def test_a_directory_merges_and_hides_nothing(tmp_path: Path) -> None:
    assert hides(tmp_path, directory("d/"), file("d/new")) == {b"d": 0, b"d/new": 0}


def test_what_was_hidden_before_is_not_hidden_again(tmp_path: Path) -> None:
    image = explored(tmp_path, LOWER, [whiteout("d/a")], [whiteout("d")])
    assert row(image.layer_tree(1), b"d/a").hides_bytes == 5
    assert row(image.layer_tree(2), b"d").hides_bytes == 18


def test_an_earlier_entry_of_the_same_layer_is_not_of_a_layer_below(tmp_path: Path) -> None:
    tree = explored(tmp_path, [file("d/a", 5 * b"x"), file("d/a", b"y")]).layer_tree(0)
    assert {item.hides_bytes for item in walked(tree)} == {0}


def test_a_marker_hides_only_the_directory_that_is_there_now(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("d/a", 5 * b"x")],
        [file("d", 3 * b"x")],
        [file("d/b", 7 * b"x")],
        [whiteout("d")],
    )
    assert row(image.layer_tree(1), b"d").hides_bytes == 5
    assert row(image.layer_tree(3), b"d").hides_bytes == 7


def test_bytes_of_several_names_are_hidden_with_the_last(tmp_path: Path) -> None:
    lower = [file("a", 5 * b"x"), hardlink("b", "a")]
    image = explored(tmp_path, lower, [whiteout("a")], [whiteout("b")])
    assert row(image.layer_tree(1), b"a").hides_bytes == 0
    assert row(image.layer_tree(2), b"b").hides_bytes == 5


def test_names_that_go_together_are_hidden_once(tmp_path: Path) -> None:
    lower = [file("d/z", 5 * b"x"), hardlink("e/a", "d/z")]
    tree = explored(tmp_path, lower, [whiteout("d"), whiteout("e")]).layer_tree(1)
    assert {item.path: item.hides_bytes for item in walked(tree)} == {b"d": 5, b"e": 0}


def test_places_are_asked_for_by_the_images_directories(tmp_path: Path) -> None:
    image = explored(tmp_path, LOWER, [whiteout("d/e"), file("f", b"y")])
    hidden = HiddenBelow(image.image.overlay, 1)
    (folder,) = hidden.directories([ROOT], b"d")
    assert hidden.below([ROOT]) == 19
    assert hidden.below([folder]) == 18
    assert hidden.at([ROOT], b"f") == 1
    assert hidden.at([folder], b"e") == 18
    assert hidden.at([folder], b"a") == 0
    assert hidden.directories([ROOT], b"none") == []
