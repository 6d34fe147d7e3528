"""What a container sees: sums of directories, signs, flags, and the ways to ask about a path."""

from __future__ import annotations

from pathlib import Path

from layersize.explore.explored import ExploredImage
from layersize.measure import explore
from support.docker_archives import archive
from support.explored import explored, explored_tars, items, paths, row, walked
from support.image_config import config_json
from support.oci_layouts import oci_layout
from support.tar_writer import directory, file, hardlink, symlink, tar, whiteout


def test_a_directory_sums_up_what_is_in_it_at_every_depth(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/a", 5 * b"x"), file("d/e/b", 7 * b"x"), file("c", b"x")])
    folder = row(image.files, b"d")
    assert (folder.content_bytes, folder.files, folder.is_directory) == (12, 2, True)
    assert row(image.files, b"d/e").content_bytes == 7
    assert row(image.files, b"d/a").content_bytes == 5


def test_a_name_that_begins_like_a_directory_is_not_in_it(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a/b", 5 * b"x"), file("a-b", 7 * b"x"), file("a0", b"x")])
    assert {item.path: item.content_bytes for item in items(image.files)} == {
        b"a": 5,
        b"a-b": 7,
        b"a0": 1,
    }


def test_an_implied_directory_has_no_entry(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("implied/a"), directory("stated/")])
    assert row(image.files, b"implied").inode == -1
    assert row(image.files, b"stated").inode == 1
    assert image.files.inode_at(b"implied") is None
    assert image.files.inode_at(b"stated") == 1


def test_a_deleted_path_is_not_seen(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/a", 5 * b"x"), file("d/b", b"x")], [whiteout("d/a")])
    assert paths(image.files) == {b"d", b"d/b"}
    assert row(image.files, b"d").content_bytes == 1


def test_a_directory_that_comes_back_holds_only_what_is_new(tmp_path: Path) -> None:
    image = explored(
        tmp_path, [file("d/e/old", 5 * b"x")], [whiteout("d")], [file("d/e/new", 7 * b"x")]
    )
    assert paths(image.files) == {b"d", b"d/e", b"d/e/new"}
    assert row(image.files, b"d").content_bytes == 7
    assert row(image.files, b"d").files == 1


def test_what_is_not_of_the_base_layer_is_a_change(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("d/kept"), file("d/changed"), file("same/a")],
        [file("d/changed", b"x"), file("d/new")],
    )
    signs = {item.path: item.sign for item in walked(image.files)}
    assert signs == {
        b"d": "~",
        b"d/kept": "",
        b"d/changed": "~",
        b"d/new": "+",
        b"same": "",
        b"same/a": "",
    }


def test_a_listing_says_of_the_same_rows_that_they_changed(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a"), file("d/a"), file("e/a")], [file("b"), file("d/b")])
    listing = image.files.listing(b"")
    changed = {listing.names[at] for at in range(len(listing)) if listing.is_changed(at)}
    assert changed == {b"b", b"d"}


def test_a_new_empty_directory_is_a_change_of_those_above(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("d/a")], [directory("d/e/f/")])
    assert {item.path: item.sign for item in walked(image.files) if item.is_directory} == {
        b"d": "~",
        b"d/e": "+",
        b"d/e/f": "+",
    }


def test_bytes_of_several_names_stand_at_the_smallest(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("z/b", 5 * b"x"), hardlink("c/a", "z/b"), file("z/c", b"x")])
    shown = {item.path: (item.content_bytes, item.flags) for item in walked(image.files)}
    assert shown == {
        b"c": (5, ""),
        b"c/a": (5, "H"),
        b"z": (1, ""),
        b"z/b": (0, "H"),
        b"z/c": (1, ""),
    }


def test_the_same_content_again_has_a_flag(tmp_path: Path) -> None:
    image = explored(
        tmp_path,
        [file("a", b"same"), file("b", b"once")],
        [file("a", b"same", mode=0o600), file("b", b"else")],
    )
    assert row(image.files, b"a").flags == "m"
    assert row(image.files, b"b").flags == ""


def test_names_may_be_any_bytes(tmp_path: Path) -> None:
    image = explored(tmp_path, [file(b"new\nline/\xff\xfe", 3 * b"x"), file(b" ", b"x")])
    assert paths(image.files) == {b"new\nline", b"new\nline/\xff\xfe", b" "}
    assert image.files.content_at(b"new\nline/\xff\xfe") == 3


def test_the_columns_of_a_listing_are_those_of_its_rows(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("z", b"x"), file("d/a", 3 * b"x"), symlink("l", "z")])
    listing = image.files.listing(b"")
    found = [listing.item(at) for at in range(len(listing))]
    assert list(listing.names) == [item.name for item in found]
    assert list(listing.weights) == [item.content_bytes for item in found]
    assert image.files.sizes(b"") == {b"d": 3, b"z": 1, b"l": 0}


def test_a_path_that_is_no_directory_has_no_children(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("a", b"x")])
    for path in (b"a", b"none", b"a/b", b"none/b"):
        assert len(image.files.listing(path)) == 0
        assert image.files.sizes(path) == {}


def test_bytes_at_a_path(tmp_path: Path) -> None:
    tree = explored(tmp_path, [file("d/a", 5 * b"x"), file("b", b"x")]).files
    nothing = dict.fromkeys([b"none", b"b/a", b"none/a"])
    paths_to_bytes = {b"": 6, b"d": 5, b"d/a": 5, b"b": 1, **nothing}
    assert {path: tree.content_at(path) for path in paths_to_bytes} == paths_to_bytes


def test_whether_a_path_exists(tmp_path: Path) -> None:
    tree = explored(tmp_path, [file("d/a"), symlink("l", "d")]).files
    assert [tree.content_at(path) for path in (b"", b"d", b"d/a", b"l")] == [0] * 4
    absent = (b"a", b"d/b", b"l/a", b"d/a/b", b"none/a")
    assert [tree.content_at(path) for path in absent] == [None] * 5


def test_an_image_of_an_empty_layer_has_no_rows(tmp_path: Path) -> None:
    image = explored(tmp_path, [])
    assert len(image.files.listing(b"")) == 0
    assert len(image.layer_tree(0).listing(b"")) == 0
    assert len(image.tree_up_to(0).listing(b"")) == 0


def test_an_image_without_layers_has_no_rows(tmp_path: Path) -> None:
    reference = tmp_path / "none.tar"
    reference.write_bytes(archive())
    image = ExploredImage(explore(str(reference)))
    assert len(image.files.listing(b"")) == 0
    assert image.files.content_at(b"") == 0
    assert image.removal([], None).saved_bytes == 0


def test_the_form_of_the_image_makes_no_difference(tmp_path: Path) -> None:
    tars = [tar(file("d/a", 5 * b"x")), tar(file("d/b", 7 * b"x"))]
    folder = tmp_path / "oci.tar"
    folder.write_bytes(oci_layout(tars, config_json(tars)).archive())
    oci = ExploredImage(explore(str(folder)))
    assert list(walked(oci.files)) == list(walked(explored_tars(tmp_path, *tars).files))
