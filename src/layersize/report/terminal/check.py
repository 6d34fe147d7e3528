"""Checked budgets as a table for a terminal, and under each what exceeds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from layersize.budgets.result import BudgetResult, CheckReport, LimitResult, Problem, Unit
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.causes import causes, verdict_sign
from layersize.report.terminal.grid import (
    LABEL_CELLS,
    FilledColumn,
    cells,
    filled,
    grid,
    indented,
    labelled,
    rendered,
)
from layersize.report.verdict_words import (
    BASE_ORIGINS,
    NO_CHANGE,
    NO_FILE,
    NOT_KNOWN,
    delta_text,
    excess_text,
    headline,
    limit_and_value,
    raw_bytes,
    rule_words,
    verdict_counts,
)
from layersize.text.sizes import count_text

_LEAST_NAME = 14
_NAME_WITH_BYTES = 26
"""Cells of a long name that are worth more than raw bytes beside."""
_DASHES = {NOT_KNOWN, NO_CHANGE}
"""What is shown as the sign for nothing."""


def render(report: CheckReport, style: OutputStyle) -> str:
    """Limits with values and verdicts, causes and remedies; nothing wider than the style says."""
    return rendered(_parts(report, style), style)


def _parts(report: CheckReport, style: OutputStyle) -> Iterator[Part]:
    if report.config is not None:
        beginning = "Limits from "
        name = style.cut_start(style.name(report.config), style.width - len(beginning))
        yield StyledText(f"{beginning}{name}", QUIET)
        yield ""
    for result in report.results:
        yield from _budget(result, style)
        yield ""
    yield StyledText(style.plain(verdict_counts(report)), TITLE)


def _budget(result: BudgetResult, style: OutputStyle) -> Iterator[Part]:
    yield _heading(result, style)
    yield from _facts(result, style)
    yield ""
    if result.limits:
        yield _limit_table(result.limits, style)
    else:
        yield indented(StyledText("No limit is set."))
    for problem in result.problems:
        yield from _remark("?", problem, style)
    for problem in result.remarks:
        yield from _remark("!", problem, style)
    yield from causes(result, style)


def _heading(result: BudgetResult, style: OutputStyle) -> StyledText:
    """`✗ app · exceeded`."""
    shown = headline(result)
    line = verdict_sign(shown.verdict, style)
    name = style.cut_end(style.name(result.budget.name), style.width - 40)
    line.append(f" {name}", f"not {QUIET} {TITLE}")
    return line.append(f" {style.signs.between} {shown.words}", f"not {TITLE}")


def _facts(result: BudgetResult, style: OutputStyle) -> Iterator[Part]:
    """What is measured and how, base and own bytes apart, and what it is compared with."""
    budget, image, base, baseline = result.budget, result.image, result.base, result.baseline
    facts = [f"{budget.metric} bytes"]
    if image is not None:
        facts.append(f"from {style.name(image.image.source)}")
        if image.image.platform:
            facts.insert(0, style.name(image.image.platform))
    rest = "".join(f" {style.signs.between} {fact}" for fact in facts)
    room = style.width - LABEL_CELLS - 2
    reference = style.cut_start(style.name(budget.image), max(8, room - len(rest)))
    lines = {"image": reference + rest}
    if budget.in_place_of is not None:
        lines["replaces"] = style.name(budget.in_place_of)
    if base is not None:
        of = f"{style.size(base.base_bytes)} in {count_text(base.layers, 'layer')} of"
        lines["base"] = f"{of} {style.name(base.reference)}: not counted"
        lines["known by"] = BASE_ORIGINS[base.known_by]
        lines["own"] = f"{style.size(base.own_bytes)}: counted"
    if baseline is not None:
        size = f"{style.size(baseline.measured_bytes)} in "
        where = style.cut_start(style.name(baseline.where), room - len(size))
        lines["baseline"] = size + where
    for label, text in lines.items():
        yield labelled(label, style.cut_end(style.plain(text), room), 2)


def _remark(sign: str, problem: Problem, style: OutputStyle) -> Iterator[Part]:
    yield ""
    yield indented(StyledText(f"{sign} {style.name(str(problem))}"))


def _limit_table(limits: Sequence[LimitResult], style: OutputStyle) -> Part:
    """A row a limit, with raw bytes beside; where there is no room, in a line of their own."""
    wide = _columns(limits, style, bytes_beside=True)
    longest = max(len(style.name(rule_words(limit))) for limit in limits)
    has_names = wide[0].width >= min(longest, _NAME_WITH_BYTES)
    if has_names and total_width(wide) + 1 <= style.width:
        return grid(wide)
    return grid(_columns(limits, style, bytes_beside=False))


class _Row(NamedTuple):
    """The cells of one limit."""

    rule: str
    limit: StyledText
    limit_bytes: StyledText
    value: StyledText
    value_bytes: StyledText
    delta: StyledText
    verdict: StyledText
    excess: StyledText

    @classmethod
    def of(cls, limit: LimitResult, style: OutputStyle) -> _Row:
        allowed, found = limit_and_value(limit, style.units)
        return cls(
            rule=style.name(rule_words(limit)),
            limit=_cell(allowed, style),
            limit_bytes=_raw_bytes(limit, limit.limit, allowed),
            value=_cell(found, style),
            value_bytes=_raw_bytes(limit, limit.value, found),
            delta=_cell(delta_text(limit, style.units), style),
            verdict=verdict_sign(limit.verdict, style).append(f" {limit.verdict.value}"),
            excess=_cell(excess_text(limit, style.units), style),
        )

    def of_raw_bytes(self) -> _Row:
        """The row below it where bytes have no room beside; the rest is empty."""
        nothing = StyledText("")
        limit, value = self.limit_bytes, self.value_bytes
        return _Row("", limit, nothing, value, nothing, nothing, nothing, nothing)


def _cell(text: str, style: OutputStyle) -> StyledText:
    return StyledText(style.signs.nothing if text in _DASHES else style.plain(text))


def _raw_bytes(limit: LimitResult, amount: float | None, text: str) -> StyledText:
    """Empty where the text says them already."""
    raw = raw_bytes(amount) if limit.unit is Unit.BYTES else ""
    return StyledText("" if text in (raw, NO_FILE) else raw, QUIET)


def _columns(
    limits: Sequence[LimitResult], style: OutputStyle, *, bytes_beside: bool
) -> list[FilledColumn]:
    """Where there is no room, the excess goes first, then the change; the rule's name is cut."""
    rows = []
    for limit in limits:
        row = _Row.of(limit, style)
        rows.append(row)
        if limit.unit is Unit.BYTES and not bytes_beside:
            rows.append(row.of_raw_bytes())
    numbers = [filled("limit", [row.limit for row in rows])]
    if bytes_beside:
        numbers.append(filled("", [row.limit_bytes for row in rows]))
    numbers.append(filled("value", [row.value for row in rows], 10))
    if bytes_beside:
        numbers.append(filled("", [row.value_bytes for row in rows]))
    if any(limit.delta is not None for limit in limits):
        numbers.append(filled(style.signs.delta, [row.delta for row in rows], 3))
    numbers.append(filled("", [row.verdict for row in rows], 11, align_right=False))
    if any(row.excess.plain for row in rows):
        numbers.append(filled("", [row.excess for row in rows], 2, align_right=False))
    if not bytes_beside:
        numbers = columns_that_fit(numbers, style.width - 1 - COLUMN_GAP - _LEAST_NAME)
    room = max(_LEAST_NAME, style.width - 1 - COLUMN_GAP - total_width(numbers))
    names = cells(style.cut_end(row.rule, room) for row in rows)
    return [filled("", names, align_right=False), *numbers]
