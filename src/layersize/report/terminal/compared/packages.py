"""What differs between the packages of compared images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.comparison.result import Comparison, PackageDelta
from layersize.report.advice_words import package_change_words
from layersize.report.cells import change_cell
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.style import QUIET, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.compared.comparison import headings, measure_rows
from layersize.report.terminal.grid import (
    cells,
    filled,
    grid,
    indented,
    rendered,
    section_title,
    size_cells,
)
from layersize.text.sizes import count_text

_LEAST_NAME = 24


def render(comparisons: Sequence[Comparison], style: OutputStyle) -> str:
    """Of each OTHER the packages that are new, gone, or of another version or size."""
    return rendered(_parts(comparisons, style), style)


def _parts(comparisons: Sequence[Comparison], style: OutputStyle) -> Iterator[Part]:
    for number, comparison in enumerate(comparisons):
        if number:
            yield ""
        yield from headings([comparison.base, comparison.other], ["base", "other"], style)
        yield ""
        yield measure_rows(comparison, style)
        yield ""
        yield from package_changes(comparison, style)


def package_changes(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """The differences add up to that of what containers see, once all rows are shown."""
    deltas = comparison.packages
    if not deltas:
        yield indented(StyledText("Packages: the same in both."))
        return
    shown, rest = deltas[: style.top], deltas[style.top :]
    yield section_title("Packages", f"{len(deltas):,} of another size or version", style)
    yield _table(shown, style)
    if rest:
        rest_bytes = sum(row.delta_bytes for row in rest)
        change = change_cell(rest_bytes, style).plain
        words = style.plain(f"… {count_text(len(rest), 'more package')}, {change} together")
        yield indented(StyledText(words, QUIET), 2)


def _table(rows: Sequence[PackageDelta], style: OutputStyle) -> Part:
    managers = [style.cut_end(style.name(row.manager or style.signs.nothing), 12) for row in rows]
    columns = [
        filled(style.signs.delta, [change_cell(row.delta_bytes, style) for row in rows], 11),
        filled("base", size_cells((row.base_bytes for row in rows), style), 5),
        filled("other", size_cells((row.other_bytes for row in rows), style), 6),
        filled(
            "manager",
            cells(managers, QUIET),
            7,
            align_right=False,
        ),
    ]
    room = style.width - 1 - COLUMN_GAP
    kept = columns_that_fit(columns, room - _LEAST_NAME) or [columns[0]]
    room = max(1, room - total_width(kept))
    names = cells(style.cut_end(style.name(package_change_words(row)), room) for row in rows)
    return grid([*kept, filled("package", names, align_right=False)])
