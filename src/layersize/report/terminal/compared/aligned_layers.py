"""The layers of two images in one list, aligned by content and then by instruction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison, LayerStatus
from layersize.report.cells import change_cell
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.comparison_words import LAYER_SIGNS, pair_instruction
from layersize.report.style import QUIET, SHARED, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import (
    FilledColumn,
    cells,
    colored_cells,
    filled,
    grid,
    indented,
    section_title,
)

_LEAST_INSTRUCTION = 12
_MEANINGS = {
    LayerStatus.SHARED: "shared",
    LayerStatus.SAME_INSTRUCTION: "same instruction, other content",
    LayerStatus.ONLY_BASE: "only base",
    LayerStatus.ONLY_OTHER: "only other",
}


def aligned_layers(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """A row per layer or pair of layers; the signs that occur are explained."""
    pairs = comparison.layers
    if not pairs:
        yield indented(StyledText("Neither image has a layer."))
        return
    occurring = {pair.status for pair in pairs}
    legend = [
        f"{LAYER_SIGNS[status]} {_MEANINGS[status]}" for status in _MEANINGS if status in occurring
    ]
    yield section_title("Layers", "   ".join(legend), style)
    colors = [SHARED if pair.status is LayerStatus.SHARED else "" for pair in pairs]
    changes = [change_cell(pair.delta_bytes, style) for pair in pairs]
    signs = colored_cells([LAYER_SIGNS[pair.status] for pair in pairs], colors)
    columns = [
        filled("", signs, 11),
        *_side("base", comparison.base, [pair.base for pair in pairs], colors, style),
        *_side("other", comparison.other, [pair.other for pair in pairs], colors, style),
        filled(style.signs.delta, changes, 10),
    ]
    room = style.width - 1 - COLUMN_GAP
    columns = columns_that_fit(columns, room - _LEAST_INSTRUCTION)
    room -= total_width(columns)
    instructions = [
        style.cut_end(style.name(pair_instruction(comparison, pair)), room) for pair in pairs
    ]
    last = filled("instruction", colored_cells(instructions, colors), align_right=False)
    yield grid([*columns, last])


def _side(
    title: str,
    analysis: ImageAnalysis,
    indexes: Sequence[int | None],
    colors: Sequence[str],
    style: OutputStyle,
) -> list[FilledColumn]:
    """The numbers of one image's layers, and their sizes."""
    numbers = ["" if index is None else str(index) for index in indexes]
    sizes = [
        "" if index is None else style.size_or_dash(analysis.layers[index].content_bytes)
        for index in indexes
    ]
    return [filled("", cells(numbers, QUIET), 3), filled(title, colored_cells(sizes, colors), 8)]
