"""Law: where whiteouts and opaque markers stand inside their layer never matters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from support.docker_archives import archive
from support.layer_stack import Entry, Layer, layer_tars
from support.naive_replay import is_aufs, is_marker
from support.naive_tree import normalised
from support.run_layersize import inspect_report
from support.stacks import stacks

OF_THE_BYTES = ("diff_id", "reference", "image_id")
"""What differs because the tar's bytes do."""


OF_THE_ORDER = {
    "whiteout-after-entry",
    "whiteout-above-entry",
    "entry-below-file",
    "recreated-folder",
}
"""Warnings of what engines, other than the specification, make of another order."""


def marks(entry: Entry) -> bool:
    path = normalised(entry.path)
    return is_marker(path) and not is_aufs(path)


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[list[Layer], list[Layer]]:
    """A stack, and the same with every layer's markers at other places."""
    stack = draw(stacks)
    moved: list[Layer] = []
    for layer in stack:
        rest = [entry for entry in layer if not marks(entry)]
        for marker in draw(st.permutations([entry for entry in layer if marks(entry)])):
            rest.insert(draw(st.integers(0, len(rest))), marker)
        moved.append(rest)
    return stack, moved


def comparable(report: Any) -> Any:
    for part in (report["image"], *report["layers"]):
        for key in OF_THE_BYTES:
            part.pop(key, None)
    report["warnings"] = [row for row in report["warnings"] if row["code"] not in OF_THE_ORDER]
    for rows in ("warnings", "shadowed", "pairs", "biggest"):
        report[rows] = sorted(report[rows], key=repr)
    return report


@settings(max_examples=250)
@given(orders=two_orders())
def test_place_of_markers_does_not_matter(
    orders: tuple[list[Layer], list[Layer]], folder: Path
) -> None:
    reports = []
    for name, stack in zip(("first", "second"), orders, strict=True):
        image = folder / f"{name}.tar"
        image.write_bytes(archive(*layer_tars(stack)))
        reports.append(comparable(inspect_report(str(image), "--top", "100000")))
    assert reports[0] == reports[1]
