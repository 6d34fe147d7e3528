"""Where the final file systems of two images differ most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.comparison.result import Comparison, FoldedDelta, PathStatus
from layersize.report.cells import bar, change_cell, change_color
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.comparison_words import (
    PATH_SIGNS,
    differing,
    folder_times,
    further_differences,
    nothing_differs,
)
from layersize.report.style import QUIET, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import colored_cells, filled, grid, indented, section_title
from layersize.text.sizes import count_text

_LEAST_PATH = 16


def largest_differences(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """A row per path; folders that differ as a whole are one row."""
    if folder_times(comparison.paths) == len(comparison.paths):
        yield indented(StyledText(nothing_differs(comparison)))
        return
    rows = comparison.folded[: style.top]
    yield section_title("Largest differences", differing(comparison.paths), style)
    if rows:
        yield indented(_table(rows, style), 2)
    rest = further_differences(comparison, rows)
    if rest:
        yield indented(StyledText(style.plain(f"… {rest}"), QUIET), 2)


def _table(rows: Sequence[FoldedDelta], style: OutputStyle) -> Part:
    largest = max(1, *(abs(row.delta_bytes) for row in rows))
    length = max(8, min(20, style.width // 8))
    colors = [change_color(row.delta_bytes) for row in rows]
    bars = [
        bar(abs(row.delta_bytes), largest, length, color, style)
        for row, color in zip(rows, colors, strict=True)
    ]
    columns = [
        filled("", colored_cells([_status(row) for row in rows], colors), 5, align_right=False),
        filled("", [change_cell(row.delta_bytes, style) for row in rows]),
        filled("", bars, 3, align_right=False),
    ]
    room = style.width - 3 - COLUMN_GAP
    columns = columns_that_fit(columns, room - _LEAST_PATH)
    room -= total_width(columns)
    paths = [_path(row, room, style) for row in rows]
    return grid([*columns, filled("", paths, align_right=False)], titles=False)


def _path(row: FoldedDelta, room: int, style: OutputStyle) -> StyledText:
    files = f"  {count_text(row.files, 'file')}" if row.files > 1 else ""
    path = style.cut_start(style.path(row.path), max(8, room - len(files)))
    return StyledText(path).append(files, QUIET)


def _status(row: FoldedDelta) -> str:
    word = "metadata" if row.status is PathStatus.METADATA_ONLY else str(row.status)
    return f"{PATH_SIGNS[row.status]} {word}"
