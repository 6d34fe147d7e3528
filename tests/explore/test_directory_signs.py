"""`+` for a folder that was not there before, `~` for one with something changed, else nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layersize.comparison.result import PathStatus
from layersize.explore.listing import Tree
from layersize.patterns import search_pattern
from support.explored import explored, merged_rows, paired, row, walked
from support.tar_writer import directory, file, opaque, pax, symlink, whiteout


def signs(tree: Tree) -> Mapping[bytes, str]:
    """Of the folders, with their flags."""
    return {item.path: item.sign + item.flags for item in walked(tree) if item.is_directory}


BASE = [directory("d/"), directory("d/in/"), file("d/in/a", b"x"), file("e/b", b"x")]


@pytest.mark.parametrize(
    ("upper", "expected"),
    [
        pytest.param([directory("d/"), directory("d/in/")], {}, id="listed again"),
        pytest.param([directory("d/", mtime=86400)], {}, id="another time"),
        pytest.param([directory("d/", mode=0o700)], {b"d": "~m"}, id="another mode"),
        pytest.param([directory("d/in/", uid=7)], {b"d": "~", b"d/in": "~m"}, id="another owner"),
        pytest.param([file("d/new/a")], {b"d": "~", b"d/new": "+"}, id="a new one, implied"),
        pytest.param([directory("d/new/")], {b"d": "~", b"d/new": "+"}, id="a new empty one"),
        pytest.param(
            [directory("new/"), file("new/in/a")], {b"new": "+", b"new/in": "+"}, id="new"
        ),
        pytest.param([file("d/in/a")], {b"d": "~", b"d/in": "~"}, id="a file changed"),
        pytest.param([symlink("d/in/l", "a")], {b"d": "~", b"d/in": "~"}, id="a symlink more"),
        pytest.param([whiteout("d/in/a")], {b"d": "~", b"d/in": "~"}, id="a file less"),
        pytest.param([whiteout("d/in")], {b"d": "~"}, id="a folder less"),
        pytest.param([opaque("d/in")], {b"d": "~", b"d/in": "~"}, id="emptied"),
    ],
)
def test_a_layer_and_the_file_system_after_it(
    tmp_path: Path, upper: list[bytes], expected: dict[bytes, str]
) -> None:
    image = explored(tmp_path, BASE, upper)
    in_layer = signs(image.layer_tree(1))
    assert {path: sign for path, sign in in_layer.items() if sign} == {
        path: sign for path, sign in expected.items() if path in in_layer
    }
    for tree in (image.files, image.tree_up_to(1)):
        shown = {path: sign[:1] for path, sign in signs(tree).items()}
        assert {path for path in shown if shown[path]} == {
            path for path in expected if path in shown
        }
        assert all(shown[path] == expected[path][:1] for path in shown if shown[path])


def test_all_folders_of_the_base_layer_are_new_in_it(tmp_path: Path) -> None:
    image = explored(tmp_path, BASE, [file("d/c")])
    for tree in (image.layer_tree(0), image.tree_up_to(0)):
        assert signs(tree) == {b"d": "+", b"d/in": "+", b"e": "+"}


def test_an_image_of_one_layer_has_no_changes(tmp_path: Path) -> None:
    assert set(signs(explored(tmp_path, BASE).files).values()) == {""}


def test_a_folder_that_was_gone_is_new_in_its_layer_and_not_to_the_base(tmp_path: Path) -> None:
    image = explored(tmp_path, BASE, [whiteout("d")], [file("d/in/c")])
    assert signs(image.layer_tree(2)) == {b"d": "+", b"d/in": "+"}
    assert signs(image.tree_up_to(2)) == {b"d": "+", b"d/in": "+", b"e": ""}
    assert signs(image.files) == {b"d": "~", b"d/in": "~", b"e": ""}


def test_what_came_and_went_is_no_change(tmp_path: Path) -> None:
    image = explored(
        tmp_path, BASE, [file("e/c"), directory("e/f/")], [whiteout("e/c"), whiteout("e/f")]
    )
    assert signs(image.files)[b"e"] == ""


def test_what_is_left_out_says_what_is_changed(tmp_path: Path) -> None:
    image = explored(tmp_path, BASE, [directory("d/"), whiteout("e/b")])
    for tree in (image.files, image.layer_tree(1), image.tree_up_to(1)):
        listing = tree.listing(b"")
        changed = {listing.names[at] for at in range(len(listing)) if listing.is_changed(at)}
        assert b"e" in changed


def test_a_folder_that_both_images_have_is_not_new_whatever_is_searched(tmp_path: Path) -> None:
    base = explored(tmp_path, [file("lib/a.txt"), file("same/x")], name="base")
    other = explored(tmp_path, [file("lib/a.txt"), file("lib/b.so"), file("n/c.so")], name="other")
    found = merged_rows(paired(base, other).files.matching(search_pattern("*.so")))
    assert found[b"lib"].status is PathStatus.CHANGED
    assert found[b"n"].status is PathStatus.ADDED
    back = merged_rows(paired(other, base).files.matching(search_pattern("*.so")))
    assert back[b"lib"].status is PathStatus.CHANGED
    assert back[b"n"].status is PathStatus.REMOVED


def test_a_deletion_alone_changes_the_folder_it_stands_in(tmp_path: Path) -> None:
    image = explored(
        tmp_path, [symlink("d/l", "x"), file("d/empty"), file("d/in/a")], [whiteout("d/l")]
    )
    assert row(image.files, b"d").sign == "~"
    assert row(image.layer_tree(1), b"d").sign == "~"


def test_a_folder_that_is_made_anew_has_lost_what_was_in_it(tmp_path: Path) -> None:
    image = explored(tmp_path, BASE, [whiteout("d/in"), directory("d/in/")])
    assert signs(image.files) == {b"d": "~", b"d/in": "~", b"e": ""}
    assert signs(image.layer_tree(1))[b"d"] == "~"


def test_folders_as_deep_as_they_come(tmp_path: Path) -> None:
    deep = b"/".join([b"d"] * 1200)
    image = explored(tmp_path, [file(b"d/a")], [pax(("path", deep + b"/new")), file("short")])
    assert row(image.files, deep).sign == "+"
    assert row(image.layer_tree(1), deep).sign == "+"
    assert row(image.files, b"d").sign == "~"
