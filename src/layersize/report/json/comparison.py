"""Comparisons as JSON, kinds `comparison` and `comparisons`."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.comparison.comparison_json import comparison_json
from layersize.comparison.result import Comparison
from layersize.report.style import OutputStyle


def render(comparisons: Sequence[Comparison], style: OutputStyle) -> str:  # noqa: ARG001 - as every format
    """The document; of one comparison, what `Comparison.to_json` gives as well."""
    return comparison_json(comparisons)
