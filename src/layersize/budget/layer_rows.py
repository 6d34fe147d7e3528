"""Layers as baselines and histories have them, read from JSON."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.budget.json_members import count, member
from layersize.model.baseline import BaselineLayer
from layersize.model.digest import Digest


def read_layers(rows: Sequence[object], first_index: int = 0) -> tuple[BaselineLayer, ...]:
    """The layers, numbered from `first_index`; raises ValueError with what is wrong."""
    layers = []
    for index, row in enumerate(rows, first_index):
        if not isinstance(row, dict):
            raise ValueError(f"layers: row {index} is not an object")
        diff_id = member(row, "diff_id", str, can_be_null=True)
        layers.append(
            BaselineLayer(
                index=index,
                diff_id=None if diff_id is None else Digest.parse(diff_id),
                created_by=member(row, "instruction", str),
                measured_bytes=count(row, "measured_bytes") or 0,
                shadowed_bytes=count(row, "shadowed_bytes") or 0,
            )
        )
    return tuple(layers)
