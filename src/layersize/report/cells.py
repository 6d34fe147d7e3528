"""Amounts as the cells of a table, for terminal reports and for the screens alike.

A `scale` is the amount of bytes that fills all of a bar's cells.
"""

from __future__ import annotations

from layersize.report.style import GROWN, LIVE, QUIET, SHADOWED, SHRUNK, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.text.sizes import change_text


def size_cell(
    byte_count: int | None, style: OutputStyle, color: str = "", sign: str = ""
) -> StyledText:
    """A size in a colour, or a quiet dash for nothing."""
    return StyledText(style.size_or_dash(byte_count, sign), color if byte_count else QUIET)


def shadowed_cell(byte_count: int, style: OutputStyle) -> StyledText:
    """Bytes that a later layer hides, behind their sign."""
    return size_cell(byte_count, style, SHADOWED, style.signs.hidden)


def hides_cell(byte_count: int, style: OutputStyle) -> StyledText:
    """Bytes of lower layers that are hidden, behind their sign."""
    return size_cell(byte_count, style, sign=style.signs.hides)


def size_width(style: OutputStyle) -> int:
    """Terminal cells of the longest size: `999.9 MB`, or `999.9 MiB`."""
    return 9 if style.units == "iec" else 8


def change_color(delta_bytes: int) -> str:
    """The colour of growth or of shrinking; empty for neither."""
    return "" if not delta_bytes else GROWN if delta_bytes > 0 else SHRUNK


def change_cell(delta_bytes: int, style: OutputStyle) -> StyledText:
    """`+1.0 kB`, a quiet dash for no change."""
    if not delta_bytes:
        return StyledText(style.signs.nothing, QUIET)
    text = style.plain(change_text(delta_bytes, style.units))
    return StyledText(text, change_color(delta_bytes))


def bar(amount: int, scale: int, cells: int, color: str, style: OutputStyle) -> StyledText:
    """A solid bar in one colour."""
    whole, end = _whole_cells_and_end(amount, scale, cells, style)
    return StyledText(style.signs.live * whole + end, color)


def content_bar(live: int, shadowed: int, scale: int, cells: int, style: OutputStyle) -> StyledText:
    """A bar of live bytes, and after them the shadowed ones."""
    content = live + shadowed
    whole, end = _whole_cells_and_end(content, scale, cells, style)
    live_cells = min(whole, round(live / scale * cells)) if scale else 0
    shadowed_cells = whole - live_cells
    drawing = StyledText(style.signs.live * live_cells, LIVE)
    drawing.append(style.signs.shadowed * shadowed_cells, SHADOWED)
    ends_shadowed = shadowed_cells > 0 or (whole == 0 and shadowed > live)
    return drawing.append(end, SHADOWED if ends_shadowed else LIVE)


def shadowed_bar(amount: int, scale: int, cells: int, style: OutputStyle) -> StyledText:
    """A bar of shadowed bytes."""
    return content_bar(0, amount, scale, cells, style)


def diverging_bar(delta_bytes: int, scale: int, cells: int, style: OutputStyle) -> StyledText:
    """From the middle to the left for what shrank, to the right for what grew."""
    half = cells // 2
    filled = 0
    if delta_bytes < 0:
        filled = min(half, max(1, round(-delta_bytes / scale * half)))
    drawing = StyledText(" " * (half - filled)).append(style.signs.live * filled, SHRUNK)
    drawing.append(style.signs.edge, QUIET)
    return drawing.append_text(bar(delta_bytes, scale, half, GROWN, style))


def _whole_cells_and_end(
    amount: int, scale: int, cells: int, style: OutputStyle
) -> tuple[int, str]:
    """Full cells and the character of the last, partly filled one; something for any amount."""
    if amount <= 0 or scale <= 0:
        return 0, ""
    if not style.signs.eighths:
        return max(1, round(amount / scale * cells)), ""
    whole, eighths = divmod(max(1, round(amount / scale * cells * 8)), 8)
    return whole, style.signs.eighths[eighths - 1] if eighths else ""
