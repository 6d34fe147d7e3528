"""The limits of a budget as rows: allowed, found, changed, verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.model.check_report import LimitResult, Unit, Verdict
from layersize.report.layout import COLUMN_GAP, Column, grid, total_width
from layersize.report.pen import Pen
from layersize.report.signs import GROWN, QUIET, SHADOWED, SHRUNK
from layersize.report.verdict_words import (
    ASCII_VERDICT_SIGNS,
    NO_CHANGE,
    NOT_KNOWN,
    VERDICT_SIGNS,
    delta_text,
    excess_text,
    limit_and_value,
    raw_bytes,
    rule_words,
)

_COLORS = {
    Verdict.PASS: SHRUNK,
    Verdict.SKIPPED: QUIET,
    Verdict.WARN: SHADOWED,
    Verdict.FAIL: GROWN,
    Verdict.UNMEASURED: GROWN,
}
_LEAST_NAME = 14
_DASHES = {NOT_KNOWN, NO_CHANGE}
"""What is shown as the sign for nothing."""


def verdict_sign(verdict: Verdict, pen: Pen) -> Text:
    """The sign of a verdict in its colour."""
    signs = ASCII_VERDICT_SIGNS if pen.style.ascii else VERDICT_SIGNS
    return Text(signs[verdict], _COLORS[verdict])


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
