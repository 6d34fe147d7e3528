"""Checked budgets as a table for a terminal, and under each what exceeds it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from layersize.model.check_report import BudgetResult, CheckReport, Problem
from layersize.report.check_causes import causes
from layersize.report.check_limits import limit_table, verdict_sign
from layersize.report.layout import indented, rendered
from layersize.report.numbers import count_text
from layersize.report.pen import Pen
from layersize.report.signs import QUIET, TITLE
from layersize.report.table_style import TableStyle
from layersize.report.verdict_words import VERDICT_WORDS, verdict_counts

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
