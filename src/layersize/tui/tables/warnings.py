"""What a reader of an image's numbers should know."""

from __future__ import annotations

from layersize.accounting.result import ImageAnalysis
from layersize.report.style import QUIET, SHADOWED, Pen
from layersize.tui.line import Line
from layersize.tui.table import Column, Table


def warnings_table(analysis: ImageAnalysis, pen: Pen) -> Table:
    """A row per warning."""
    warnings = analysis.warnings

    def message(row: int, cells: int) -> Line:
        warning = warnings[row]
        path = f"{pen.path(warning.path)}: " if warning.path is not None else ""
        return Line(pen.cut_end(path + pen.name(warning.message), cells))

    def about(row: int, cells: int) -> Line:
        return Line(pen.cut_end(pen.name(warnings[row].code), cells), SHADOWED)

    def layer(row: int, _cells: int) -> Line:
        number = warnings[row].layer
        return Line(pen.signs.nothing if number is None else str(number), QUIET)

    return Table(
        rows=len(warnings),
        columns=[
            Column(title="layer", cells=5, right=True, draw=layer),
            Column(title="about", cells=24, usefulness=5, draw=about),
        ],
        last=Column(title="what", cells=20, draw=message),
        empty="No warnings.",
    )
