"""Pairs of instructions of one image, of which the second hides what the first shipped."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.explore.explored import ShadowedPair
from layersize.report.style import QUIET, SHADOWED, Pen
from layersize.text.sizes import count_text
from layersize.tui.line import Line
from layersize.tui.table import Column, Table
from layersize.tui.tables.cells import (
    HOW,
    bar_cell,
    change_cell,
    shadowed_cell,
    size_cell,
    size_cells,
)
from layersize.tui.tables.layers import instruction


def pairs_table(analysis: ImageAnalysis, width: int, pen: Pen) -> Table:
    """A row per pair, largest first."""
    pairs = analysis.pairs
    scale = pairs[0].content_bytes if pairs else 0
    side = max(14, (width - 40) // 2)

    def added_by(row: int, cells: int) -> Line:
        number = pairs[row].added_in
        return _step(number, instruction(analysis, number, pen), cells, pen)

    def hidden_by(row: int, cells: int) -> Line:
        number = pairs[row].hidden_in
        return _step(number, instruction(analysis, number, pen), cells, pen)

    columns = [
        Column(
            title="shadowed",
            cells=size_cells(pen),
            right=True,
            draw=lambda row, _: size_cell(pairs[row].content_bytes, pen),
        ),
        Column(
            title="",
            cells=max(4, min(16, width // 12)),
            usefulness=3,
            draw=lambda row, cells: bar_cell(0, pairs[row].content_bytes, scale, cells, pen),
        ),
        Column(
            title="files",
            cells=12,
            right=True,
            usefulness=2,
            draw=lambda row, _: Line(count_text(pairs[row].paths, "file"), QUIET),
        ),
        Column(title="shipped by", cells=side, draw=added_by),
        Column(
            title="how",
            cells=11,
            usefulness=4,
            draw=lambda row, cells: Line(pen.cut_end(HOW[pairs[row].cause], cells), SHADOWED),
        ),
    ]
    return Table(
        rows=len(pairs),
        columns=columns,
        last=Column(title="hidden by", cells=14, draw=hidden_by),
        empty="Nothing is shadowed: every shipped byte is visible.",
    )


def _step(number: int, text: str, cells: int, pen: Pen) -> Line:
    line = Line(f"{number} ", QUIET)
    return line.add(pen.cut_end(text, max(0, cells - line.cells)))


def shadowed_table(pairs: Sequence[ShadowedPair], width: int, pen: Pen) -> Table:
    """A row per pair of instructions, largest difference first."""
    cells = size_cells(pen)

    def side(pair: InstructionPair | None) -> Line:
        return shadowed_cell(pair.content_bytes if pair else 0, pen)

    return Table(
        rows=len(pairs),
        columns=[
            Column(
                title="A", cells=cells + 2, right=True, draw=lambda row, _: side(pairs[row].base)
            ),
            Column(
                title="B", cells=cells + 2, right=True, draw=lambda row, _: side(pairs[row].other)
            ),
            Column(
                title=pen.signs.delta,
                cells=cells + 1,
                right=True,
                draw=lambda row, _: change_cell(pairs[row].delta_bytes, pen),
            ),
            Column(
                title="shipped by",
                cells=max(14, (width - 50) // 2),
                draw=lambda row, rest: Line(pen.cut_end(pen.name(pairs[row].added_by), rest)),
            ),
            Column(
                title="how",
                cells=11,
                usefulness=3,
                draw=lambda row, rest: Line(pen.cut_end(HOW[pairs[row].cause], rest), SHADOWED),
            ),
        ],
        last=Column(
            title="hidden by",
            cells=12,
            draw=lambda row, rest: Line(pen.cut_end(pen.name(pairs[row].hidden_by), rest)),
        ),
        empty="Neither image leaves anything shadowed.",
    )
