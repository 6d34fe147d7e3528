"""What leaving paths out would save, and what would be shipped at them all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.explore.explored import ExploredImage
from layersize.explore.removal import Removal, outermost
from support.explored import explored
from support.tar_writer import directory, file, hardlink, whiteout


@pytest.fixture
def image(tmp_path: Path) -> ExploredImage:
    """`d/a` in three layers, `d/b` deleted, `d-e` beside."""
    return explored(
        tmp_path,
        [file("d/a", 100 * b"x"), file("d/b", 20 * b"x"), file("d-e", 3 * b"x")],
        [file("d/a", 5 * b"x"), whiteout("d/b")],
        [file("d/a", 1 * b"x"), file("d/c/e", 9 * b"x")],
    )


def test_a_file_of_the_image_saves_what_is_seen_and_keeps_the_copies_below(
    image: ExploredImage,
) -> None:
    assert image.removal([b"d/a"], None) == Removal(paths=1, saved_bytes=1, kept_bytes=105)


def test_a_directory_of_the_image_keeps_all_that_is_hidden_in_it(image: ExploredImage) -> None:
    assert image.removal([b"d"], None) == Removal(paths=1, saved_bytes=10, kept_bytes=125)


def test_a_file_of_a_layer_saves_that_copy_and_keeps_the_others(image: ExploredImage) -> None:
    assert image.removal([b"d/a"], 0) == Removal(paths=1, saved_bytes=100, kept_bytes=6)
    assert image.removal([b"d/a"], 1) == Removal(paths=1, saved_bytes=5, kept_bytes=101)
    assert image.removal([b"d/a"], 2) == Removal(paths=1, saved_bytes=1, kept_bytes=105)


def test_a_directory_of_a_layer_keeps_what_other_layers_ship_in_it(image: ExploredImage) -> None:
    assert image.removal([b"d"], 2) == Removal(paths=1, saved_bytes=10, kept_bytes=125)
    assert image.removal([b"d"], 0) == Removal(paths=1, saved_bytes=120, kept_bytes=15)


def test_a_deleted_file_saves_its_bytes_in_the_layer_that_ships_it(image: ExploredImage) -> None:
    assert image.removal([b"d/b"], 0) == Removal(paths=1, saved_bytes=20, kept_bytes=0)


def test_a_marker_saves_nothing(image: ExploredImage) -> None:
    assert image.removal([b"d/b"], 1) == Removal(paths=1, saved_bytes=0, kept_bytes=20)


def test_marks_inside_others_count_once(image: ExploredImage) -> None:
    marks = [b"d/c/e", b"d", b"d/a", b"d/c"]
    assert image.removal(marks, None) == Removal(paths=4, saved_bytes=10, kept_bytes=125)


def test_marks_beside_each_other_add_up(image: ExploredImage) -> None:
    marks = {b"d", b"d-e"}
    assert image.removal(marks, None) == Removal(paths=2, saved_bytes=13, kept_bytes=125)
    assert image.removal([b"d/a", b"d/b"], 0) == Removal(paths=2, saved_bytes=120, kept_bytes=6)


def test_nothing_marked_saves_nothing(image: ExploredImage) -> None:
    assert image.removal([], None) == Removal(paths=0, saved_bytes=0, kept_bytes=0)


def test_a_path_that_is_nowhere_saves_nothing(image: ExploredImage) -> None:
    assert image.removal([b"none", b"d/a/b"], 0) == Removal(paths=2, saved_bytes=0, kept_bytes=0)


def test_every_directory_that_had_the_path_is_asked(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("d/a", 100 * b"x")],
        [whiteout("d")],
        [file("d/a", 20 * b"x")],
        [whiteout("d")],
        [file("d/a", 3 * b"x")],
    )
    assert image.removal([b"d"], None).kept_bytes == 120
    assert image.removal([b"d/a"], 2) == Removal(paths=1, saved_bytes=20, kept_bytes=103)


def test_a_file_and_a_directory_at_one_path_both_count(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d", 100 * b"x")], [file("d/a", 5 * b"x")])
    assert image.removal([b"d"], None) == Removal(paths=1, saved_bytes=5, kept_bytes=100)
    assert image.removal([b"d"], 0) == Removal(paths=1, saved_bytes=100, kept_bytes=5)


def test_a_path_that_stands_twice_in_a_layer_saves_both(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", 5 * b"x"), file("a", 7 * b"x")])
    assert image.removal([b"a"], 0) == Removal(paths=1, saved_bytes=12, kept_bytes=0)
    assert image.removal([b"a"], None) == Removal(paths=1, saved_bytes=7, kept_bytes=5)


def test_an_empty_directory_saves_nothing(tmp_path: Path) -> None:
    image = explored(tmp_path, [directory("d/"), file("a", b"x")])
    assert image.removal([b"d"], 0) == Removal(paths=1, saved_bytes=0, kept_bytes=0)


def test_all_names_of_a_file_save_it_once(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", 5 * b"x"), hardlink("b", "a")])
    assert image.removal([b"a", b"b"], None) == Removal(paths=2, saved_bytes=5, kept_bytes=0)
    assert image.removal([b"a", b"b"], 0) == Removal(paths=2, saved_bytes=5, kept_bytes=0)


def test_a_name_that_was_deleted_and_names_like_it(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("a", 100 * b"x"), file("d/a", 20 * b"x"), file("a/..a", b"x")],
        [whiteout("a"), whiteout("d")],
    )
    assert image.removal([b"a"], None).kept_bytes == 101
    assert image.removal([b"d/a"], None).kept_bytes == 20


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ([], []),
        ([b"a/b", b"a"], [b"a"]),
        ([b"a/b", b"a-b", b"a"], [b"a", b"a-b"]),
        ([b"a/b/c", b"a/b", b"a/c"], [b"a/b", b"a/c"]),
        ([b"ab", b"a"], [b"a", b"ab"]),
        ([b"\xff/a", b"\xff"], [b"\xff"]),
    ],
)
def test_the_outermost_of_marks(marked: list[bytes], kept: list[bytes]) -> None:
    assert outermost(marked) == kept
