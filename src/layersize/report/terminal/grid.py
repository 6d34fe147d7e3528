"""Tables and headings of the terminal's reports, drawn into a string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from layersize.report.cells import content_bar, size_cell
from layersize.report.columns import COLUMN_GAP, Column
from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.report.styled_text import StyledText, drawn
from layersize.report.terminal.blocks import ELLIPSIS, Indented, Part, Table, TableColumn, lines_of
from layersize.values import dataclass

_PADDING = re.compile(r" *(\x1b\[0m)? *$", re.MULTILINE)
"""Blanks at the end of a line, maybe around the end of a colour."""
_ASCII_ELLIPSIS = "~"
"""In a cell that is cut: it has no more room than one."""
LABEL_CELLS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledColumn(Column):
    """A column with the cells of all rows, as wide as the widest."""

    cells: Sequence[StyledText]


def filled(
    title: str, cells: Sequence[StyledText], usefulness: int = 9, *, align_right: bool = True
) -> FilledColumn:
    """A column of finished cells; `usefulness` is that of `Column`."""
    return FilledColumn(
        title=title,
        width=max([StyledText(title).cell_len, *(cell.cell_len for cell in cells)]),
        usefulness=usefulness,
        align_right=align_right,
        cells=cells,
    )


def cells(texts: Iterable[str], color: str = "") -> list[StyledText]:
    """Cells of one colour."""
    return [StyledText(text, color) for text in texts]


def colored_cells(texts: Sequence[str], colors: Sequence[str]) -> list[StyledText]:
    """Cells, each in its own colour."""
    return [StyledText(text, color) for text, color in zip(texts, colors, strict=True)]


def content_bars(
    amounts: Iterable[tuple[int, int]], scale: int, style: OutputStyle
) -> list[StyledText]:
    """Bars of live and of shadowed bytes, in a table with many columns beside."""
    length = max(8, min(24, style.width // 5 - 8))
    return [content_bar(live, shadowed, scale, length, style) for live, shadowed in amounts]


def size_cells(
    amounts: Iterable[int | None], style: OutputStyle, color: str = "", sign: str = ""
) -> list[StyledText]:
    """Sizes in a colour, or quiet dashes for nothing."""
    return [size_cell(amount, style, color, sign) for amount in amounts]


def totals(
    names: Sequence[StyledText],
    bars: Sequence[StyledText],
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


def grid(columns: Sequence[FilledColumn], *, titles: bool = True) -> Part:
    """The columns side by side, one cell in from the left."""
    drawn_columns = [
        TableColumn(
            [[cell] for cell in column.cells], title=column.title, align_right=column.align_right
        )
        for column in columns
    ]
    return indented(Table(drawn_columns, gap=COLUMN_GAP, title_style=QUIET if titles else None))


def amount_rows(rows: Iterable[tuple[StyledText, Iterable[StyledText]]], *, wrap: bool) -> Part:
    """Amounts on the left, and beside each the lines that say what it is of."""
    amounts: list[list[StyledText]] = []
    words: list[list[StyledText]] = []
    for amount, lines in rows:
        amounts.append([amount])
        words.append(list(lines))
    columns = [TableColumn(amounts, align_right=True), TableColumn(words, wrap=wrap)]
    return Table(columns, gap=COLUMN_GAP)


def indented(part: Part, by: int = 1) -> Part:
    """Some cells in from the left, also where a line wraps; up to the right edge, for speed."""
    return Indented(part, by)


def title_line(title: str, facts: Iterable[str | None], style: OutputStyle) -> StyledText:
    """`hello:v1 · linux/amd64 · 6 layers`: what a report is about; None is left out."""
    line = StyledText(style.cut_start(style.name(title), 4 * style.width), TITLE)
    for fact in filter(None, facts):
        line.append(f" {style.signs.between} {style.name(fact)}", f"not {TITLE} {QUIET}")
    return line


def section_title(title: str, remark: str, style: OutputStyle) -> Part:
    """A heading and what is to be said of it."""
    heading = StyledText(title, TITLE)
    if remark:
        heading.append(f" {style.signs.between} {style.plain(remark)}", f"not {TITLE} {QUIET}")
    return indented(heading)


def labelled(label: str, text: str, by: int = 1) -> Part:
    """A line of text behind a quiet label of `LABEL_CELLS`."""
    line = StyledText(label.ljust(LABEL_CELLS), QUIET)
    return indented(line.append(text, f"not {QUIET}"), by)


def rendered(parts: Iterable[Part], style: OutputStyle) -> str:
    """The parts below each other; the environment has no say."""
    lines = (line for part in parts for line in lines_of(part, style.width))
    text = "".join(f"{drawn(line, color=style.color)}\n" for line in lines)
    if style.ascii:
        text = text.replace(ELLIPSIS, _ASCII_ELLIPSIS)
    return _PADDING.sub(r"\1", text)
