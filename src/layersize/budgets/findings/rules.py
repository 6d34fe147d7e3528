"""Limits of what would make an image smaller or should not be in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Self

from layersize.accounting.advice import Certainty
from layersize.budgets.evidence import Evidence
from layersize.budgets.findings.counted import CountedFinding
from layersize.budgets.findings.names import is_named, rule_name
from layersize.budgets.findings.recorded import what_is_new
from layersize.budgets.limit import BytesLimit, Limit
from layersize.budgets.result import Compared, Explanation, LimitResult, Problem, Unit, Verdict
from layersize.values import dataclass

_NEW = "new:"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingBytesLimit(BytesLimit):
    """The most bytes of content that fixes may save which only take away what nothing needs."""

    key = "max_finding_bytes"
    metavar = "SIZE"
    option_help = "The most bytes that lossless and safe fixes of findings may save."
    exceeded_means = "More bytes than allowed could be saved without loss."
    needs_findings = True

    def judge(self, evidence: Evidence) -> LimitResult:
        counted = [
            each
            for each in evidence.counted_findings
            if each.finding.certainty is not Certainty.JUDGE and each.finding.content_bytes
        ]
        value = evidence.image.overlay.bytes_of(each.inodes for each in counted)
        explanation = _explained(counted, evidence) if value > self.limit else None
        return self.judged(evidence, value, explanation)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenFinding(Limit):
    """A rule or a family of rules that may find nothing, or nothing that the baseline lacks."""

    key = "forbid_findings"
    metavar = "[new:]RULE"
    option_help = 'A rule or family that may find nothing: "secret", "LS020"; repeatable.'
    exceeded_means = "Something was found that may not be in the image."
    unit = Unit.FINDINGS
    is_repeatable = True
    needs_findings = True

    limit: int = 0
    pattern: str

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        names = list(value) if isinstance(value, list) else [value]
        limits, problems = {}, [] if names else ["[] has no rule"]
        for name in names:
            try:
                is_new = isinstance(name, str) and name.startswith(_NEW)
                rule_name(str(name).removeprefix(_NEW) if is_new else name)
                limits[str(name)] = cls(pattern=str(name))
            except ValueError as error:
                problems.append(str(error))
        if problems:
            raise ValueError(*problems)
        return list(limits.values())

    @property
    def is_compared(self) -> bool:
        return self.pattern.startswith(_NEW)

    def judge(self, evidence: Evidence) -> LimitResult:
        name = self.pattern.removeprefix(_NEW)
        found = [each for each in evidence.counted_findings if is_named(each.finding, name)]
        if self.is_compared:
            lookup = evidence.baseline
            if lookup.found is None:
                if lookup.problem is not None:
                    return self.not_judged(lookup.problem)
                return replace(self.not_judged(lookup.missing), verdict=Verdict.SKIPPED)
            recorded = lookup.found.figures.findings
            if recorded is None:
                cause = "does not say what was found in its image"
                remedy = "write it anew with --update-baseline"
                problem = Problem(where=lookup.found.where, cause=cause, remedy=remedy)
                return self.not_judged(problem)
            new = (what_is_new(each, recorded, evidence.image) for each in found)
            found = [each for each in new if each is not None]
        explanation = _explained(found, evidence) if found else None
        return self.judged(evidence, len(found), explanation)


def _explained(found: Iterable[CountedFinding], evidence: Evidence) -> Explanation:
    findings = tuple(each.finding for each in found)
    shown = evidence.rows
    return Explanation(compared=Compared.NOTHING, findings=findings, shown_findings=shown)
