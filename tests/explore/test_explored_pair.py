"""A comparison seen from either side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layersize.comparison.compare import swapped
from layersize.comparison.result import FoldedDelta, PathDelta, PathStatus
from layersize.comparison.swap import SwappedPaths, swapped_folds, swapped_status
from layersize.explore.explored import ExploredPair
from layersize.explore.merged_tree import MergedItem
from layersize.measure import compare_explored
from layersize.patterns import search_pattern
from support.explored import explored, merged_rows, merged_walk, paired
from support.tar_writer import file, whiteout

COMMON = [file("c/a", 100 * b"x"), file("c/b", 50 * b"x")]


@pytest.fixture
def pair(tmp_path: Path) -> ExploredPair:
    base = explored(tmp_path, COMMON, [file("c/old", 7 * b"x")], name="base")
    other = explored(
        tmp_path,
        COMMON,
        [file("c/a", 3 * b"y"), file("new", 5 * b"x")],
        [whiteout("c/b")],
        name="other",
    )
    return paired(base, other)


def mirrored_item(item: MergedItem) -> MergedItem:
    return replace(
        item,
        base_bytes=item.other_bytes,
        other_bytes=item.base_bytes,
        delta_bytes=-item.delta_bytes,
        status=swapped_status(item.status) if item.status else None,
    )


def test_steps_are_the_largest_differences_first(pair: ExploredPair) -> None:
    assert [(step.path, step.delta_bytes) for step in pair.steps] == [
        (b"c/a", -97),
        (b"c/b", -50),
        (b"c/old", -7),
        (b"new", 5),
    ]


def test_swapping_changes_the_sides(pair: ExploredPair) -> None:
    swapped = pair.swapped()
    assert (swapped.base, swapped.other) == (pair.other, pair.base)
    assert (swapped.comparison.base, swapped.comparison.other) == (
        pair.comparison.other,
        pair.comparison.base,
    )


def test_swapping_negates_every_row(pair: ExploredPair) -> None:
    rows = {item.path: mirrored_item(item) for item in merged_walk(pair.files)}
    assert {item.path: item for item in merged_walk(pair.swapped().files)} == rows
    assert len(rows) == 5


def test_swapping_negates_the_steps_and_keeps_their_order(pair: ExploredPair) -> None:
    swapped = pair.swapped()
    assert [step.path for step in swapped.steps] == [step.path for step in pair.steps]
    assert [step.delta_bytes for step in swapped.steps] == [
        -step.delta_bytes for step in pair.steps
    ]


def test_swapping_twice_is_as_before(pair: ExploredPair) -> None:
    twice = pair.swapped().swapped()
    assert (twice.base, twice.other, tuple(twice.steps)) == (pair.base, pair.other, pair.steps)
    assert list(merged_walk(twice.files)) == list(merged_walk(pair.files))
    assert list(twice.comparison.paths) == list(pair.comparison.paths)
    assert replace(twice.comparison, paths=()) == replace(pair.comparison, paths=())


def test_a_swapped_comparison_is_the_one_made_the_other_way_round(pair: ExploredPair) -> None:
    back = compare_explored(pair.other.image, pair.base.image, 10)
    other_way = swapped(pair.comparison)
    assert list(other_way.paths) == list(back.paths)
    assert replace(other_way, paths=()) == replace(back, paths=())


def test_the_marginal_cost_is_that_of_the_other_side(pair: ExploredPair) -> None:
    assert (pair.comparison.marginal.layers, pair.comparison.marginal.content_bytes) == (2, 8)
    back = pair.swapped().comparison.marginal
    assert (back.layers, back.content_bytes) == (1, 7)


def test_a_status_is_asked_for_as_it_is_shown(pair: ExploredPair) -> None:
    added = pair.swapped().files.of_status(PathStatus.ADDED)
    assert {item.path: item.delta_bytes for item in merged_walk(added)} == {
        b"c": 57,
        b"c/b": 50,
        b"c/old": 7,
    }
    files = (item for item in merged_walk(added) if not item.is_directory)
    assert {item.status for item in files} == {PathStatus.ADDED}


def test_a_search_stays_when_the_sides_are_swapped(pair: ExploredPair) -> None:
    found = pair.files.matching(search_pattern("old")).swapped()
    assert {name: item.delta_bytes for name, item in merged_rows(found).items()} == {b"c": 7}


def test_sorting_is_the_same_from_either_side(pair: ExploredPair) -> None:
    here, there = pair.files.listing(b"c"), pair.swapped().files.listing(b"c")
    assert dict(zip(here.names, here.weights, strict=True)) == dict(
        zip(there.names, there.weights, strict=True)
    )


def delta(path: bytes, status: PathStatus, base: int | None, other: int | None) -> PathDelta:
    return PathDelta(path=path, status=status, base_bytes=base, other_bytes=other)


def test_swapped_paths_are_a_sequence() -> None:
    seen = SwappedPaths(
        [
            delta(b"a", PathStatus.ADDED, None, 5),
            delta(b"b", PathStatus.REMOVED, 3, None),
            delta(b"c", PathStatus.CHANGED, 1, 2),
        ]
    )
    expected = [
        delta(b"a", PathStatus.REMOVED, 5, None),
        delta(b"b", PathStatus.ADDED, None, 3),
        delta(b"c", PathStatus.CHANGED, 2, 1),
    ]
    assert len(seen) == 3
    assert list(seen) == expected
    assert [seen[0], seen[-1]] == [expected[0], expected[2]]
    assert seen[1:] == expected[1:]


def test_only_added_and_removed_change_places() -> None:
    assert {status: swapped_status(status) for status in PathStatus} == {
        PathStatus.ADDED: PathStatus.REMOVED,
        PathStatus.REMOVED: PathStatus.ADDED,
        PathStatus.CHANGED: PathStatus.CHANGED,
        PathStatus.METADATA_ONLY: PathStatus.METADATA_ONLY,
    }


def test_a_swapped_fold_keeps_path_and_files() -> None:
    fold = FoldedDelta(path=b"d/", status=PathStatus.ADDED, delta_bytes=5, files=3)
    (back,) = swapped_folds([fold])
    assert back == FoldedDelta(path=b"d/", status=PathStatus.REMOVED, delta_bytes=-5, files=3)
