"""Cells that several tables have in common."""

from __future__ import annotations

from layersize.accounting.result import Cause
from layersize.report.grid import bar, content_bar
from layersize.report.style import QUIET, SHADOWED, Pen
from layersize.tui.line import Line

SIZE_CELLS = 8
"""`999.9 MB`; with `iec` units one more."""

HOW = {
    Cause.DELETED: "deleted",
    Cause.OVERWRITTEN: "overwritten",
    Cause.METADATA_ONLY: "shipped again, same content",
    Cause.DUPLICATE_ENTRY: "twice in the layer",
}
"""What became of shadowed bytes, in few words."""


def size_cells(pen: Pen) -> int:
    """The width of a size."""
    return SIZE_CELLS + (pen.style.units == "iec")


def size_cell(byte_count: int | None, pen: Pen, style: str = "", sign: str = "") -> Line:
    """A size, or a dash for nothing."""
    return Line(pen.size_or_dash(byte_count, sign), style if byte_count else QUIET)


def shadowed_cell(byte_count: int, pen: Pen) -> Line:
    """Bytes that a later layer hides, with their sign."""
    return size_cell(byte_count, pen, SHADOWED, pen.signs.hidden)


def hides_cell(byte_count: int, pen: Pen) -> Line:
    """Bytes of layers below that are hidden, with their sign."""
    return size_cell(byte_count, pen, sign=pen.signs.hides)


def change_cell(delta_bytes: int, pen: Pen) -> Line:
    """Growth or shrinking."""
    return Line.of(pen.change(delta_bytes))


def bar_cell(live: int, shadowed: int, scale: int, cells: int, pen: Pen) -> Line:
    """A bar of live bytes, then of shadowed ones."""
    return Line.of(content_bar(live, shadowed, scale, cells, pen))


def plain_bar_cell(amount: int, scale: int, cells: int, style: str, pen: Pen) -> Line:
    """A bar of one kind."""
    return Line.of(bar(amount, scale, cells, style, pen))
