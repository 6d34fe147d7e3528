"""Trees of only the paths in which a pattern is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.explore.explored import ExploredImage
from layersize.explore.file_tree import FileTree
from layersize.explore.layer_tree import LayerTree
from layersize.patterns import Pattern, search_pattern
from support.explored import explored, items, paths, row, walked
from support.tar_writer import directory, file, hardlink, opaque, whiteout

ENTRIES = [
    file("d/keep/one", 1 * b"x"),
    file("d/keep/in/two", 20 * b"x"),
    file("d/other/three", 300 * b"x"),
    file("d/other/keep", 4000 * b"x"),
    file("e/five", 50000 * b"x"),
]


@pytest.fixture(params=["files", "layer"])
def tree(tmp_path: Path, request: pytest.FixtureRequest) -> FileTree | LayerTree:
    image = explored(tmp_path, ENTRIES)
    return image.files if request.param == "files" else image.layer_tree(0)


def test_what_is_in_a_matching_directory_is_kept_and_the_way_to_it(
    tree: FileTree | LayerTree,
) -> None:
    assert paths(tree.matching(search_pattern("keep"))) == {
        b"d",
        b"d/keep",
        b"d/keep/one",
        b"d/keep/in",
        b"d/keep/in/two",
        b"d/other",
        b"d/other/keep",
    }


def test_sums_are_of_what_matches(tree: FileTree | LayerTree) -> None:
    found = tree.matching(search_pattern("keep"))
    assert (row(found, b"d").content_bytes, row(found, b"d").files) == (4021, 3)
    assert row(found, b"d/other").content_bytes == 4000
    assert row(found, b"d/keep").content_bytes == 21
    assert list(found.listing(b"").weights) == [4021]


def test_the_pattern_is_found_in_the_whole_path(tree: FileTree | LayerTree) -> None:
    assert paths(tree.matching(Pattern("d/o*/*e"))) == {b"d", b"d/other", b"d/other/three"}
    assert paths(tree.matching(Pattern("d/keep/in"))) == {
        b"d",
        b"d/keep",
        b"d/keep/in",
        b"d/keep/in/two",
    }


def test_all_depths_of_a_directory_found_by_its_end_are_kept(tree: FileTree | LayerTree) -> None:
    found = tree.matching(Pattern("/d/keep"))
    assert paths(found) == {b"d", b"d/keep", b"d/keep/one", b"d/keep/in", b"d/keep/in/two"}
    assert row(found, b"d").content_bytes == 21


def test_nothing_found_leaves_nothing(tree: FileTree | LayerTree) -> None:
    found = tree.matching(search_pattern("none"))
    assert items(found) == []


def test_everything_found_leaves_all_as_it_was(tree: FileTree | LayerTree) -> None:
    found = tree.matching(search_pattern(""))
    assert paths(found) == paths(tree)


def test_a_tree_is_not_changed_by_a_search(tree: FileTree | LayerTree) -> None:
    before = paths(tree)
    tree.matching(search_pattern("five"))
    assert paths(tree) == before
    assert row(tree, b"d").content_bytes == 4321


def test_a_search_in_what_was_found(tree: FileTree | LayerTree) -> None:
    found = tree.matching(search_pattern("keep")).matching(search_pattern("other"))
    assert b"d/other/keep" in paths(found)
    assert b"e" not in paths(found)


def test_an_empty_directory_is_found(tmp_path: Path) -> None:
    image = explored(tmp_path, [directory("d/keep/"), directory("d/other/"), file("a")])
    pattern = search_pattern("keep")
    assert paths(image.files.matching(pattern)) == {b"d", b"d/keep"}
    assert paths(image.layer_tree(0).matching(pattern)) == {b"d", b"d/keep"}


def test_shadowed_bytes_are_of_what_matches(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("d/keep", 5 * b"x"), file("d/other", 7 * b"x")],
        [whiteout("d")],
    )
    assert row(image.layer_tree(0).matching(search_pattern("keep")), b"d").shadowed_bytes == 5


def test_shadowed_bytes_of_an_earlier_state_are_of_what_matches(tmp_path: Path) -> None:
    image = explored(
        tmp_path, [file("d/keep", 5 * b"x"), file("d/other", 7 * b"x")], [whiteout("d")]
    )
    assert row(image.tree_up_to(0).matching(search_pattern("keep")), b"d").shadowed_bytes == 5


def test_changes_are_of_what_matches(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/keep")], [file("d/other")])
    assert row(image.files, b"d").sign == "~"
    assert row(image.files.matching(search_pattern("keep")), b"d").sign == ""


def test_a_name_without_its_bytes_stays_without_them(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", 5 * b"x"), hardlink("d/keep", "a")])
    found = image.files.matching(search_pattern("keep"))
    assert row(found, b"d").content_bytes == 0
    assert row(found, b"d/keep").flags == "H"


def test_markers_are_found_by_what_they_hide(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("d/keep", 5 * b"x"), file("d/other", b"x"), file("e/a", b"x")],
        [whiteout("d/keep"), whiteout("d/other"), opaque("e")],
    )
    found = image.layer_tree(1).matching(search_pattern("keep"))
    assert paths(found) == {b"d", b"d/keep"}
    assert row(found, b"d/keep").hides_bytes == 5


def test_names_that_are_not_utf8_are_searched_as_bytes(tmp_path: Path) -> None:
    image = explored(tmp_path, [file(b"d/\xff\n", 5 * b"x"), file("d/a", b"x")])
    for tree in (image.files, image.layer_tree(0)):
        assert paths(tree.matching(search_pattern("\udcff\n"))) == {b"d", b"d/\xff\n"}


def test_an_image_without_anything_is_searched(tmp_path: Path) -> None:
    image: ExploredImage = explored(tmp_path, [])
    assert items(image.files.matching(search_pattern(""))) == []
    assert items(image.layer_tree(0).matching(search_pattern(""))) == []


def test_bookkeeping_of_aufs_is_not_found(tmp_path: Path) -> None:
    image = explored(tmp_path, [file(".wh..wh.plnk/1", b"link"), file("a1", b"x")])
    found = walked(image.layer_tree(0).matching(search_pattern("1")))
    assert [item.path for item in found if not item.is_directory] == [b"a1"]
