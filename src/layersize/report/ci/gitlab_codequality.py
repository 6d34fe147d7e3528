"""Checked budgets as GitLab's code quality report: limits that are not kept, as findings.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from layersize.budgets.result import BudgetResult, CheckReport, LimitResult, Verdict
from layersize.report.ci.findings import is_listed_singly, listed_findings
from layersize.report.ci.messages import (
    fingerprint,
    limit_message,
    limit_title,
)
from layersize.report.ci.place import ANY_FILE, Place, place_of
from layersize.report.style import OutputStyle
from layersize.text.escape import inert_text

_SEVERITIES = {Verdict.FAIL: "major", Verdict.WARN: "minor", Verdict.UNMEASURED: "info"}
"""What could not be measured stays a finding: nobody should read that it was fixed."""


def render(report: CheckReport, style: OutputStyle) -> str:
    """A JSON array; empty where every limit is kept."""
    findings = [
        finding
        for result in report.results
        for finding in (
            *_of_limits(result, report, style.units),
            *_of_findings(result, report, style.units),
        )
    ]
    return json.dumps(findings, indent=2) + "\n"


def _of_limits(
    result: BudgetResult, report: CheckReport, units: str
) -> Iterator[dict[str, object]]:
    for limit in result.limits:
        if limit.verdict in _SEVERITIES and not is_listed_singly(limit):
            yield _finding(limit, result, report, units)


def _of_findings(
    result: BudgetResult, report: CheckReport, units: str
) -> Iterator[dict[str, object]]:
    for listed in listed_findings(result, report, units):
        yield {
            "description": listed.message,
            "check_name": f"layersize/{listed.rule}",
            "fingerprint": listed.fingerprint,
            "severity": _SEVERITIES[listed.limit.verdict],
            "location": _location(listed.place or Place(file=ANY_FILE)),
        }


def _finding(
    limit: LimitResult, result: BudgetResult, report: CheckReport, units: str
) -> dict[str, object]:
    title = limit_title(limit, result, units)
    place = place_of(limit, result, report) or Place(file=ANY_FILE)
    return {
        "description": f"{title}: {limit_message(limit, result, units)}",
        "check_name": f"layersize/{limit.rule}",
        "fingerprint": fingerprint(limit, result),
        "severity": _SEVERITIES[limit.verdict],
        "location": _location(place),
    }


def _location(place: Place) -> dict[str, object]:
    return {
        "path": inert_text(place.file),
        "lines": {"begin": 1 if place.lines is None else place.lines.first},
    }
