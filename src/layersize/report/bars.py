"""Bars in eighths of a cell."""

from __future__ import annotations

from rich.text import Text

from layersize.report.pen import Pen
from layersize.report.signs import LIVE, SHADOWED


def bar(amount: int, scale: int, cells: int, color: str, pen: Pen) -> Text:
    """A solid bar; `scale` is the amount that fills all `cells`."""
    whole, end = _whole_cells_and_end(amount, scale, cells, pen)
    return Text(pen.signs.live * whole + end, color)


def shadowed_bar(amount: int, scale: int, cells: int, pen: Pen) -> Text:
    """A bar of shadowed bytes."""
    return content_bar(0, amount, scale, cells, pen)


def content_bar(live: int, shadowed: int, scale: int, cells: int, pen: Pen) -> Text:
    """A bar of live bytes, and after them the shadowed ones."""
    content = live + shadowed
    whole, end = _whole_cells_and_end(content, scale, cells, pen)
    live_cells = min(whole, round(live / scale * cells)) if scale else 0
    shadowed_cells = whole - live_cells
    drawing = Text(pen.signs.live * live_cells, LIVE)
    drawing.append(pen.signs.shadowed * shadowed_cells, SHADOWED)
    ends_shadowed = shadowed_cells > 0 or (whole == 0 and shadowed > live)
    return drawing.append(end, SHADOWED if ends_shadowed else LIVE)


def _whole_cells_and_end(amount: int, scale: int, cells: int, pen: Pen) -> tuple[int, str]:
    """Full cells and the character of the last, partly filled one; something for any amount."""
    if amount <= 0 or scale <= 0:
        return 0, ""
    if not pen.signs.eighths:
        return max(1, round(amount / scale * cells)), ""
    whole, eighths = divmod(max(1, round(amount / scale * cells * 8)), 8)
    return whole, pen.signs.eighths[eighths - 1] if eighths else ""
