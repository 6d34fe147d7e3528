"""What two images leave shadowed, pairs of the same instructions in one row."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.analysis.explore.shadowed_pairs import ShadowedPair
from layersize.model.analysis import InstructionPair
from layersize.report.pen import Pen
from layersize.report.signs import SHADOWED
from layersize.tui.line import Line
from layersize.tui.table import Column, Table
from layersize.tui.tables.cells import HOW, change_cell, shadowed_cell, size_cells


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
