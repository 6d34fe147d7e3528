"""What would help an image, what its base is, and which of its packages are big."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.advice import Finding, FindingState, Owner
from layersize.accounting.result import ImageAnalysis
from layersize.report.advice_words import (
    NO_BASE,
    NOTHING_FOUND,
    base_words,
    biggest_packages,
    finding_sum_words,
    more_findings,
    own_words,
    whose_words,
)
from layersize.report.columns import COLUMN_GAP
from layersize.report.style import QUIET, SHADOWED, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part, wrapped
from layersize.report.terminal.grid import (
    LABEL_CELLS,
    amount_rows,
    indented,
    labelled,
    section_title,
)
from layersize.text.cells import cell_len

_LEAST_TITLE = 32
"""Cells that a finding's title has at least where facts stand beside it."""
_MOST_LINES = 2
"""Of a title."""
_MOST_LINES_OF_A_FIX = 5
"""It is to be typed, and so has to be whole; the longest that rules have fits at 80 columns."""


def base_and_packages(analysis: ImageAnalysis, style: OutputStyle) -> Iterator[Part]:
    """A line each, below the totals."""
    base = analysis.base
    words = NO_BASE
    if base is not None:
        reference = style.cut_start(style.name(base.reference or ""), max(8, style.width // 3))
        words = base_words(base, reference, style.units)
        words += style.plain(f" · {own_words(analysis, style.units)}")
    room = style.width - LABEL_CELLS - 3
    yield labelled("base", style.cut_end(words, room), 2)
    if analysis.packages:
        yield labelled("packages", style.cut_end(_packages(analysis, style, room), room), 2)


def _packages(analysis: ImageAnalysis, style: OutputStyle, room: int) -> str:
    """`gcc-12 61.2 MB, perl-base 7.6 MB · 96 in all, 109.4 MB`, as many names as fit."""
    biggest, count, live_bytes = biggest_packages(analysis)
    if not biggest:
        return "none found"
    total = style.plain(f" · {count}, {style.size(live_bytes)}")
    names = ""
    for package in biggest:
        name = style.cut_end(style.name(package.name), max(8, room // 3))
        longer = f"{names}{', ' if names else ''}{name} {style.size(package.content_bytes)}"
        if names and cell_len(longer + total) > room:
            break
        names = longer
    return names + total


def advice_section(analysis: ImageAnalysis, style: OutputStyle) -> Iterator[Part]:
    """The largest findings, each with what it saves and how; one line where there is none."""
    title = "What would help"
    if not analysis.findings:
        yield indented(StyledText(f"{title}: {NOTHING_FOUND}"))
        return
    shown = analysis.findings[: style.top]
    yield section_title(title, finding_sum_words(analysis, style.units), style)
    sizes = [_saves(finding, style) for finding in shown]
    room = style.width - max((size.cell_len for size in sizes), default=0) - COLUMN_GAP - 3
    rows = zip(sizes, _lines(shown, room, style), strict=True)
    yield indented(amount_rows(rows, wrap=False), 2)
    if more := more_findings(len(analysis.findings), len(shown)):
        yield indented(StyledText(style.plain(more), QUIET), 2)


def _saves(finding: Finding, style: OutputStyle) -> StyledText:
    is_hidden = finding.state is FindingState.HIDDEN
    text = style.size_or_dash(finding.content_bytes, style.signs.hidden * is_hidden)
    return StyledText(text, QUIET if _is_dim(finding) else SHADOWED * is_hidden)


def _is_dim(finding: Finding) -> bool:
    """Whether others must mend it."""
    return finding.owner is Owner.BASE


def _lines(
    findings: Sequence[Finding], room: int, style: OutputStyle
) -> Iterator[Iterator[StyledText]]:
    """Of each finding the lines beside its bytes: what it is, with facts in columns, and the fix.

    Where the facts would leave too little room, they stand below.
    """
    titles = [style.name(finding.title[: 8 * _MOST_LINES * room]) for finding in findings]
    facts = [(whose_words(finding), str(finding.certainty), finding.rule) for finding in findings]
    widths = [max(map(len, column)) for column in zip(*facts, strict=True)]
    left = room - sum(widths) - COLUMN_GAP * len(widths)
    title_cells = min(left, max(map(cell_len, titles), default=0))
    for finding, title, row in zip(findings, titles, facts, strict=True):
        beside = [text.ljust(width) for text, width in zip(row, widths, strict=True)]
        if left >= _LEAST_TITLE:
            yield _finding_lines(finding, title, title_cells, beside, room, style)
        else:
            yield _narrow_lines(finding, title, row, room, style)


def _finding_lines(
    finding: Finding,
    title: str,
    title_cells: int,
    facts: Sequence[str],
    room: int,
    style: OutputStyle,
) -> Iterator[StyledText]:
    gap = " " * COLUMN_GAP
    beside = gap + gap.join(facts)
    color = QUIET if _is_dim(finding) else ""
    for line in _few_lines(title, title_cells, _MOST_LINES, style):
        padded = StyledText(line + " " * (title_cells - cell_len(line)), color)
        yield padded.append(beside, QUIET)
        beside = ""
    yield from _fix(finding, room, style)


def _narrow_lines(
    finding: Finding, title: str, facts: Sequence[str], room: int, style: OutputStyle
) -> Iterator[StyledText]:
    for line in _few_lines(title, room, _MOST_LINES, style):
        yield StyledText(line, QUIET if _is_dim(finding) else "")
    yield StyledText(style.cut_end(style.plain(" · ".join(facts)), room), QUIET)
    yield from _fix(finding, room, style)


def _fix(finding: Finding, room: int, style: OutputStyle) -> Iterator[StyledText]:
    """What can be typed."""
    hint = f"{style.signs.hint} "
    text = style.name(finding.fix[: 8 * _MOST_LINES_OF_A_FIX * room])
    cells = max(1, room - len(hint))
    for line in _few_lines(text, cells, _MOST_LINES_OF_A_FIX, style):
        yield StyledText(hint, QUIET).append(line, QUIET if _is_dim(finding) else f"not {QUIET}")
        hint = " " * len(hint)


def _few_lines(text: str, cells: int, most: int, style: OutputStyle) -> Iterator[str]:
    """The text wrapped, cut where it is too long."""
    lines = [line.plain.rstrip() for line in wrapped(StyledText(text), max(1, cells))]
    yield from lines[: most - 1]
    rest = lines[most - 1 : most + 1]
    if rest:
        yield style.cut_end(" ".join(rest), cells)
