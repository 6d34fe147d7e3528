"""Checked budgets as SARIF 2.1.0: limits that are not kept, as results.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from layersize import __version__
from layersize.budgets.findings.rules import ForbiddenFinding
from layersize.budgets.result import BudgetResult, CheckReport, LimitResult, Problem, Verdict
from layersize.budgets.rules import RULES
from layersize.report.ci.findings import ListedFinding, is_listed_singly, listed_findings
from layersize.report.ci.messages import (
    fingerprint,
    limit_message,
    limit_title,
    problem_text,
)
from layersize.report.ci.place import ANY_FILE, Place, place_of
from layersize.report.style import OutputStyle
from layersize.text.escape import inert_text

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Verdict.FAIL: "error", Verdict.WARN: "warning", Verdict.UNMEASURED: "note"}
"""What could not be measured stays a result: nobody should read that it was fixed."""
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_BRACKET = re.compile(r"[\[\]\\]")


def render(report: CheckReport, style: OutputStyle) -> str:
    """The log; what could not be measured, and a missing baseline, are told as notifications."""
    results = [
        _result(limit, result, report, style.units)
        for result in report.results
        for limit in result.limits
        if limit.verdict in _LEVELS and not is_listed_singly(limit)
    ]
    listed = [
        finding
        for result in report.results
        for finding in listed_findings(result, report, style.units)
    ]
    codes = sorted({finding.rule for finding in listed})
    results += [
        _listed_result(finding, len(RULES) + codes.index(finding.rule)) for finding in listed
    ]
    rules = [
        {"id": key, "shortDescription": {"text": limit.exceeded_means}}
        for key, limit in RULES.items()
    ]
    rules += [_finding_rule(code) for code in codes]
    driver = {"name": "layersize", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _invocation(report: CheckReport) -> dict[str, Any]:
    notifications = [
        _notification(level, problem)
        for result in report.results
        for level, problems in (("error", result.problems), ("warning", result.remarks))
        for problem in problems
    ]
    return {
        "executionSuccessful": report.verdict is not Verdict.UNMEASURED,
        "toolExecutionNotifications": notifications,
    }


def _notification(level: str, problem: Problem) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(problem_text(problem))}}


def _result(
    limit: LimitResult, result: BudgetResult, report: CheckReport, units: str
) -> dict[str, Any]:
    title = limit_title(limit, result, units)
    place = place_of(limit, result, report) or Place(file=ANY_FILE)
    return {
        "ruleId": limit.rule,
        "ruleIndex": list(RULES).index(limit.rule),
        "level": _LEVELS[limit.verdict],
        "message": {"text": _plain(f"{title}: {limit_message(limit, result, units)}")},
        "locations": [{"physicalLocation": _location(place)}],
        "partialFingerprints": {"layersizeLimit/v1": fingerprint(limit, result)},
    }


def _finding_rule(code: str) -> dict[str, Any]:
    """What a rule of findings says: its page, as a text, since a package has no address."""
    return {
        "id": code,
        "shortDescription": {"text": RULES[ForbiddenFinding.key].exceeded_means},
        "help": {"text": f"docs/findings.md#{code.lower()} of layersize explains it."},
    }


def _listed_result(listed: ListedFinding, rule_index: int) -> dict[str, Any]:
    return {
        "ruleId": listed.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[listed.limit.verdict],
        "message": {"text": _plain(listed.message)},
        "locations": [{"physicalLocation": _location(listed.place or Place(file=ANY_FILE))}],
        "partialFingerprints": {"layersizeFinding/v1": listed.fingerprint},
    }


def _location(place: Place) -> dict[str, Any]:
    """GitHub wants a line: the first, where none is known."""
    first, last = (1, 1) if place.lines is None else place.lines
    return {
        "artifactLocation": {"uri": quote(inert_text(place.file))},
        "region": {"startLine": first, "endLine": last},
    }


def _plain(text: str) -> str:
    r"""Text in which `[a](b)` is no link and `{0}` no placeholder: sections 3.11.5 and 3.11.6."""
    text = _PLACEHOLDER.sub(r"{{\1}}", text)
    return _BRACKET.sub(r"\\\g<0>", text) if "](" in text else text
