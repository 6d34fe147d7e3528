"""Law: the report equals the naive replay of the same layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings

from support.docker_archives import archive
from support.identities import assert_identities, pairs_of
from support.layer_stack import Layer, layer_tars
from support.naive_replay import Replay, Shadow, naive_replay
from support.run_layersize import inspect_report
from support.stacks import stacks

EVERYTHING = ("--top", "100000")
SHADOW_KEYS = Shadow._fields


def layer_rows(replay: Replay) -> list[dict[str, int]]:
    return [
        {
            "content_bytes": layer.content,
            "live_bytes": replay.live_bytes(index),
            "added_bytes": layer.added,
            "rewritten_bytes": layer.rewritten,
            "in_layer_waste_bytes": layer.waste,
            "whiteout_bytes": layer.whiteout,
            "overwritten_bytes": layer.overwritten,
            "entries": layer.entries,
        }
        for index, layer in enumerate(replay.layers)
    ]


def assert_equal(report: Any, replay: Replay) -> None:
    rows = layer_rows(replay)
    assert [
        {key: layer[key] for key in row} for layer, row in zip(report["layers"], rows, strict=True)
    ] == rows
    shadows = [tuple(row[key] for key in SHADOW_KEYS) for row in report["shadowed"]]
    assert sorted(shadows) == sorted(replay.shadows)
    expected_pairs = pairs_of(shadow._asdict() for shadow in replay.shadows)
    assert pairs_of(report["shadowed"]) == expected_pairs
    biggest = {
        (row["path"], row["bytes"], row["layer"]) for row in report["biggest"] if row["bytes"]
    }
    assert biggest == replay.biggest()
    assert report["image"]["entries"] == len(replay.tree.nodes)


@settings(max_examples=1500)
@given(stack=stacks)
def test_report_equals_the_naive_replay(stack: list[Layer], folder: Path) -> None:
    image = folder / "image.tar"
    image.write_bytes(archive(*layer_tars(stack)))
    report = inspect_report(str(image), *EVERYTHING)
    assert_identities(report)
    assert_equal(report, naive_replay(stack))
