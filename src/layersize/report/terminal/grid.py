"""Tables and headings of the terminal's reports, drawn by rich into a string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from layersize.report.cells import content_bar, size_cell
from layersize.report.columns import COLUMN_GAP, Column
from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.values import dataclass

_PADDING = re.compile(r" *(\x1b\[0m)? *$", re.MULTILINE)
"""Blanks at the end of a line, maybe around the end of a colour."""
LABEL_CELLS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledColumn(Column):
    """A column with the cells of all rows, as wide as the widest."""

    cells: Sequence[Text]


def filled(
    title: str, cells: Sequence[Text], usefulness: int = 9, *, align_right: bool = True
) -> FilledColumn:
    """A column of finished cells; `usefulness` is that of `Column`."""
    return FilledColumn(
        title=title,
        width=max([Text(title).cell_len, *(cell.cell_len for cell in cells)]),
        usefulness=usefulness,
        align_right=align_right,
        cells=cells,
    )


def cells(texts: Iterable[str], color: str = "") -> list[Text]:
    """Cells of one colour."""
    return [Text(text, color) for text in texts]


def colored_cells(texts: Sequence[str], colors: Sequence[str]) -> list[Text]:
    """Cells, each in its own colour."""
    return [Text(text, color) for text, color in zip(texts, colors, strict=True)]


def content_bars(amounts: Iterable[tuple[int, int]], scale: int, style: OutputStyle) -> list[Text]:
    """Bars of live and of shadowed bytes, in a table with many columns beside."""
    length = max(8, min(24, style.width // 5 - 8))
    return [content_bar(live, shadowed, scale, length, style) for live, shadowed in amounts]


def size_cells(
    amounts: Iterable[int | None], style: OutputStyle, color: str = "", sign: str = ""
) -> list[Text]:
    """Sizes in a colour, or quiet dashes for nothing."""
    return [size_cell(amount, style, color, sign) for amount in amounts]


def totals(
    names: Sequence[Text],
    bars: Sequence[Text],
    amounts: Sequence[int],
    shares: Sequence[str],
    style: OutputStyle,
) -> list[FilledColumn]:
    """Amounts below each other: their names, bars, sizes, and shares of a whole."""
    return [
        filled("", names, 11, align_right=False),
        filled("", bars, 5, align_right=False),
        filled("", cells(style.size(amount) for amount in amounts)),
        filled("", cells(shares), 7),
    ]


def grid(columns: Sequence[FilledColumn], *, titles: bool = True) -> RenderableType:
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


def amount_rows(
    rows: Iterable[tuple[Text, Iterable[RenderableType]]], *, wrap: bool
) -> RenderableType:
    """Amounts on the left, and beside each the lines that say what it is of."""
    table = Table.grid(padding=(0, COLUMN_GAP, 0, 0), pad_edge=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=not wrap)
    for amount, lines in rows:
        table.add_row(amount, Group(*lines))
    return table


def indented(renderable: RenderableType, by: int = 1) -> RenderableType:
    """Some cells in from the left, also where a line wraps; up to the right edge, for speed."""
    return Padding(renderable, (0, 0, 0, by))


def title_line(title: str, facts: Iterable[str | None], style: OutputStyle) -> Text:
    """`hello:v1 · linux/amd64 · 6 layers`: what a report is about; None is left out."""
    line = Text(style.cut_start(style.name(title), 4 * style.width), TITLE)
    for fact in filter(None, facts):
        line.append(f" {style.signs.between} {style.name(fact)}", f"not {TITLE} {QUIET}")
    return line


def section_title(title: str, remark: str, style: OutputStyle) -> RenderableType:
    """A heading and what is to be said of it."""
    heading = Text(title, TITLE)
    if remark:
        heading.append(f" {style.signs.between} {style.plain(remark)}", f"not {TITLE} {QUIET}")
    return indented(heading)


def labelled(label: str, text: str, by: int = 1) -> RenderableType:
    """A line of text behind a quiet label of `LABEL_CELLS`."""
    line = Text(label.ljust(LABEL_CELLS), QUIET)
    return indented(line.append(text, f"not {QUIET}"), by)


def rendered(parts: Iterable[RenderableType], style: OutputStyle) -> str:
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
