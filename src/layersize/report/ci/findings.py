"""Findings that a limit forbids, one by one, for outputs that list what is wrong; inert."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from layersize.accounting.advice import Finding
from layersize.budgets.findings.rules import ForbiddenFinding
from layersize.budgets.result import BudgetResult, CheckReport, LimitResult
from layersize.report.cause_words import finding_words
from layersize.report.ci.messages import short_name
from layersize.report.ci.place import Place, config_place, layer_place
from layersize.text.escape import inert_text, shown_path
from layersize.values import dataclass

_LONGEST_FIX = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFinding:
    """A forbidden finding, as such an output lists it."""

    rule: str
    limit: LimitResult
    message: str
    fingerprint: str
    """The same in every run for the same finding of the same budget."""
    place: Place | None


def is_listed_singly(limit: LimitResult) -> bool:
    """Whether the findings behind a limit are listed, not the limit."""
    return limit.rule == ForbiddenFinding.key and limit.explanation is not None


def listed_findings(
    result: BudgetResult, report: CheckReport, units: str
) -> Iterator[ListedFinding]:
    """Of one budget, each once, whatever number of limits forbids it."""
    seen = set()
    for limit in result.limits:
        if not is_listed_singly(limit) or limit.explanation is None:
            continue
        for finding in limit.explanation.findings:
            fingerprint = _fingerprint(finding, result)
            if fingerprint not in seen:
                seen.add(fingerprint)
                yield ListedFinding(
                    rule=finding.rule,
                    limit=limit,
                    message=_message(finding, result, units),
                    fingerprint=fingerprint,
                    place=_place(finding, result, report),
                )


def _message(finding: Finding, result: BudgetResult, units: str) -> str:
    """`app: LS090 a private key, 1.7 kB in layer 3: root/.ssh/id_rsa. RUN --mount=…`."""
    words = f"{short_name(result.budget.name)}: {finding_words(finding, units)}"
    if finding.examples:
        more = f" and {finding.paths - 1:,} more" if finding.paths > 1 else ""
        words += f": {short_name(shown_path(finding.examples[0]))}{more}"
    fix = inert_text(finding.fix[:_LONGEST_FIX])
    return f"{words}. {fix[:1].upper()}{fix[1:]}"


def _place(finding: Finding, result: BudgetResult, report: CheckReport) -> Place | None:
    analysis = result.image
    if analysis is None or analysis.dockerfile is None:
        return config_place(report)
    return layer_place(analysis, next(iter(finding.layers), None))


def _fingerprint(finding: Finding, result: BudgetResult) -> str:
    """By rule, owner and state; where these have several findings, also by a file."""
    parts = [result.budget.name, finding.rule, finding.owner, finding.state]
    same = [
        other
        for other in (() if result.image is None else result.image.findings)
        if (other.rule, other.owner, other.state) == (finding.rule, finding.owner, finding.state)
    ]
    if len(same) > 1:
        parts += map(shown_path, finding.examples[:1])
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
