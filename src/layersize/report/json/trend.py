"""A trend as JSON, kind `trend`; described by the schema in this package.

A new key may come; a key that changes or goes raises FORMAT_VERSION.

Version 1: the first.
"""

from __future__ import annotations

from layersize.budgets.history import HistoryEntry, time_text
from layersize.budgets.result import LayerShare
from layersize.budgets.trend import Jump, Series, Trend
from layersize.report.style import TableStyle
from layersize.text.json_writer import JsonValue, json_document

FORMAT_VERSION = 1


def render(trend: Trend, style: TableStyle) -> str:  # noqa: ARG001 - as the other formats have it
    """The document."""
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "trend",
            "file": trend.file,
            "series": [_series(series) for series in trend.series],
        }
    )


def _series(series: Series) -> JsonValue:
    return {
        "name": series.name,
        "metric": series.metric,
        "platform": series.platform,
        "ignores_base": series.ignores_base,
        "unmeasured": series.unmeasured,
        "runs": [_run(run) for run in series.runs],
        "jumps": [_jump(jump) for jump in series.jumps],
        "other_jumps": series.other_jumps,
    }


def _run(run: HistoryEntry) -> JsonValue:
    return {
        "time": time_text(run.time),
        "commit": run.commit,
        "verdict": run.verdict,
        "measured_bytes": run.measured_bytes,
        "limit_bytes": run.limit_bytes,
        "shadowed_bytes": run.shadowed_bytes,
    }


def _jump(jump: Jump) -> JsonValue:
    return {
        "run": jump.run,
        "delta_bytes": jump.delta_bytes,
        "layers": [_layer(share) for share in jump.layers],
        "other_layers": jump.other_layers,
        "other_layers_bytes": jump.other_layers_bytes,
    }


def _layer(share: LayerShare) -> JsonValue:
    return {
        "index": share.index,
        "status": share.status,
        "instruction": share.instruction,
        "delta_bytes": share.delta_bytes,
    }
