"""The layers of one image, base first."""

from __future__ import annotations

from layersize.model.analysis import ImageAnalysis, LayerFacts
from layersize.model.instruction import clean_instruction
from layersize.report.pen import Pen
from layersize.report.signs import QUIET
from layersize.tui.line import Line
from layersize.tui.table import Column, Table
from layersize.tui.tables.cells import (
    bar_cell,
    hides_cell,
    shadowed_cell,
    size_cell,
    size_cells,
)


def layers_table(analysis: ImageAnalysis, width: int, pen: Pen) -> Table:
    """A row per layer; all bars are on one scale."""
    layers = analysis.layers
    scale = max((layer.content_bytes for layer in layers), default=0)
    cells = size_cells(pen)

    def bar(row: int, bar_cells: int) -> Line:
        layer = layers[row]
        return bar_cell(layer.live_bytes, layer.shadowed_bytes, scale, bar_cells, pen)

    columns = [
        Column(title="#", cells=len(str(len(layers))), right=True, draw=_number),
        Column(title="", cells=max(6, min(24, width // 8)), draw=bar, usefulness=6),
        Column(
            title="content",
            cells=cells,
            right=True,
            draw=lambda row, _: size_cell(layers[row].content_bytes, pen),
        ),
        Column(
            title="shadowed",
            cells=cells + 2,
            right=True,
            usefulness=8,
            draw=lambda row, _: shadowed_cell(layers[row].shadowed_bytes, pen),
        ),
        Column(
            title="hides",
            cells=cells + 2,
            right=True,
            usefulness=7,
            draw=lambda row, _: hides_cell(_hidden_bytes(layers[row]), pen),
        ),
    ]
    return Table(
        rows=len(layers),
        columns=columns,
        last=Column(
            title="instruction",
            cells=14,
            draw=lambda row, rest: Line(pen.cut_end(instruction(analysis, row, pen), rest)),
        ),
        empty="The image has no layer.",
    )


def _number(row: int, _cells: int) -> Line:
    return Line(str(row), QUIET)


def _hidden_bytes(layer: LayerFacts) -> int:
    return layer.whiteout_bytes + layer.overwritten_bytes


def instruction(analysis: ImageAnalysis, layer: int, pen: Pen) -> str:
    """A layer's instruction as a person wrote it."""
    return pen.name(clean_instruction(analysis.layers[layer].created_by))
