"""The file system after the first few layers."""

from __future__ import annotations

from pathlib import Path

from support.explored import explored, paths, row, walked
from support.tar_writer import directory, file, hardlink, opaque, whiteout

LAYERS = [
    [file("d/a", 5 * b"x"), file("d/b", 7 * b"x")],
    [whiteout("d/a"), file("d/c", 11 * b"x")],
    [opaque("d"), file("e", b"x")],
]


def test_it_is_what_a_container_of_these_layers_would_see(tmp_path: Path) -> None:
    whole = explored(tmp_path, *LAYERS)
    for last in range(len(LAYERS)):
        part = explored(tmp_path, *LAYERS[: last + 1], name="part")
        seen = {item.path: item.content_bytes for item in walked(part.files)}
        assert {item.path: item.content_bytes for item in walked(whole.tree_up_to(last))} == seen


def test_what_a_later_layer_deletes_is_still_seen(tmp_path: Path) -> None:
    image = explored(tmp_path, *LAYERS)
    assert paths(image.tree_up_to(0)) == {b"d", b"d/a", b"d/b"}
    assert paths(image.tree_up_to(1)) == {b"d", b"d/b", b"d/c"}
    assert paths(image.tree_up_to(2)) == {b"d", b"e"}


def test_what_a_later_layer_hides_is_shadowed(tmp_path: Path) -> None:
    image = explored(tmp_path, *LAYERS)
    shadowed = {item.path: item.shadowed_bytes for item in walked(image.tree_up_to(1))}
    assert shadowed == {b"d": 18, b"d/b": 7, b"d/c": 11}
    assert {item.shadowed_bytes for item in walked(image.tree_up_to(2))} == {0}


def test_what_the_layer_ships_is_a_change(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a"), file("b")], [file("b", b"x")], [file("a", b"x")])
    assert {item.path: item.sign for item in walked(image.tree_up_to(0))} == {
        b"a": "+",
        b"b": "+",
    }
    assert {item.path: item.sign for item in walked(image.tree_up_to(1))} == {b"a": "", b"b": "~"}
    assert {item.path: item.sign for item in walked(image.tree_up_to(2))} == {b"a": "~", b"b": ""}


def test_bytes_of_several_names_stand_at_the_smallest_there_is_by_then(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("b", 5 * b"x"), hardlink("c", "b")], [hardlink("a", "b")])
    assert row(image.tree_up_to(0), b"b").content_bytes == 5
    assert row(image.tree_up_to(1), b"b").content_bytes == 0
    assert row(image.tree_up_to(1), b"a").content_bytes == 5


def test_shadowed_bytes_of_several_names_count_once(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/b", 5 * b"x"), hardlink("d/a", "d/b")], [whiteout("d")])
    tree = image.tree_up_to(0)
    assert row(tree, b"d").shadowed_bytes == 5
    assert (row(tree, b"d/a").shadowed_bytes, row(tree, b"d/b").shadowed_bytes) == (5, 0)


def test_an_entry_of_a_directory_is_the_last_by_then(tmp_path: Path) -> None:
    image = explored(tmp_path, [directory("d/")], [directory("d/", mode=0o700)])
    assert row(image.tree_up_to(0), b"d").inode == 0
    assert row(image.tree_up_to(1), b"d").inode == 1


def test_the_last_tree_is_kept_and_another_layer_has_its_own(tmp_path: Path) -> None:
    image = explored(tmp_path, *LAYERS)
    first = image.tree_up_to(0)
    assert image.tree_up_to(0) is first
    assert b"d/c" in paths(image.tree_up_to(1))
    assert b"d/c" not in paths(image.tree_up_to(0))


def test_looking_back_leaves_the_image_as_it_is(tmp_path: Path) -> None:
    image = explored(tmp_path, *LAYERS)
    shadowed = len(image.image.overlay.shadows)
    image.tree_up_to(0)
    assert paths(image.files) == {b"d", b"e"}
    assert len(image.image.overlay.shadows) == shadowed
