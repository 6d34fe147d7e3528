"""Sizes over many runs as JSON, kind `trend`: a contract, described by its schema."""

from __future__ import annotations

from layersize.budgets.history import HistoryEntry
from layersize.budgets.result import LayerShare
from layersize.budgets.trend import Jump, Series, Trend
from layersize.report.style import OutputStyle
from layersize.text.json_values import json_members
from layersize.text.json_writer import json_document

FORMAT_VERSION = 1
"""It rises when a key goes or changes its meaning; a new key may come within a version."""
_MEMBERS = {
    Series: "name metric platform ignores_base unmeasured runs jumps other_jumps",
    HistoryEntry: "time=iso_time commit verdict measured_bytes limit_bytes shadowed_bytes",
    Jump: "run delta_bytes layers other_layers other_layers_bytes",
    LayerShare: "index status instruction delta_bytes",
}


def render(trend: Trend, style: OutputStyle) -> str:  # noqa: ARG001 - as every format
    """The document."""
    return json_document(
        {"format_version": FORMAT_VERSION, "kind": "trend", **json_members(trend, _MEMBERS)}
    )
