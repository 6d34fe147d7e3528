"""What would help compared images: what is new, gone, or saves more or less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.advice import FindingState, Owner
from layersize.comparison.result import Comparison, FindingDelta, FindingStatus
from layersize.report.advice_words import (
    NOTHING_FOUND,
    finding_title,
    finding_totals_words,
    more_findings,
)
from layersize.report.cells import change_cell, change_color
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.style import GROWN, QUIET, SHRUNK, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import (
    cells,
    colored_cells,
    filled,
    grid,
    indented,
    section_title,
)

_LEAST_TITLE = 24
_TITLE = "What would help"


def finding_changes(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """A row for each rule, owner and state that differs; one line where none does."""
    deltas = comparison.findings
    totals = style.plain(finding_totals_words(comparison, style.units))
    if not comparison.base.findings and not comparison.other.findings:
        yield indented(StyledText(f"{_TITLE}: {NOTHING_FOUND}, in both"))
    elif not deltas:
        yield indented(StyledText(f"{_TITLE}: the same in both, {totals}"))
    else:
        shown = deltas[: style.top]
        yield section_title(_TITLE, totals, style)
        yield _table(shown, style)
        if more := more_findings(len(deltas), len(shown)):
            yield indented(StyledText(style.plain(more), QUIET), 2)


def _table(rows: Sequence[FindingDelta], style: OutputStyle) -> Part:
    words = [str(row.status) for row in rows]
    colors = [_color(row) for row in rows]
    hidden = [style.signs.hidden * (row.state is FindingState.HIDDEN) for row in rows]
    owners = ["" if row.owner is Owner.YOURS else _OWNERS[row.owner] for row in rows]
    columns = [
        filled("", colored_cells(words, colors), 10, align_right=False),
        filled(style.signs.delta, [change_cell(row.delta_bytes, style) for row in rows], 11),
        filled("", cells(hidden), 4),
        filled("rule", cells((row.rule for row in rows), QUIET), 9, align_right=False),
        filled("", cells(owners, QUIET), 5, align_right=False),
    ]
    room = style.width - 1 - COLUMN_GAP
    kept = columns_that_fit(columns, room - _LEAST_TITLE) or [columns[1]]
    room = max(1, room - total_width(kept))
    titles = cells(style.cut_end(style.name(finding_title(row)), room) for row in rows)
    return grid([*kept, filled("finding", titles, align_right=False)])


_OWNERS = {Owner.BASE: "base image", Owner.UNKNOWN: "base image?"}


def _color(row: FindingDelta) -> str:
    colors = {FindingStatus.NEW: GROWN, FindingStatus.GONE: SHRUNK}
    return colors.get(row.status) or change_color(row.delta_bytes)
