"""Laws of comparisons: deltas add up, an image equals itself, and swapping sides mirrors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from support.docker_archives import archive
from support.layer_stack import Entry, Layer, layer_tars
from support.naive_replay import Replay, naive_replay, shown_name
from support.naive_tree import Inode
from support.run_layersize import compare_report, inspect_report
from support.stacks import layers, stacks

MIRRORED_STATUS = {
    "added": "removed",
    "removed": "added",
    "only-base": "only-other",
    "only-other": "only-base",
}

two_stacks = st.tuples(
    st.lists(layers, max_size=2), st.lists(layers, max_size=2), st.lists(layers, max_size=2)
).map(lambda parts: (parts[0] + parts[1], parts[0] + parts[2]))
"""Two stacks over a common base."""


def write(folder: Path, name: str, stack: Sequence[Layer]) -> str:
    image = folder / f"{name}.tar"
    image.write_bytes(archive(*layer_tars(stack)))
    return str(image)


def path_bytes(replay: Replay) -> dict[str, int]:
    """Bytes of each path: an inode's at its shown name, 0 at all others."""
    return {
        path: len(node.data) if isinstance(node, Inode) and path == shown_name(node.names) else 0
        for path, node in replay.tree.nodes.items()
    }


def assert_path_rows(report: Any, base: Replay, other: Replay) -> None:
    before, after = path_bytes(base), path_bytes(other)
    rows = {row["path"]: row for row in report["paths"]}
    assert len(rows) == len(report["paths"])
    for path, row in rows.items():
        assert (row["base_bytes"], row["other_bytes"]) == (before.get(path), after.get(path))
        assert row["delta_bytes"] == after.get(path, 0) - before.get(path, 0)
    by_status = {
        status: {path for path, row in rows.items() if row["status"] == status}
        for status in ("added", "removed")
    }
    assert by_status["added"] == after.keys() - before.keys()
    assert by_status["removed"] == before.keys() - after.keys()
    for path in before.keys() & after.keys():
        old, new = base.tree.nodes[path], other.tree.nodes[path]
        data_differs = isinstance(old, Inode) and isinstance(new, Inode) and old.data != new.data
        if data_differs or type(old) is not type(new):
            assert rows[path]["status"] == "changed"
        elif path not in rows:
            assert before[path] == after[path]
    deltas = [abs(row["delta_bytes"]) for row in report["paths"]]
    assert deltas == sorted(deltas, reverse=True)


def assert_layers(report: Any, base: Sequence[Layer], other: Sequence[Layer]) -> None:
    """Rows pair repeated layers off; what is shared and what OTHER costs counts each layer once."""
    base_tars, other_tars = layer_tars(base), layer_tars(other)
    both = Counter(base_tars) & Counter(other_tars)
    assert report["shared"]["layers"] == len(both)
    assert report["shared"]["tar_bytes"] == sum(map(len, both))
    rows = [row for row in report["layers"] if row["status"] == "shared"]
    assert len(rows) == both.total()
    for row in rows:
        assert base_tars[row["base"]] == other_tars[row["other"]]
    for side, tars in (("base", base_tars), ("other", other_tars)):
        listed = [row[side] for row in report["layers"] if row[side] is not None]
        assert sorted(listed) == list(range(len(tars)))
    news = set(other_tars) - set(base_tars)
    assert report["marginal"]["layers"] == len(news)
    assert report["marginal"]["tar_bytes"] == sum(map(len, news))


@settings(max_examples=120)
@given(pair=two_stacks)
def test_deltas_add_up(pair: tuple[list[Layer], list[Layer]], folder: Path) -> None:
    base, other = pair
    report = compare_report(write(folder, "base", base), write(folder, "other", other))
    for key in ("tar_bytes", "content_bytes", "live_bytes", "shadowed_bytes"):
        assert report["delta"][key] == report["other"][key] - report["base"][key]
    assert sum(row["delta_bytes"] for row in report["paths"]) == report["delta"]["live_bytes"]
    assert sum(row["delta_bytes"] for row in report["layers"]) == report["delta"]["content_bytes"]
    assert_path_rows(report, naive_replay(base), naive_replay(other))
    assert_layers(report, base, other)


@settings(max_examples=60)
@given(stack=stacks)
def test_an_image_equals_itself(stack: list[Layer], folder: Path) -> None:
    image = write(folder, "self", stack)
    report = compare_report(image, image)
    assert report["paths"] == []
    assert report["base"] == report["other"] == inspect_report(image)["image"]
    assert set(report["delta"].values()) <= {0, None}
    assert {row["status"] for row in report["layers"]} == {"shared"}
    assert [(row["base"], row["other"]) for row in report["layers"]] == [
        (i, i) for i in range(len(stack))
    ]
    assert report["marginal"]["layers"] == 0
    assert report["marginal"]["content_bytes"] == 0


def mirrored_row(row: dict[str, Any]) -> dict[str, Any]:
    swapped = {
        "base": "other",
        "other": "base",
        "base_bytes": "other_bytes",
        "other_bytes": "base_bytes",
    }
    mirrored = {swapped.get(key, key): value for key, value in row.items()}
    mirrored["status"] = MIRRORED_STATUS.get(row["status"], row["status"])
    mirrored["delta_bytes"] = -row["delta_bytes"]
    return mirrored


def by_text(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Rows in an order of their own, for comparison."""
    return sorted(repr(sorted(row.items())) for row in rows)


@settings(max_examples=120)
@given(pair=two_stacks)
def test_swapping_the_sides_mirrors(pair: tuple[list[Layer], list[Layer]], folder: Path) -> None:
    first, second = write(folder, "first", pair[0]), write(folder, "second", pair[1])
    there, back = compare_report(first, second), compare_report(second, first)
    assert (there["base"], there["other"]) == (back["other"], back["base"])
    assert there["shared"] == back["shared"]
    for key, value in there["delta"].items():
        assert back["delta"][key] == (None if value is None else -value)
    for rows in ("paths", "layers"):
        assert by_text(mirrored_row(row) for row in there[rows]) == by_text(back[rows])


def test_a_changed_mode_is_metadata_only(folder: Path) -> None:
    base = write(folder, "base", [[Entry("file", "a", b"same"), Entry("file", "b", b"same")]])
    other = write(
        folder, "other", [[Entry("file", "a", b"same", mode=0o600), Entry("file", "b", b"same")]]
    )
    assert compare_report(base, other)["paths"] == [
        {
            "path": "a",
            "status": "metadata-only",
            "base_bytes": 4,
            "other_bytes": 4,
            "delta_bytes": 0,
        }
    ]
