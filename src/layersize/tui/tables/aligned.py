"""The layers of two images: left those of A, right those of B, equal ones in one row."""

from __future__ import annotations

from collections.abc import Callable

from layersize.model.analysis import ImageAnalysis
from layersize.model.comparison import Comparison, LayerStatus
from layersize.report.aligned_layers import LAYER_SIGNS
from layersize.report.pen import Pen
from layersize.report.signs import QUIET
from layersize.tui.line import Line
from layersize.tui.table import Column, Table
from layersize.tui.tables.cells import bar_cell, change_cell, size_cell, size_cells
from layersize.tui.tables.layers import instruction

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
