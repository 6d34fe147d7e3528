"""A baseline file: sorted, a figure a line, so that a difference between two is read easily.

Version 1: the first. `budget/baseline_text.py` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping

from layersize.model.baseline import Baseline
from layersize.report.inert import shown_path
from layersize.report.json_text import JsonValue, json_document

FORMAT_VERSION = 1


def baseline_json(baselines: Mapping[str, Baseline]) -> str:
    """The file for budgets by their names."""
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "baseline",
            "budgets": {name: _baseline(baselines[name]) for name in sorted(baselines)},
        }
    )


def _baseline(baseline: Baseline) -> JsonValue:
    return {
        "metric": baseline.metric,
        "platform": baseline.platform,
        "measured_bytes": baseline.measured_bytes,
        "base_layers": baseline.base_layers,
        "layers": [
            {
                "instruction": layer.created_by,
                "measured_bytes": layer.measured_bytes,
                "shadowed_bytes": layer.shadowed_bytes,
                "diff_id": None if layer.diff_id is None else str(layer.diff_id),
            }
            for layer in baseline.layers
        ],
        "directories": {
            shown_path(path): live_bytes
            for path, live_bytes in sorted(baseline.directories.items())
        },
    }
