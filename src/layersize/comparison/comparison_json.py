"""Comparisons as JSON, kinds `comparison` and `comparisons`, each described by a schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layersize.accounting.image_json import FORMAT_VERSION, MEMBERS
from layersize.comparison.result import Comparison, PathDelta, PathStatus
from layersize.text.json_values import json_members, json_value
from layersize.text.json_writer import JsonRows, JsonValue, json_document, json_path, json_string

_FINDING = "rule owner state status title base_bytes other_bytes delta_bytes"
_PACKAGE = "name manager base_version other_version base_bytes other_bytes delta_bytes"


def comparison_json(comparisons: Sequence[Comparison]) -> str:
    """One comparison as a document of its own, several as a list in one document."""
    documents = [_comparison(comparison) for comparison in comparisons]
    if len(documents) == 1:
        return json_document(documents[0])
    return json_document(
        {"format_version": FORMAT_VERSION, "kind": "comparisons", "comparisons": documents}
    )


def _comparison(comparison: Comparison) -> dict[str, JsonValue]:
    return {
        "format_version": FORMAT_VERSION,
        "kind": "comparison",
        "base": json_value(comparison.base.image, MEMBERS),
        "other": json_value(comparison.other.image, MEMBERS),
        **json_members(comparison, MEMBERS, "delta shared marginal layers"),
        "paths": _paths(comparison.paths),
        "folded": [
            json_members(row, MEMBERS, "path status delta_bytes files") for row in comparison.folded
        ],
        "extensions": json_value(comparison.extensions, MEMBERS),
        "findings": [json_members(row, MEMBERS, _FINDING) for row in comparison.findings],
        "packages": [json_members(row, MEMBERS, _PACKAGE) for row in comparison.packages],
    }


def _paths(deltas: Iterable[PathDelta]) -> JsonRows:
    """The rows as finished JSON: there may be hundreds of thousands."""
    statuses = {status: json_string(status) for status in PathStatus}
    return JsonRows(
        ("path", "status", "base_bytes", "other_bytes", "delta_bytes"),
        (
            (
                json_path(delta.path),
                statuses[delta.status],
                "null" if delta.base_bytes is None else delta.base_bytes,
                "null" if delta.other_bytes is None else delta.other_bytes,
                delta.delta_bytes,
            )
            for delta in deltas
        ),
    )
