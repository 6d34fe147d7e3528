"""The layers of one image: what each ships, does to those below, and loses later."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.result import ImageAnalysis, LayerFacts
from layersize.oci.masking import shown_instruction
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.layer_words import line_text
from layersize.report.style import QUIET, SHADOWED, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import (
    FilledColumn,
    cells,
    colored_cells,
    content_bars,
    filled,
    grid,
    size_cells,
)

_CONTENT = "content"


def layer_table(analysis: ImageAnalysis, style: OutputStyle) -> Part:
    """A row per layer, the base first; the instruction takes the room that is left."""
    layers = analysis.layers
    instructions = [style.name(shown_instruction(layer.created_by)) for layer in layers]
    longest = max(StyledText(instruction).cell_len for instruction in instructions)
    least = min(longest, max(20, style.width * 3 // 10 - 4))
    columns = _number_columns(layers, style)
    if analysis.dockerfile is not None:
        columns.append(_line_column(layers, style))
    room = style.width - 1 - COLUMN_GAP
    kept = columns_that_fit(columns, room - least)
    if not any(column.title == _CONTENT for column in kept):
        kept = [column for column in columns if column.title == _CONTENT]
    left = max(1, room - total_width(kept))
    last = cells(style.cut_end(instruction, left) for instruction in instructions)
    return grid([*kept, filled("instruction", last, align_right=False)])


def _number_columns(layers: Sequence[LayerFacts], style: OutputStyle) -> list[FilledColumn]:
    """Every column that has something to say about these layers; the content always has."""
    scale = max(layer.content_bytes for layer in layers)
    bars = content_bars(
        ((layer.live_bytes, layer.shadowed_bytes) for layer in layers), scale, style
    )
    content = [layer.content_bytes for layer in layers]
    columns = [
        filled("#", cells(str(layer.index) for layer in layers), 10),
        filled("", bars, 6, align_right=False),
        filled(_CONTENT, size_cells(content, style), 11),
    ]
    if any(layer.content_bytes != layer.added_bytes for layer in layers):
        columns += _sizes("added", 2, [layer.added_bytes for layer in layers], style)
        columns += _sizes("rewritten", 4, [layer.rewritten_bytes for layer in layers], style)
    twice = [layer.in_layer_waste_bytes for layer in layers]
    whiteouts = [layer.whiteout_bytes for layer in layers]
    overwritten = [layer.overwritten_bytes for layer in layers]
    shadowed = [layer.shadowed_bytes for layer in layers]
    hides, hidden = style.signs.hides, style.signs.hidden
    return [
        *columns,
        *_sizes("twice in tar", 5, twice, style, SHADOWED),
        *_sizes("whiteouts", 7, whiteouts, style, sign=hides),
        *_sizes("overwrites", 3, overwritten, style, sign=hides),
        *_sizes("shadowed", 8, shadowed, style, SHADOWED, hidden),
        *_sizes("transfer", 1, [layer.transfer_bytes for layer in layers], style),
    ]


def _sizes(
    title: str,
    usefulness: int,
    amounts: Sequence[int | None],
    style: OutputStyle,
    color: str = "",
    sign: str = "",
) -> list[FilledColumn]:
    """A column of sizes; none where all are nothing."""
    return [filled(title, size_cells(amounts, style, color, sign), usefulness)] * any(amounts)


def _line_column(layers: Sequence[LayerFacts], style: OutputStyle) -> FilledColumn:
    """Where the instruction beside it stands in the Dockerfile."""
    texts = [line_text(layer, style.signs.nothing) for layer in layers]
    colors = ["" if layer.dockerfile_lines else QUIET for layer in layers]
    return filled("line", colored_cells(texts, colors), 10)
