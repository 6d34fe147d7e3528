"""Two file systems as one tree."""

from __future__ import annotations

from pathlib import Path

from layersize.comparison.result import PathStatus
from layersize.explore.merged_tree import MergedTree
from layersize.patterns import search_pattern
from support.explored import explored, merged_rows, merged_walk, paired
from support.tar_writer import directory, file, hardlink, whiteout

BASE = [
    file("d/gone", 5 * b"x"),
    file("d/grown", 7 * b"x"),
    file("d/same", 11 * b"x"),
    file("e/same", 13 * b"x"),
    file("f/mode", b"x"),
    file("g/old", 17 * b"x"),
]
OTHER = [
    file("d/grown", 107 * b"x"),
    file("d/same", 11 * b"x"),
    file("e/same", 13 * b"x"),
    file("f/mode", b"x", mode=0o600),
    file("h/new", 19 * b"x"),
]


def merged(folder: Path, base: list[bytes], other: list[bytes]) -> MergedTree:
    return paired(explored(folder, base, name="base"), explored(folder, other, name="other")).files


def test_a_directory_sums_up_its_differences(tmp_path: Path) -> None:
    folder = merged_rows(merged(tmp_path, BASE, OTHER))[b"d"]
    assert (folder.base_bytes, folder.other_bytes, folder.delta_bytes) == (23, 118, 95)
    assert folder.differing == 2


def test_a_status_is_that_of_all_differences_in_a_directory(tmp_path: Path) -> None:
    rows = merged_rows(merged(tmp_path, BASE, OTHER))
    assert {name: item.status for name, item in rows.items()} == {
        b"d": PathStatus.CHANGED,
        b"e": None,
        b"f": PathStatus.METADATA_ONLY,
        b"g": PathStatus.REMOVED,
        b"h": PathStatus.ADDED,
    }


def test_a_path_of_one_side_has_no_bytes_on_the_other(tmp_path: Path) -> None:
    rows = merged_rows(merged(tmp_path, BASE, OTHER))
    assert (rows[b"g"].base_bytes, rows[b"g"].other_bytes) == (17, None)
    assert (rows[b"h"].base_bytes, rows[b"h"].other_bytes) == (None, 19)
    files = merged_rows(merged(tmp_path, BASE, OTHER), b"d")
    assert (files[b"gone"].other_bytes, files[b"gone"].delta_bytes) == (None, -5)
    assert not files[b"gone"].is_directory


def test_rows_with_a_difference_are_changed(tmp_path: Path) -> None:
    listing = merged(tmp_path, BASE, OTHER).listing(b"")
    changed = {listing.names[at] for at in range(len(listing)) if listing.is_changed(at)}
    assert changed == {b"d", b"f", b"g", b"h"}


def test_sorting_goes_by_the_difference_then_by_the_larger_side(tmp_path: Path) -> None:
    listing = merged(tmp_path, BASE, OTHER).listing(b"")
    assert dict(zip(listing.names, listing.weights, strict=True)) == {
        b"d": (95, 118),
        b"e": (0, 13),
        b"f": (0, 1),
        b"g": (17, 17),
        b"h": (19, 19),
    }


def test_a_file_that_became_a_directory_is_one_row(tmp_path: Path) -> None:
    tree = merged(tmp_path, [file("a", 5 * b"x")], [file("a/b", 7 * b"x")])
    (item,) = merged_rows(tree).values()
    assert item.is_directory
    assert (item.base_bytes, item.other_bytes, item.delta_bytes) == (5, 7, 2)
    assert (item.status, item.differing) == (PathStatus.CHANGED, 2)
    assert merged_rows(tree, b"a")[b"b"].status is PathStatus.ADDED
    assert list(tree.listing(b"").weights) == [(2, 7)]


def test_names_that_sort_between_a_directory_and_its_files(tmp_path: Path) -> None:
    tree = merged(
        tmp_path,
        [file("a", 1 * b"x"), file("a-b", 20 * b"x"), file("a0", b"same")],
        [file("a/b", 300 * b"x"), file("a.b", 4000 * b"x"), file("a0", b"same")],
    )
    deltas = {name: (item.delta_bytes, item.differing) for name, item in merged_rows(tree).items()}
    assert deltas == {b"a": (299, 2), b"a-b": (-20, 1), b"a.b": (4000, 1), b"a0": (0, 0)}
    assert set(merged_rows(tree, b"a")) == {b"b"}


def test_a_new_directory_counts_itself(tmp_path: Path) -> None:
    tree = merged(tmp_path, [], [directory("d/"), file("d/a", b"x")])
    assert merged_rows(tree)[b"d"].differing == 2


def test_only_what_differs(tmp_path: Path) -> None:
    tree = merged(tmp_path, BASE, OTHER).of_status(PathStatus.CHANGED)
    assert {item.path for item in merged_walk(tree)} == {b"d", b"d/grown"}


def test_of_one_status_sums_are_of_that_status(tmp_path: Path) -> None:
    removed = merged(tmp_path, BASE, OTHER).of_status(PathStatus.REMOVED)
    rows = merged_rows(removed)
    assert {name: item.delta_bytes for name, item in rows.items()} == {b"d": -5, b"g": -17}
    assert rows[b"d"].status is PathStatus.CHANGED  # both images have it


def test_a_status_that_nothing_has_leaves_nothing(tmp_path: Path) -> None:
    tree = merged(tmp_path, [], [file("a")]).of_status(PathStatus.REMOVED)
    assert merged_rows(tree) == {}


def test_matching_keeps_differences_in_matching_directories(tmp_path: Path) -> None:
    tree = merged(tmp_path, BASE, OTHER).matching(search_pattern("[dn]*"))
    assert {name: item.delta_bytes for name, item in merged_rows(tree).items()} == {
        b"d": 95,
        b"h": 19,
    }
    assert set(merged_rows(tree, b"d")) == {b"gone", b"grown", b"same"}


def test_matching_sums_only_what_matches(tmp_path: Path) -> None:
    folder = merged_rows(merged(tmp_path, BASE, OTHER).matching(search_pattern("[gs][oa][nm]e")))[
        b"d"
    ]
    assert (folder.base_bytes, folder.other_bytes, folder.delta_bytes) == (16, 11, -5)
    assert (folder.status, folder.differing) == (PathStatus.CHANGED, 1)


def test_matching_a_directory_by_its_end_keeps_differences_at_all_depths(tmp_path: Path) -> None:
    tree = merged(tmp_path, [], [file("d/e/f/a", 5 * b"x"), file("d/b", b"x")])
    found = merged_rows(tree.matching(search_pattern("d/e")))[b"d"]
    assert (found.other_bytes, found.delta_bytes) == (5, 5)


def test_matching_of_one_status(tmp_path: Path) -> None:
    tree = (
        merged(tmp_path, BASE, OTHER).of_status(PathStatus.REMOVED).matching(search_pattern("old"))
    )
    assert {item.path for item in merged_walk(tree)} == {b"g", b"g/old"}


def test_bytes_that_move_to_another_name_are_no_difference_in_sum(tmp_path: Path) -> None:
    tree = merged(
        tmp_path,
        [file("d/b", 5 * b"x"), hardlink("d/c", "d/b")],
        [file("d/b", 5 * b"x"), hardlink("d/a", "d/b")],
    )
    assert merged_rows(tree)[b"d"].delta_bytes == 0
    files = {name: item.delta_bytes for name, item in merged_rows(tree, b"d").items()}
    assert files == {b"a": 5, b"b": -5, b"c": 0}


def test_names_may_be_any_bytes(tmp_path: Path) -> None:
    tree = merged(tmp_path, [file(b"d/\xff\n", b"x")], [file(b"d\n/\xfe", 3 * b"x")])
    assert {item.path: item.delta_bytes for item in merged_walk(tree)} == {
        b"d": -1,
        b"d/\xff\n": -1,
        b"d\n": 3,
        b"d\n/\xfe": 3,
    }


def test_images_without_files_have_no_rows(tmp_path: Path) -> None:
    assert len(merged(tmp_path, [], []).listing(b"")) == 0


def test_only_the_last_state_is_compared(tmp_path: Path) -> None:
    base = explored(tmp_path, [file("a", b"x")], [whiteout("a")], name="base")
    other = explored(tmp_path, [], name="other")
    assert merged_rows(paired(base, other).files) == {}
