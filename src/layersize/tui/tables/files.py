"""A directory of one image: of a layer, or of the file system that layers make."""

from __future__ import annotations

from collections.abc import Callable

from layersize.comparison.result import PathStatus
from layersize.explore.listing import Item
from layersize.explore.merged_tree import MergedItem
from layersize.report.style import GROWN, QUIET, SHADOWED, SHRUNK, TITLE, Pen
from layersize.tui.line import Line
from layersize.tui.table import Column, Table
from layersize.tui.tables.cells import (
    bar_cell,
    change_cell,
    hides_cell,
    plain_bar_cell,
    shadowed_cell,
    size_cell,
    size_cells,
)
from layersize.tui.tree_rows import TreeRows

_LOOKED_AT = 50
"""Rows that decide whether a column has anything to say; by size, the largest come first."""


def tree_table(rows: TreeRows[Item], marks: set[bytes], width: int, pen: Pen) -> Table:
    """A row per file or directory."""
    cells = size_cells(pen)
    scale = rows.largest

    def bar(row: int, bar_cells: int) -> Line:
        item = rows.item(row)
        live_bytes = item.content_bytes - item.shadowed_bytes
        return bar_cell(live_bytes, item.shadowed_bytes, scale, bar_cells, pen)

    columns = [
        Column(title="", cells=1, draw=lambda row, _: _mark(rows.item(row), marks)),
        Column(
            title="content",
            cells=cells,
            right=True,
            draw=lambda row, _: size_cell(rows.item(row).content_bytes, pen),
        ),
        Column(title="", cells=max(6, min(16, width // 8)), draw=bar, usefulness=5),
    ]
    first = [rows.item(row) for row in range(min(len(rows), _LOOKED_AT))]
    if any(item.shadowed_bytes for item in first):
        columns.append(
            Column(
                title="shadowed",
                cells=cells + 2,
                right=True,
                usefulness=7,
                draw=lambda row, _: shadowed_cell(rows.item(row).shadowed_bytes, pen),
            )
        )
    if any(item.hides_bytes for item in first):
        columns.append(
            Column(
                title="hides",
                cells=cells + 2,
                right=True,
                usefulness=6,
                draw=lambda row, _: hides_cell(rows.item(row).hides_bytes, pen),
            )
        )
    return Table(
        rows=len(rows),
        columns=columns,
        last=Column(title="  name", cells=14, draw=_name_of(rows, pen)),
        empty="Nothing here.",
    )


def _mark(item: Item, marks: set[bytes]) -> Line:
    return Line("*" if item.path in marks else "", SHADOWED)


def _name_of(rows: TreeRows[Item], pen: Pen) -> Callable[[int, int], Line]:
    def name(row: int, cells: int) -> Line:
        item = rows.item(row)
        flags = f" {item.flags}" if item.flags else ""
        text = pen.path(item.name) + ("/" if item.is_directory else "")
        line = Line(f"{item.sign or ' '} ", QUIET)
        line.add(pen.cut_end(text, cells - 2 - len(flags)), TITLE if item.is_directory else "")
        return line.add(flags, QUIET)

    return name


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
            Column(title="", cells=1, draw=lambda row, _: _merged_mark(rows.item(row), marks)),
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


def _merged_mark(item: MergedItem, marks: set[bytes]) -> Line:
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
