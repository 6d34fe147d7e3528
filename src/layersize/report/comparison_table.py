"""Compared images as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.model.analysis import ImageAnalysis
from layersize.model.comparison import Comparison
from layersize.report.aligned_layers import aligned_layers
from layersize.report.hidden_section import hidden_section
from layersize.report.image_columns import image_columns
from layersize.report.image_table import heading
from layersize.report.largest_differences import largest_differences
from layersize.report.layout import rendered
from layersize.report.measures import measure_rows, what_is_shared
from layersize.report.pen import Pen
from layersize.report.signs import QUIET
from layersize.report.table_style import TableStyle


def comparison_table(comparisons: Sequence[Comparison], style: TableStyle) -> str:
    """One OTHER side by side with its base; several as columns, then each."""
    pen = Pen(style)
    if len(comparisons) == 1:
        return rendered(_side_by_side(comparisons[0], pen), style)
    return rendered(_several(comparisons, pen), style)


def _side_by_side(comparison: Comparison, pen: Pen) -> Iterator[RenderableType]:
    yield from _headings([comparison.base, comparison.other], ["base", "other"], pen)
    yield ""
    yield measure_rows(comparison, pen)
    yield ""
    yield from what_is_shared(comparison, pen)
    yield ""
    yield from aligned_layers(comparison, pen)
    yield ""
    yield from largest_differences(comparison, pen)
    yield ""
    if comparison.base.pairs == comparison.other.pairs:
        yield from hidden_section(comparison.other, "Hidden in both", pen, advice=False)
        return
    yield from hidden_section(comparison.base, "Hidden in base", pen, advice=False)
    yield ""
    yield from hidden_section(comparison.other, "Hidden in other", pen, advice=False)


def _several(comparisons: Sequence[Comparison], pen: Pen) -> Iterator[RenderableType]:
    names = ["base", *(f"other {number}" for number in range(1, len(comparisons) + 1))]
    images = [comparisons[0].base, *(comparison.other for comparison in comparisons)]
    yield from _headings(images, names, pen)
    yield from image_columns(comparisons, names, pen)
    yield ""
    yield from hidden_section(comparisons[0].base, "Hidden in base", pen, advice=False)
    for name, comparison in zip(names[1:], comparisons, strict=True):
        yield ""
        yield Text(name.ljust(10), QUIET) + heading(comparison.other, pen)
        yield ""
        yield from aligned_layers(comparison, pen)
        yield ""
        yield from largest_differences(comparison, pen)
        yield ""
        yield from hidden_section(comparison.other, f"Hidden in {name}", pen, advice=False)


def _headings(
    images: Sequence[ImageAnalysis], names: Sequence[str], pen: Pen
) -> Iterator[RenderableType]:
    label_width = max(map(len, names)) + 2
    for name, analysis in zip(names, images, strict=True):
        yield Text(name.ljust(label_width), QUIET) + heading(analysis, pen)
