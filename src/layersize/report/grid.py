"""Rich, as the tables use it: grids of finished cells, written into a string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from layersize.budgets.result import Verdict
from layersize.report.style import GROWN, LIVE, QUIET, SHADOWED, SHRUNK, TITLE, Pen, TableStyle
from layersize.report.verdict_words import (
    ASCII_VERDICT_SIGNS,
    VERDICT_SIGNS,
)

_VERDICT_COLORS = {
    Verdict.PASS: SHRUNK,
    Verdict.SKIPPED: QUIET,
    Verdict.WARN: SHADOWED,
    Verdict.FAIL: GROWN,
    Verdict.UNMEASURED: GROWN,
}


def verdict_sign(verdict: Verdict, pen: Pen) -> Text:
    """The sign of a verdict in its colour."""
    signs = ASCII_VERDICT_SIGNS if pen.style.ascii else VERDICT_SIGNS
    return Text(signs[verdict], _VERDICT_COLORS[verdict])


COLUMN_GAP = 2
_PADDING = re.compile(r" *(\x1b\[0m)? *$", re.MULTILINE)
"""Blanks at the end of a line, maybe around the end of a colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of finished cells."""

    title: str
    cells: Sequence[Text]
    usefulness: int
    """Where room is scarce, the least useful columns go first."""
    align_right: bool = True

    @property
    def width(self) -> int:
        """Terminal cells of the widest cell."""
        return max([Text(self.title).cell_len, *(cell.cell_len for cell in self.cells)])


def cells(texts: Iterable[str], color: str = "") -> list[Text]:
    """Cells of one colour."""
    return [Text(text, color) for text in texts]


def columns_that_fit(columns: Sequence[Column], room: int) -> list[Column]:
    """The columns in their order, without the least useful ones where there is no room."""
    kept = list(columns)
    while kept and total_width(kept) > room:
        kept.remove(min(kept, key=lambda column: column.usefulness))
    return kept


def total_width(columns: Sequence[Column]) -> int:
    """Terminal cells of the columns side by side."""
    return sum(column.width + COLUMN_GAP for column in columns) - COLUMN_GAP


def grid(columns: Sequence[Column], *, titles: bool = True) -> RenderableType:
    """The columns side by side, one cell in from the left."""
    table = Table(
        box=None,
        show_header=titles,
        header_style=QUIET,
        padding=(0, COLUMN_GAP, 0, 0),
        pad_edge=False,
    )
    for column in columns:
        table.add_column(
            Text(column.title), justify="right" if column.align_right else "left", no_wrap=True
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*row)
    return indented(table)


def indented(renderable: RenderableType, by: int = 1) -> RenderableType:
    """Some cells in from the left, also where a line wraps; up to the right edge, for speed."""
    return Padding(renderable, (0, 0, 0, by))


def section_title(title: str, remark: str, pen: Pen) -> RenderableType:
    """A heading and what is to be said of it."""
    heading = Text(title, TITLE)
    if remark:
        heading.append(f" {pen.signs.between} {pen.plain(remark)}", f"not {TITLE} {QUIET}")
    return indented(heading)


def rendered(parts: Iterable[RenderableType], style: TableStyle) -> str:
    """The parts below each other; the environment has no say."""
    console = Console(
        file=StringIO(),
        width=style.width,
        force_terminal=style.color,
        color_system="standard" if style.color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        force_jupyter=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(*parts, sep="\n")
    return _PADDING.sub(r"\1", capture.get())


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
