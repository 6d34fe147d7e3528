"""The layers of one image, base first."""

from __future__ import annotations

from collections.abc import Callable

from layersize.accounting.result import ImageAnalysis, LayerFacts
from layersize.comparison.result import Comparison, LayerStatus
from layersize.oci.instruction import clean_instruction
from layersize.report.style import QUIET, Pen
from layersize.report.terminal.aligned_layers import LAYER_SIGNS
from layersize.tui.line import Line
from layersize.tui.table import Column, Table
from layersize.tui.tables.cells import (
    bar_cell,
    change_cell,
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


WIDE = 100
"""From this width on there is room for both instructions."""


def aligned_table(comparison: Comparison, width: int, pen: Pen) -> Table:
    """Two halves with room, else one list with a sign for the side."""
    if width >= WIDE:
        return _halves(comparison, width, pen)
    return _one_list(comparison, pen)


def _scale(comparison: Comparison) -> int:
    layers = (*comparison.base.layers, *comparison.other.layers)
    return max((layer.content_bytes for layer in layers), default=0)


def _sign(comparison: Comparison) -> Column:
    rows = comparison.layers
    return Column(title="", cells=1, draw=lambda row, _: Line(LAYER_SIGNS[rows[row].status]))


def _is_shared(comparison: Comparison) -> Callable[[int], bool]:
    return lambda row: comparison.layers[row].status is LayerStatus.SHARED


def _halves(comparison: Comparison, width: int, pen: Pen) -> Table:
    rows, scale = comparison.layers, _scale(comparison)
    half = (width - 8) // 2

    def side(analysis: ImageAnalysis, index: int | None, cells: int) -> Line:
        if index is None:
            return Line()
        layer = analysis.layers[index]
        line = Line(f"{index:>2} ", QUIET)
        line.extend(bar_cell(layer.live_bytes, layer.shadowed_bytes, scale, 12, pen).padded(13))
        line.extend(size_cell(layer.content_bytes, pen).padded(size_cells(pen), right=True))
        line.add("  ")
        return line.add(pen.cut_end(instruction(analysis, index, pen), max(0, cells - line.cells)))

    return Table(
        rows=len(rows),
        columns=[
            _sign(comparison),
            Column(
                title="A",
                cells=half,
                draw=lambda row, cells: side(comparison.base, rows[row].base, cells),
            ),
            Column(title="", cells=1, draw=lambda _row, _cells: _bound(pen)),
        ],
        last=Column(
            title="B",
            cells=half,
            draw=lambda row, cells: side(comparison.other, rows[row].other, cells),
        ),
        is_quiet=_is_shared(comparison),
        empty="Neither image has a layer.",
    )


def _bound(pen: Pen) -> Line:
    return Line("|" if pen.style.ascii else "│", QUIET)


def _one_list(comparison: Comparison, pen: Pen) -> Table:
    rows, scale, cells = comparison.layers, _scale(comparison), size_cells(pen)

    def content(side: str) -> Callable[[int, int], Line]:
        analysis = comparison.base if side == "A" else comparison.other

        def draw(row: int, _cells: int) -> Line:
            index = rows[row].base if side == "A" else rows[row].other
            return Line() if index is None else size_cell(analysis.layers[index].content_bytes, pen)

        return draw

    def bar(row: int, bar_cells: int) -> Line:
        analysis, index = _shown(comparison, row)
        layer = analysis.layers[index]
        return bar_cell(layer.live_bytes, layer.shadowed_bytes, scale, bar_cells, pen)

    def text(row: int, rest: int) -> Line:
        analysis, index = _shown(comparison, row)
        return Line(pen.cut_end(instruction(analysis, index, pen), rest))

    return Table(
        rows=len(rows),
        columns=[
            _sign(comparison),
            Column(title="", cells=8, usefulness=5, draw=bar),
            Column(title="A", cells=cells, right=True, draw=content("A")),
            Column(title="B", cells=cells, right=True, draw=content("B")),
            Column(
                title=pen.signs.delta,
                cells=cells + 1,
                right=True,
                draw=lambda row, _: change_cell(rows[row].delta_bytes, pen),
            ),
        ],
        last=Column(title="instruction", cells=12, draw=text),
        is_quiet=_is_shared(comparison),
        empty="Neither image has a layer.",
    )


def _shown(comparison: Comparison, row: int) -> tuple[ImageAnalysis, int]:
    """The side that a row in one list speaks of, and its layer: B's where there is one."""
    pair = comparison.layers[row]
    if pair.other is not None:
        return comparison.other, pair.other
    assert pair.base is not None  # noqa: S101 - a row has one side at least
    return comparison.base, pair.base
