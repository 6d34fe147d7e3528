"""What two images leave shadowed, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from layersize.accounting.result import Cause
from layersize.explore.explored import ExploredPair
from support.explored import explored, paired
from support.tar_writer import file, whiteout

Layers = Sequence[Sequence[bytes]]


def pair_of(folder: Path, base: Layers, other: Layers, steps: Sequence[str]) -> ExploredPair:
    return paired(
        explored(folder, *base, name="base", steps=steps[: len(base)]),
        explored(folder, *other, name="other", steps=steps[: len(other)]),
    )


def told(pair: ExploredPair) -> list[tuple[str, str, int | None, int | None, int]]:
    return [
        (
            row.added_by,
            row.hidden_by,
            row.base.content_bytes if row.base else None,
            row.other.content_bytes if row.other else None,
            row.delta_bytes,
        )
        for row in pair.shadowed
    ]


def test_pairs_of_the_same_instructions_are_one_row(tmp_path: Path) -> None:
    pair = pair_of(
        tmp_path,
        [[file("a", 5 * b"x")], [whiteout("a")]],
        [[file("a", 50 * b"x")], [whiteout("a")]],
        ["RUN make", "RUN clean"],
    )
    assert told(pair) == [("RUN make", "RUN clean", 5, 50, 45)]
    assert pair.shadowed[0].cause is Cause.DELETED


def test_another_cause_is_another_row(tmp_path: Path) -> None:
    pair = pair_of(
        tmp_path,
        [[file("a", 5 * b"x")], [whiteout("a")]],
        [[file("a", 50 * b"x")], [file("a")]],
        ["RUN make", "RUN clean"],
    )
    assert told(pair) == [
        ("RUN make", "RUN clean", None, 50, 50),
        ("RUN make", "RUN clean", 5, None, -5),
    ]


def test_the_largest_difference_comes_first_then_the_most_bytes(tmp_path: Path) -> None:
    base = [
        [file("a", 10 * b"x"), file("e", 9 * b"x")],
        [whiteout("a")],
        [file("b", 99 * b"x")],
        [whiteout("b")],
        [whiteout("e")],
    ]
    other = [
        [file("a", 70 * b"x"), file("e", 9 * b"x")],
        [whiteout("a")],
        [file("b", 99 * b"x")],
        [whiteout("b")],
        [whiteout("e")],
    ]
    steps = ["RUN 1", "RUN 2", "RUN 3", "RUN 4", "RUN 5"]
    assert told(pair_of(tmp_path, base, other, steps)) == [
        ("RUN 1", "RUN 2", 10, 70, 60),
        ("RUN 3", "RUN 4", 99, 99, 0),
        ("RUN 1", "RUN 5", 9, 9, 0),
    ]


def test_repeated_instructions_pair_off_in_order(tmp_path: Path) -> None:
    base = [[file("a", 9 * b"x")], [whiteout("a")], [file("a", 5 * b"x")], [whiteout("a")]]
    pair = pair_of(tmp_path, base, base[:2], ["RUN make", "RUN clean", "RUN make", "RUN clean"])
    assert told(pair) == [
        ("RUN make", "RUN clean", 5, None, -5),
        ("RUN make", "RUN clean", 9, 9, 0),
    ]


def test_swapping_swaps_the_sides_of_each_row(tmp_path: Path) -> None:
    pair = pair_of(
        tmp_path,
        [[file("a", 5 * b"x"), file("b", b"x")], [whiteout("a")], [whiteout("b")]],
        [[file("a", 50 * b"x")], [whiteout("a")]],
        ["RUN make", "RUN clean", "RUN clean more"],
    )
    assert told(pair.swapped()) == [
        (added, hidden, theirs, ours, -change) for added, hidden, ours, theirs, change in told(pair)
    ]
    assert len(pair.shadowed) == 2


def test_images_without_shadowed_bytes_have_no_rows(tmp_path: Path) -> None:
    assert told(pair_of(tmp_path, [[file("a")]], [[file("b", b"x")]], ["RUN make"])) == []
