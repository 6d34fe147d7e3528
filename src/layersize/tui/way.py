"""The line over a directory: the way to it, and what is left out."""

from __future__ import annotations

from layersize.report.pen import Pen
from layersize.report.signs import QUIET, SHADOWED, TITLE
from layersize.tui.line import Line
from layersize.tui.tree_rows import Order


def way_line(
    title: str, directory: bytes, order: Order, pattern: str, width: int, pen: Pen
) -> Line:
    """What the tree is, its directories from the root on, and how its rows were chosen."""
    line = Line(f"{title} " if title else "", QUIET)
    notes = [f"/{pen.name(pattern)}/"] if pattern else []
    notes += ["changed only"] if order.only_changed else []
    notes += ["by name"] if order.by_name else []
    notes += ["reversed"] if order.is_reversed else []
    note = "  " + ", ".join(notes) if notes else ""
    parts = [pen.path(part) for part in directory.split(b"/") if part]
    way = " / ".join(["", *parts]).strip() or "/"
    line.add(pen.cut_start(way, max(10, width - line.cells - len(note))), TITLE)
    return line.add(note, SHADOWED)
