"""Checked budgets as workflow commands, which GitHub shows as annotations; none if all is well.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator

from layersize.budgets.result import BudgetResult, CheckReport, Verdict
from layersize.report.ci.messages import (
    limit_message,
    limit_title,
    problem_text,
    short_name,
)
from layersize.report.ci.place import Place, config_place, place_of
from layersize.report.style import OutputStyle
from layersize.report.verdict_words import VERDICT_WORDS
from layersize.text.escape import inert_text

_ERROR, _WARNING = "error", "warning"


def render(report: CheckReport, style: OutputStyle) -> str:
    """A line for each limit that is exceeded, each problem and each missing baseline."""
    lines = (
        line for result in report.results for line in _annotations(result, report, style.units)
    )
    return "".join(f"{line}\n" for line in lines)


def _annotations(result: BudgetResult, report: CheckReport, units: str) -> Iterator[str]:
    for limit in result.limits:
        if limit.is_exceeded:
            level = _ERROR if limit.verdict is Verdict.FAIL else _WARNING
            title = limit_title(limit, result, units)
            message = limit_message(limit, result, units)
            yield _command(level, place_of(limit, result, report), title, message)
    name = short_name(result.budget.name)
    for level, verdict, problems in (
        (_ERROR, Verdict.UNMEASURED, result.problems),
        (_WARNING, Verdict.SKIPPED, result.remarks),
    ):
        is_why = verdict in (result.verdict, *(limit.verdict for limit in result.limits))
        title = f"{name}: {VERDICT_WORDS[verdict]}" if is_why else name
        for problem in problems:
            yield _command(level, config_place(report), title, problem_text(problem))


def _command(level: str, place: Place | None, title: str, message: str) -> str:
    properties = {}
    if place is not None:
        properties["file"] = inert_text(place.file)
        if place.lines is not None:
            properties |= {"line": str(place.lines.first), "endLine": str(place.lines.last)}
    properties["title"] = title
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{level} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
