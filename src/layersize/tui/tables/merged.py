"""A directory of two images at once: what either has, and the difference."""

from __future__ import annotations

from layersize.analysis.explore.merged_tree import MergedItem
from layersize.model.comparison import PathStatus
from layersize.report.pen import Pen
from layersize.report.signs import GROWN, QUIET, SHADOWED, SHRUNK, TITLE
from layersize.tui.line import Line
from layersize.tui.table import Column, Table
from layersize.tui.tables.cells import change_cell, plain_bar_cell, size_cell, size_cells
from layersize.tui.tree_rows import TreeRows

STATUS_SIGNS = {
    PathStatus.ADDED: "+",
    PathStatus.REMOVED: "-",
    PathStatus.CHANGED: "~",
    PathStatus.METADATA_ONLY: "m",
    None: "=",
}


def merged_table(rows: TreeRows[MergedItem], marks: set[bytes], width: int, pen: Pen) -> Table:
    """A row per path; bars to the left are what went, to the right what came."""
    cells = size_cells(pen)
    scale = rows.largest

    def name(row: int, rest: int) -> Line:
        item = rows.item(row)
        text = pen.path(item.name) + ("/" if item.is_directory else "")
        return Line(pen.cut_end(text, rest), TITLE if item.is_directory else "")

    return Table(
        rows=len(rows),
        columns=[
            Column(title="", cells=1, draw=lambda row, _: _mark(rows.item(row), marks)),
            Column(
                title="", cells=1, draw=lambda row, _: Line(STATUS_SIGNS[rows.item(row).status])
            ),
            Column(
                title="A",
                cells=cells,
                right=True,
                usefulness=4,
                draw=lambda row, _: size_cell(rows.item(row).base_bytes, pen),
            ),
            Column(
                title="B",
                cells=cells,
                right=True,
                usefulness=5,
                draw=lambda row, _: size_cell(rows.item(row).other_bytes, pen),
            ),
            Column(
                title=pen.signs.delta,
                cells=cells + 1,
                right=True,
                draw=lambda row, _: change_cell(rows.item(row).delta_bytes, pen),
            ),
            Column(
                title="",
                cells=max(11, min(31, width // 6)) | 1,
                usefulness=6,
                draw=lambda row, bar_cells: diverging_bar(
                    rows.item(row).delta_bytes, scale, bar_cells, pen
                ),
            ),
        ],
        last=Column(title="name", cells=14, draw=name),
        is_quiet=lambda row: rows.item(row).status is None,
        empty="Nothing here.",
    )


def _mark(item: MergedItem, marks: set[bytes]) -> Line:
    return Line("*" if item.path in marks else "", SHADOWED)


def _sign(item: MergedItem) -> Line:
    return Line(STATUS_SIGNS[item.status])


def diverging_bar(delta_bytes: int, scale: int, cells: int, pen: Pen) -> Line:
    """From the middle to the left for what went, to the right for what came."""
    half = cells // 2
    middle = Line("|" if pen.style.ascii else "│", QUIET)
    if not delta_bytes:
        return Line(" " * half).extend(middle)
    if delta_bytes > 0:
        grown = plain_bar_cell(delta_bytes, scale, half, GROWN, pen)
        return Line(" " * half).extend(middle).extend(grown)
    filled = min(half, max(1, round(-delta_bytes / scale * half)))
    return Line(" " * (half - filled)).add(pen.signs.live * filled, SHRUNK).extend(middle)
