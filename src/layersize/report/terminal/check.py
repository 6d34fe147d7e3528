"""Checked budgets as a table for a terminal, and under each what exceeds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.budgets.result import BudgetResult, CheckReport, LimitResult, Problem, Unit
from layersize.report.grid import (
    COLUMN_GAP,
    Column,
    grid,
    indented,
    rendered,
    total_width,
    verdict_sign,
)
from layersize.report.style import QUIET, TITLE, Pen, TableStyle
from layersize.report.terminal.causes import causes
from layersize.report.verdict_words import (
    NO_CHANGE,
    NOT_KNOWN,
    VERDICT_WORDS,
    delta_text,
    excess_text,
    limit_and_value,
    raw_bytes,
    rule_words,
    verdict_counts,
)
from layersize.text.sizes import count_text

_LEAST_NAME = 14
_DASHES = {NOT_KNOWN, NO_CHANGE}
"""What is shown as the sign for nothing."""


def limit_table(limits: Sequence[LimitResult], pen: Pen) -> RenderableType:
    """A row a limit, with raw bytes beside; where there is no room, in a line of their own."""
    wide = _columns(limits, pen, bytes_beside=True)
    if total_width(wide) + 1 <= pen.style.width:
        return grid(wide)
    return grid(_columns(limits, pen, bytes_beside=False))


def _columns(limits: Sequence[LimitResult], pen: Pen, *, bytes_beside: bool) -> list[Column]:
    """The name of a rule with a pattern is cut where there is no room for it."""
    units = pen.style.units
    rows = [_Row(limit, pen, is_raw=False) for limit in limits]
    if not bytes_beside:
        rows = [
            row
            for limit in limits
            for row in (
                _Row(limit, pen, is_raw=False),
                *([_Row(limit, pen, is_raw=True)] if limit.unit is Unit.BYTES else []),
            )
        ]

    def column(title: str, usefulness: int, cell: Callable[[_Row], Text], *, right: bool) -> Column:
        made = [cell(row) for row in rows]
        return Column(title=title, cells=made, usefulness=usefulness, align_right=right)

    numbers = [column("limit", 9, _Row.limit, right=True)]
    if bytes_beside:
        numbers.append(column("", 9, _Row.limit_bytes, right=True))
    numbers.append(column("value", 9, _Row.value, right=True))
    if bytes_beside:
        numbers.append(column("", 9, _Row.value_bytes, right=True))
    if any(limit.delta is not None for limit in limits):
        numbers.append(column(pen.signs.delta, 8, _Row.delta, right=True))
    numbers.append(column("", 9, _Row.verdict, right=False))
    if any(excess_text(limit, units) for limit in limits):
        numbers.append(column("", 7, _Row.excess, right=False))
    if not bytes_beside and total_width(numbers) + COLUMN_GAP + _LEAST_NAME >= pen.style.width:
        numbers.pop()
    room = max(_LEAST_NAME, pen.style.width - 1 - COLUMN_GAP - total_width(numbers))
    names = column("", 9, lambda row: row.name(room), right=False)
    return [names, *numbers]


class _Row:
    """The cells of one limit, or of the raw bytes below it."""

    def __init__(self, limit: LimitResult, pen: Pen, *, is_raw: bool) -> None:
        self._limit = limit
        self._pen = pen
        self._is_raw = is_raw
        self._allowed, self._found = limit_and_value(limit, pen.style.units)

    def name(self, room: int) -> Text:
        return self._text(self._pen.cut_end(self._pen.name(rule_words(self._limit)), room))

    def limit(self) -> Text:
        return self.limit_bytes() if self._is_raw else self._text(self._allowed)

    def value(self) -> Text:
        return self.value_bytes() if self._is_raw else self._text(self._found)

    def limit_bytes(self) -> Text:
        return self._bytes(self._limit.limit)

    def value_bytes(self) -> Text:
        return self._bytes(self._limit.value)

    def delta(self) -> Text:
        return self._text(delta_text(self._limit, self._pen.style.units))

    def verdict(self) -> Text:
        if self._is_raw:
            return Text("")
        verdict = self._limit.verdict
        return verdict_sign(verdict, self._pen).append(f" {verdict.value}")

    def excess(self) -> Text:
        return self._text(excess_text(self._limit, self._pen.style.units))

    def _text(self, text: str) -> Text:
        if self._is_raw:
            return Text("")
        return Text(self._pen.signs.nothing if text in _DASHES else self._pen.plain(text))

    def _bytes(self, amount: float | None) -> Text:
        return Text(raw_bytes(amount) if self._limit.unit is Unit.BYTES else "", QUIET)


_LABEL_CELLS = 10


def render(report: CheckReport, style: TableStyle) -> str:
    """Limits with values and verdicts, causes and remedies; nothing wider than the style says."""
    return rendered(_parts(report, Pen(style)), style)


def _parts(report: CheckReport, pen: Pen) -> Iterator[RenderableType]:
    for result in report.results:
        yield from _budget(result, pen)
        yield ""
    yield Text(pen.plain(verdict_counts(report)), TITLE)


def _budget(result: BudgetResult, pen: Pen) -> Iterator[RenderableType]:
    yield _heading(result, pen)
    yield from _facts(result, pen)
    yield ""
    if result.limits:
        yield limit_table(result.limits, pen)
    else:
        yield indented(Text("No limit is set."))
    for problem in result.problems:
        yield from _remark("?", problem, pen)
    for problem in result.remarks:
        yield from _remark("!", problem, pen)
    yield from causes(result, pen)


def _heading(result: BudgetResult, pen: Pen) -> Text:
    """`✗ app · exceeded`."""
    line = verdict_sign(result.verdict, pen)
    name = pen.cut_end(pen.name(result.budget.name), pen.style.width - 40)
    line.append(f" {name}", f"not {QUIET} {TITLE}")
    words = VERDICT_WORDS[result.verdict]
    return line.append(f" {pen.signs.between} {words}", f"not {TITLE}")


def _facts(result: BudgetResult, pen: Pen) -> Iterator[RenderableType]:
    """What is measured and how, base and own bytes apart, and what it is compared with."""
    budget, image, base, baseline = result.budget, result.image, result.base, result.baseline
    facts = [f"{budget.metric} bytes"]
    if image is not None and image.image.platform:
        facts.insert(0, pen.name(image.image.platform))
    rest = "".join(f" {pen.signs.between} {fact}" for fact in facts)
    room = pen.style.width - _LABEL_CELLS - 2 - len(rest)
    yield _labelled("image", pen.cut_start(pen.name(budget.image), max(8, room)) + rest, pen)
    if base is not None:
        of = f"{pen.size(base.base_bytes)} in {count_text(base.layers, 'layer')} of"
        yield _labelled("base", f"{of} {pen.name(base.reference)}: does not count", pen)
        yield _labelled("own", f"{pen.size(base.own_bytes)}: what the limits are about", pen)
    if baseline is not None:
        size = f"{pen.size(baseline.measured_bytes)} in "
        room = pen.style.width - _LABEL_CELLS - 2 - len(size)
        yield _labelled("baseline", size + pen.cut_start(pen.name(baseline.where), room), pen)


def _labelled(label: str, text: str, pen: Pen) -> RenderableType:
    shown = pen.cut_end(pen.plain(text), pen.style.width - _LABEL_CELLS - 2)
    return indented(Text(label.ljust(_LABEL_CELLS), QUIET).append(shown, f"not {QUIET}"), 2)


def _remark(sign: str, problem: Problem, pen: Pen) -> Iterator[RenderableType]:
    yield ""
    yield indented(Text(f"{sign} {pen.name(str(problem))}"))
