"""Checked budgets as a table for a terminal, and under each what exceeds it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from layersize.model.check_report import BudgetResult, CheckReport, Problem, Verdict
from layersize.report.check_causes import causes
from layersize.report.check_limits import limit_table, verdict_sign
from layersize.report.layout import indented, rendered
from layersize.report.numbers import count_text
from layersize.report.pen import Pen
from layersize.report.signs import QUIET, TITLE
from layersize.report.table_style import TableStyle
from layersize.report.verdict_words import VERDICT_WORDS

_LABEL_CELLS = 10


def render(report: CheckReport, style: TableStyle) -> str:
    """Limits with values and verdicts, causes and remedies; nothing wider than the style says."""
    return rendered(_parts(report, Pen(style)), style)


def _parts(report: CheckReport, pen: Pen) -> Iterator[RenderableType]:
    for result in report.results:
        yield from _budget(result, pen)
        yield ""
    yield _closing_line(report, pen)


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
    """`✗ app exceeded · registry:app:v2 · linux/amd64 · content bytes`."""
    budget, verdict = result.budget, result.verdict
    line = verdict_sign(verdict, pen)
    line.append(f" {pen.name(budget.name)}", f"not dim {TITLE}")
    facts = [VERDICT_WORDS[verdict]]
    if budget.image != budget.name:
        facts.append(budget.image)
    if result.image is not None and result.image.image.platform:
        facts.append(result.image.image.platform)
    facts.append(f"{budget.metric} bytes")
    for fact in facts:
        line.append(f" {pen.signs.between} {pen.name(fact)}", f"not {TITLE} {QUIET}")
    return line


def _facts(result: BudgetResult, pen: Pen) -> Iterator[RenderableType]:
    """Base and own bytes apart, and what the image is compared with."""
    base, baseline = result.base, result.baseline
    if base is not None:
        layers = count_text(base.layers, "layer")
        text = f"{pen.size(base.base_bytes)} in {layers} of {pen.name(base.reference)}: don't count"
        yield _labelled("base", text, pen)
        yield _labelled("own", f"{pen.size(base.own_bytes)}: what the limits are about", pen)
    if baseline is not None:
        text = f"{pen.size(baseline.measured_bytes)} in {pen.name(baseline.where)}"
        yield _labelled("baseline", text, pen)


def _labelled(label: str, text: str, pen: Pen) -> RenderableType:
    shown = pen.cut_end(pen.plain(text), pen.style.width - _LABEL_CELLS - 2)
    return indented(Text(label.ljust(_LABEL_CELLS), QUIET).append(shown, f"not {QUIET}"), 2)


def _remark(sign: str, problem: Problem, pen: Pen) -> Iterator[RenderableType]:
    yield ""
    yield indented(Text(f"{sign} {pen.name(str(problem))}"))


def _closing_line(report: CheckReport, pen: Pen) -> RenderableType:
    """What the exit code says, in words."""
    verdicts = [result.verdict for result in report.results]
    counts = [
        f"{verdicts.count(verdict)} {VERDICT_WORDS[verdict]}"
        for verdict in Verdict
        if verdict in verdicts
    ]
    budgets = count_text(len(verdicts), "budget")
    return Text(pen.plain(f"{budgets}: {', '.join(counts)}"), TITLE)
