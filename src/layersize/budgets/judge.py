"""One budget against one image: every limit, and what could not be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layersize.accounting.doubts import doubts
from layersize.budgets.budget import Budget
from layersize.budgets.evidence import Evidence, FoundBaseline
from layersize.budgets.findings.rules import FindingBytesLimit, ForbiddenFinding
from layersize.budgets.hidden_rules import EfficiencyLimit, ShadowedLimit
from layersize.budgets.path_rules import EntryLimit, ForbiddenPattern, near_miss
from layersize.budgets.result import (
    BaselineFacts,
    BaseShare,
    BudgetResult,
    LimitResult,
    Problem,
    Verdict,
)

_PATHS = (ForbiddenPattern.key, EntryLimit.key)
_HIDDEN = (ShadowedLimit.key, EfficiencyLimit.key)
_FINDINGS = (FindingBytesLimit.key, ForbiddenFinding.key)
_UNCERTAIN = {
    "overlay-xattr": (
        (*_PATHS, *_HIDDEN, *_FINDINGS),
        "has overlay xattrs, by which engines on overlay hide files or show others",
        "build the layer without them",
    ),
    "aufs-bookkeeping": (
        None,
        "has bookkeeping of AUFS, of which some engines write a copy for each hardlink",
        "build the layer without `.wh..wh.plnk`",
    ),
    "diff-id-mismatch": (
        None,
        "is not what its diff_id says, by which engines take a layer that they have in its place",
        "build or save the image again",
    ),
}
"""Warning to the limits that it makes uncertain, `None` for all, to the cause and to the remedy."""


def judge(evidence: Evidence) -> BudgetResult:
    """The result of a measured image."""
    budget, figures, lookup = evidence.budget, evidence.figures, evidence.baseline
    limits = tuple(_certain(limit.judge(evidence), evidence) for limit in budget.limits)
    unmeasured = [limit.problem for limit in limits if limit.verdict is Verdict.UNMEASURED]
    skipped = [limit.problem for limit in limits if limit.verdict is Verdict.SKIPPED]
    lacks_figures = figures is None and budget.baseline is not None
    return BudgetResult(
        budget=budget,
        image=evidence.image.analysis,
        measured_bytes=None if figures is None else figures.measured_bytes,
        base=_base_share(evidence),
        baseline=None if lookup.found is None else _baseline_facts(lookup.found),
        limits=limits,
        problems=_distinct(
            [lookup.problem, *unmeasured, evidence.metric_problem if lacks_figures else None]
        ),
        remarks=_distinct(
            [
                *(
                    lookup.missing,
                    *skipped,
                    _own_baseline(evidence),
                    *map(Problem.of_error, doubts(evidence.image.analysis)),
                ),
                *(near_miss(limit, evidence) for limit in budget.limits),
            ]
        ),
        figures=figures,
    )


def _certain(result: LimitResult, evidence: Evidence) -> LimitResult:
    """The result of a limit; not measured if it is kept, and engines may not keep it."""
    if result.verdict is Verdict.PASS:
        for warning in evidence.image.analysis.warnings:
            rules, cause, remedy = _UNCERTAIN.get(warning.code, ((), "", ""))
            if rules is None or result.rule in rules:
                where = evidence.image.analysis.image.reference
                layer = f"layer {warning.layer} {cause}"
                problem = Problem(where=where, cause=layer, remedy=remedy)
                return replace(result, verdict=Verdict.UNMEASURED, problem=problem)
    return result


def not_measured(budget: Budget, problem: Problem) -> BudgetResult:
    """The result where nothing is known of the image."""
    return BudgetResult(
        budget=budget,
        image=None,
        measured_bytes=None,
        limits=tuple(limit.not_judged(problem) for limit in budget.limits),
        problems=(problem,),
    )


def _base_share(evidence: Evidence) -> BaseShare | None:
    """None if the base image counts, or the bytes of the metric are not known."""
    base, figures = evidence.base, evidence.figures
    if base is None or figures is None:
        return None
    own_bytes = sum(layer.measured_bytes for layer in figures.own_layers(ignore_base=True))
    return BaseShare(
        reference=base.reference,
        known_by=base.known_by,
        layers=base.layers,
        base_bytes=figures.measured_bytes - own_bytes,
        own_bytes=own_bytes,
    )


def _baseline_facts(baseline: FoundBaseline) -> BaselineFacts:
    return BaselineFacts(
        where=baseline.where,
        is_image=baseline.image is not None,
        measured_bytes=baseline.measured_bytes,
        platform=baseline.figures.platform,
    )


def _own_baseline(evidence: Evidence) -> Problem | None:
    """What to say of an image that is compared with itself: its growth is always nothing."""
    budget = evidence.budget
    is_compared = any(limit.is_compared for limit in budget.limits)
    found = evidence.baseline.found
    if not is_compared or found is None or not found.is_image_itself:
        return None
    cause = "is compared with itself, so no growth can be found"
    return Problem(where=budget.image, cause=cause, remedy="name an earlier image as the baseline")


def _distinct(problems: Sequence[Problem | None]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problem for problem in problems if problem is not None))
