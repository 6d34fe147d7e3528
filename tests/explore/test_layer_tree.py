"""What one layer ships, as its tar lists it."""

from __future__ import annotations

from pathlib import Path

from support.explored import explored, items, paths, row, rows, walked
from support.tar_writer import directory, file, hardlink, opaque, whiteout


def test_a_directory_sums_up_what_the_layer_ships_in_it(tmp_path: Path) -> None:
    image = explored(
        tmp_path, [file("d/a", 50 * b"x")], [file("d/b", 5 * b"x"), file("d/e/c", 7 * b"x")]
    )
    folder = row(image.layer_tree(1), b"d")
    assert (folder.content_bytes, folder.files) == (12, 2)
    assert paths(image.layer_tree(1)) == {b"d", b"d/b", b"d/e", b"d/e/c"}


def test_shadowed_bytes_stand_in_the_tree_of_the_layer_that_ships_them(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("d/a", 5 * b"x"), file("d/b", 7 * b"x")],
        [whiteout("d/a")],
    )
    shadowed = {item.path: item.shadowed_bytes for item in walked(image.layer_tree(0))}
    assert shadowed == {b"d": 5, b"d/a": 5, b"d/b": 0}
    assert row(image.layer_tree(1), b"d").shadowed_bytes == 0


def test_signs_say_how_an_entry_stands_to_the_layers_below(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("old"), file("gone"), file("d/a")],
        [file("old", b"x"), file("new"), whiteout("gone"), opaque("d")],
    )
    assert {item.path: item.sign for item in walked(image.layer_tree(1))} == {
        b"old": "~",
        b"new": "+",
        b"gone": "-",
        b"d": "~",
        b"d/.wh..wh..opq": "-",
    }


def test_an_opaque_marker_tells_what_lay_in_a_folder_that_is_shipped_again(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [
            file("d/sub/old", 100 * b"x"),
            file("d/top", 10 * b"y"),
            file("d/deep/er/old", 1000 * b"z"),
        ],
        [directory("d/"), opaque("d"), file("d/sub/new"), opaque("d/deep"), file("d/deep/er/new")],
    )
    hides = {item.path: item.hides_bytes for item in walked(image.layer_tree(1))}
    assert hides[b"d/.wh..wh..opq"] == 110
    assert hides[b"d/deep/.wh..wh..opq"] == 1000
    assert hides[b"d"] == image.analysis.layers[1].whiteout_bytes == 1110


def test_a_path_that_stands_twice_has_two_rows(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", 5 * b"x"), file("a", 7 * b"x")])
    found = sorted((item.content_bytes, item.shadowed_bytes) for item in items(image.layer_tree(0)))
    assert found == [(5, 5), (7, 0)]


def test_a_file_and_the_directory_that_took_its_place_are_two_rows(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", 5 * b"x"), file("a/b", 7 * b"x")])
    found = {item.is_directory: item for item in rows(image.layer_tree(0), b"a")}
    assert (found[False].content_bytes, found[False].shadowed_bytes) == (5, 5)
    assert (found[True].content_bytes, found[True].shadowed_bytes) == (7, 0)


def test_an_empty_directory_is_a_row(tmp_path: Path) -> None:
    image = explored(tmp_path, [directory("d/"), directory("e/"), file("e/a")])
    assert paths(image.layer_tree(0)) == {b"d", b"e", b"e/a"}
    assert row(image.layer_tree(0), b"d").is_directory
    assert items(image.layer_tree(0), b"d") == []


def test_a_directory_has_the_last_entry_that_states_it(tmp_path: Path) -> None:
    image = explored(
        tmp_path, [file("x")], [directory("d/"), file("d/a"), directory("d/"), file("implied/a")]
    )
    tree = image.layer_tree(1)
    assert row(tree, b"d").inode == 3
    assert row(tree, b"implied").inode == -1


def test_a_hardlink_ships_nothing(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("b", 5 * b"x"), hardlink("a", "b")])
    assert row(image.layer_tree(0), b"b").content_bytes == 5
    assert row(image.layer_tree(0), b"b").flags == "H"
    assert row(image.layer_tree(0), b"a").content_bytes == 0


def test_a_file_that_is_shipped_again_unchanged_has_a_flag(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", b"same")], [file("a", b"same", mode=0o600)])
    assert row(image.layer_tree(1), b"a").flags == "m"
    assert row(image.layer_tree(0), b"a").flags == ""


def test_a_marker_with_a_body_ships_it_for_nothing(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/a", 5 * b"x")], [whiteout("d/a", b"body")])
    marker = row(image.layer_tree(1), b"d/a")
    assert (marker.content_bytes, marker.shadowed_bytes) == (4, 4)
    assert row(image.layer_tree(1), b"d").shadowed_bytes == 4


def test_the_root_is_no_row_of_its_own(tmp_path: Path) -> None:
    image = explored(tmp_path, [directory("./"), file("./a", b"x")])
    assert [item.path for item in items(image.layer_tree(0))] == [b"a"]


def test_entries_that_name_no_path_have_rows_if_they_have_bytes(tmp_path: Path) -> None:
    image = explored(
        tmp_path, [file("/", b"root"), file("d/.wh.", b"body"), file("d/a", b"x"), file("e/.wh.")]
    )
    assert paths(image.layer_tree(0)) == {b".wh.", b"d", b"d/.wh.", b"d/a", b"e"}
    assert image.analysis.layers[0].in_layer_waste_bytes == 8


def test_bookkeeping_of_aufs_has_no_row(tmp_path: Path) -> None:
    image = explored(
        tmp_path, [file(".wh..wh.aufs", b"aufs"), file(".wh..wh.plnk/1", b"link"), file("a")]
    )
    files = [item.path for item in walked(image.layer_tree(0)) if not item.is_directory]
    assert files == [b"a"]


def test_the_name_of_aufs_is_an_ordinary_marker_elsewhere(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/.wh.aufs", 5 * b"x")], [file("d/.wh..wh.aufs")])
    assert row(image.layer_tree(1), b"d/.wh.aufs").sign == "-"


def test_a_path_that_a_layer_does_not_list_has_no_children(tmp_path: Path) -> None:
    tree = explored(tmp_path, [file("d/a")], [file("b")]).layer_tree(1)
    assert len(tree.listing(b"d")) == 0
    assert len(tree.listing(b"b")) == 0


def test_the_columns_of_a_layers_listing_are_those_of_its_rows(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("gone", 9 * b"x"), file("d/gone", 8 * b"x"), file("e/f", 7 * b"x")],
        [whiteout("gone"), whiteout("d/gone"), file("d/a", 3 * b"x"), opaque("e"), file("b", b"x")],
    )
    for folder in (b"", b"d", b"e"):
        listing = image.layer_tree(1).listing(folder)
        found = [listing.item(at) for at in range(len(listing))]
        assert list(listing.names) == [item.name for item in found]
        assert list(listing.weights) == [item.content_bytes + item.hides_bytes for item in found]
        assert all(map(listing.is_changed, range(len(listing))))


def test_the_last_tree_is_kept_and_another_layer_has_its_own(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a")], [file("b")])
    first = image.layer_tree(0)
    assert image.layer_tree(0) is first
    assert paths(image.layer_tree(1)) == {b"b"}
    assert paths(image.layer_tree(0)) == {b"a"}
