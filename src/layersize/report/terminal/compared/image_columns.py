"""Several images side by side, each in a column of numbers against those of the base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison
from layersize.report.cells import content_bar
from layersize.report.columns import total_width
from layersize.report.style import QUIET, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.compared.measures import byte_measures, growth_cell, measures_of
from layersize.report.terminal.grid import FilledColumn, cells, filled, grid

_BAR_CELLS = 8
"""How long a bar is where several images stand side by side."""


def image_columns(
    comparisons: Sequence[Comparison], names: Sequence[str], style: OutputStyle
) -> Iterator[Part]:
    """As many of the other images side by side as fit, the base in front of each group."""
    base = comparisons[0].base
    images = [base.image, *(comparison.other.image for comparison in comparisons)]
    scale = max(image.content_bytes for image in images)
    measures = measures_of(images)
    labels = ["", *measures, "layers", "shared", "extra", "pull"]
    numbers = _image_cells(base, measures, scale, style)
    numbers += [StyledText()] * (len(labels) - len(numbers))
    first = [filled("", cells(labels), align_right=False), filled("base", numbers)]
    group = list(first)
    for name, comparison in zip(names, comparisons, strict=True):
        columns = _other_columns(comparison, name, measures, scale, style)
        if len(group) > len(first) and total_width(group + columns) >= style.width:
            yield ""
            yield grid(group)
            group = list(first)
        group += columns
    yield ""
    yield grid(group)


def _image_cells(
    analysis: ImageAnalysis, measures: Sequence[str], scale: int, style: OutputStyle
) -> list[StyledText]:
    """A bar, the measures, and the number of layers of one image."""
    image = analysis.image
    drawing = content_bar(image.live_bytes, image.shadowed_bytes, scale, _BAR_CELLS, style)
    drawing.stays_left = True
    sizes = cells(_known_size(amount, style) for amount in byte_measures(image, measures))
    return [drawing, *sizes, StyledText(str(len(analysis.layers)))]


def _other_columns(
    comparison: Comparison, name: str, measures: Sequence[str], scale: int, style: OutputStyle
) -> list[FilledColumn]:
    """An image's numbers, and beside them what they are against those of the base."""
    shared, marginal = comparison.shared, comparison.marginal
    pull = _known_size(marginal.transfer_bytes, style)
    if marginal.transfer_estimate_bytes is not None:
        pull = f"about {style.size(marginal.transfer_estimate_bytes)}"
    sizes = (
        style.size_or_dash(shared.content_bytes),
        style.size_or_dash(marginal.content_bytes),
        pull,
    )
    numbers = [*_image_cells(comparison.other, measures, scale, style), *cells(sizes)]
    sides = (comparison.base.image, comparison.other.image)
    growth = [
        StyledText() if before is None or after is None else growth_cell(before, after, style)
        for before, after in zip(*(byte_measures(side, measures) for side in sides), strict=True)
    ]
    in_layers = [f"in {count}" if count else "" for count in (shared.layers, marginal.layers)]
    beside = [StyledText(), *growth, StyledText(), *cells(in_layers, QUIET), StyledText()]
    return [filled(name, numbers), filled(style.signs.delta, beside)]


def _known_size(byte_count: int | None, style: OutputStyle) -> str:
    return "not known" if byte_count is None else style.size_or_dash(byte_count)
