"""Checked budgets as JUnit XML: a suite for each budget, a case for each limit.

There is no standard; what Jenkins and GitLab read is described by
https://github.com/jenkinsci/xunit-plugin (junit-10.xsd).
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from layersize.budgets.result import BudgetResult, CheckReport, LimitResult, Verdict
from layersize.report.cause_words import excess_words
from layersize.report.ci.messages import cause_lines, limit_message, problem_text, short_name
from layersize.report.style import OutputStyle
from layersize.report.verdict_words import rule_words
from layersize.text.escape import inert_text

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_NOT_XML = re.compile("[\ufffe\uffff]")
"""What `inert_text` leaves and XML forbids: https://www.w3.org/TR/xml/#charsets"""
_ELEMENTS = {
    Verdict.FAIL: "failure",
    Verdict.UNMEASURED: "error",
    Verdict.SKIPPED: "skipped",
    Verdict.WARN: "system-out",
}
"""Of what is only a warning, the case passes."""


def render(report: CheckReport, style: OutputStyle) -> str:
    """The document; what exceeds a limit is its failure, what could not be measured an error."""
    suites = Element(
        "testsuites",
        name="layersize",
        tests=str(sum(len(result.limits) for result in report.results)),
        failures=str(report.with_verdict(Verdict.FAIL)),
        errors=str(report.with_verdict(Verdict.UNMEASURED)),
    )
    for result in report.results:
        _add_suite(suites, result, style.units)
    indent(suites)
    document = tostring(suites, encoding="unicode").replace(" />", "/>")  # names have no bare `>`
    return f"{_DECLARATION}\n{document}\n"


def _add_suite(suites: Element, result: BudgetResult, units: str) -> None:
    verdicts = [limit.verdict for limit in result.limits]
    suite = SubElement(
        suites,
        "testsuite",
        name=_xml(short_name(result.budget.name)),
        tests=str(len(verdicts)),
        failures=str(verdicts.count(Verdict.FAIL)),
        errors=str(verdicts.count(Verdict.UNMEASURED)),
        skipped=str(verdicts.count(Verdict.SKIPPED)),
    )
    suite.text = "\n  "  # which `indent` leaves where there is no limit
    for limit in result.limits:
        _add_case(suite, limit, result, units)
    of_limits = {limit.problem for limit in result.limits}
    for element, problems in (("system-out", result.remarks), ("system-err", result.problems)):
        lines = [problem_text(problem) for problem in problems if problem not in of_limits]
        if lines:
            SubElement(suite, element).text = _xml("\n".join(lines))


def _add_case(suite: Element, limit: LimitResult, result: BudgetResult, units: str) -> None:
    class_name = f"layersize.{short_name(result.budget.name)}"
    name = _xml(inert_text(rule_words(limit)))
    case = SubElement(suite, "testcase", name=name, classname=_xml(class_name))
    element = _ELEMENTS.get(limit.verdict)
    if element is None:
        return
    message = limit_message(limit, result, units)
    outcome = SubElement(case, element)
    outcome.text = _xml("\n".join([message, *cause_lines(limit, result, units)]))
    if element != "system-out":
        outcome.set("type", limit.rule)
        outcome.set("message", _xml(excess_words(limit, units) or message))


def _xml(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
