"""Checked budgets as JUnit XML: a suite for each budget, a case for each limit.

There is no standard; what Jenkins and GitLab read is described by
https://github.com/jenkinsci/xunit-plugin (junit-10.xsd).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from layersize.budgets.result import BudgetResult, CheckReport, LimitResult, Verdict
from layersize.report.cause_words import excess_words
from layersize.report.ci.messages import cause_lines, limit_message, short_name
from layersize.report.style import TableStyle
from layersize.report.verdict_words import rule_words
from layersize.text.escape import inert_text

_NOT_XML = re.compile("[\ufffe\uffff]")
"""What `inert_text` leaves and XML forbids: https://www.w3.org/TR/xml/#charsets"""
_ELEMENTS = {
    Verdict.FAIL: "failure",
    Verdict.UNMEASURED: "error",
    Verdict.SKIPPED: "skipped",
    Verdict.WARN: "system-out",
}
"""Of what is only a warning, the case passes."""


def render(report: CheckReport, style: TableStyle) -> str:
    """The document; what exceeds a limit is its failure, what could not be measured an error."""
    return "\n".join(_document(report, style.units)) + "\n"


def _document(report: CheckReport, units: str) -> Iterator[str]:
    counts = {
        "tests": sum(len(result.limits) for result in report.results),
        "failures": report.with_verdict(Verdict.FAIL),
        "errors": report.with_verdict(Verdict.UNMEASURED),
    }
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<testsuites{_attributes(name='layersize', **counts)}>"
    for result in report.results:
        yield from _suite(result, units)
    yield "</testsuites>"


def _suite(result: BudgetResult, units: str) -> Iterator[str]:
    verdicts = [limit.verdict for limit in result.limits]
    counts = {
        "tests": len(verdicts),
        "failures": verdicts.count(Verdict.FAIL),
        "errors": verdicts.count(Verdict.UNMEASURED),
        "skipped": verdicts.count(Verdict.SKIPPED),
    }
    yield f"  <testsuite{_attributes(name=short_name(result.budget.name), **counts)}>"
    for limit in result.limits:
        yield from _case(limit, result, units)
    yield "  </testsuite>"


def _case(limit: LimitResult, result: BudgetResult, units: str) -> Iterator[str]:
    suite = f"layersize.{short_name(result.budget.name)}"
    case = _attributes(name=inert_text(rule_words(limit)), classname=suite)
    element = _ELEMENTS.get(limit.verdict)
    if element is None:
        yield f"    <testcase{case}/>"
        return
    message = limit_message(limit, result, units)
    text = "\n".join([message, *cause_lines(limit, result, units)])
    summary = excess_words(limit, units) or message
    about = "" if element == "system-out" else _attributes(type=limit.rule, message=summary)
    yield f"    <testcase{case}>"
    yield f"      <{element}{about}>{escape(_xml(text))}</{element}>"
    yield "    </testcase>"


def _attributes(**values: str | int) -> str:
    return "".join(f" {name}={quoteattr(_xml(str(value)))}" for name, value in values.items())


def _xml(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
