"""The verdict on one image by one budget."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from layersize.budget.evidence import Before, Evidence, Reference
from layersize.budget.limits import UNITS, Judge, transfer_not_known
from layersize.model.baseline import Baseline
from layersize.model.budget import Budget, Rule
from layersize.model.check_report import (
    BaselineFacts,
    BaseShare,
    BudgetResult,
    LimitResult,
    Problem,
    Unit,
    Verdict,
)
from layersize.model.platform import same_platform

_REMEASURE = "write it anew with --update-baseline"


def judge(budget: Budget, evidence: Evidence, before: Before) -> BudgetResult:
    """Every limit, and what could not be measured."""
    limits = tuple(Judge(budget, evidence, before).limits())
    figures = evidence.figures
    problems = [before.problem, *(limit.problem for limit in limits if _is_open(limit))]
    if figures is None and budget.baseline is not None:
        problems.append(transfer_not_known(evidence))
    remarks = [before.missing, *(limit.problem for limit in limits if not _is_open(limit))]
    return BudgetResult(
        budget=budget,
        image=evidence.analysis,
        measured_bytes=None if figures is None else figures.measured_bytes,
        base=_base_share(evidence, figures) if budget.ignore_base else None,
        baseline=_baseline_facts(budget, before.reference),
        limits=limits,
        problems=_distinct(problems),
        remarks=_distinct(remarks),
        figures=figures,
    )


def not_measured(budget: Budget, problem: Problem) -> BudgetResult:
    """The result where nothing is known of the image."""
    return BudgetResult(
        budget=budget,
        image=None,
        measured_bytes=None,
        limits=tuple(
            LimitResult(
                rule=rule,
                pattern=pattern,
                unit=UNITS.get(rule, Unit.BYTES),
                limit=limit,
                value=None,
                verdict=Verdict.UNMEASURED,
                problem=problem,
            )
            for rule, pattern, limit in _limits_set(budget)
        ),
        problems=(problem,),
    )


def why_not_comparable(budget: Budget, platform: str | None, before: Baseline) -> tuple[str, str]:
    """Cause and remedy where a baseline is of something else; two empty texts if it is not."""
    if before.metric is not budget.metric:
        cause = f"counts {before.metric} bytes, the budget {budget.metric} bytes"
        return cause, f"{_REMEASURE}, or set metric to {before.metric}"
    if platform and before.platform and not same_platform(platform, before.platform):
        return f"is of {before.platform}, the image of {platform}", _REMEASURE
    if budget.ignore_base and before.base_layers is None:
        return "does not tell which of its layers are the base image's", _REMEASURE
    return "", ""


def _limits_set(budget: Budget) -> Sequence[tuple[Rule, str | None, int | float | None]]:
    single: list[tuple[Rule, int | Decimal | None]] = [
        (Rule.MAX_SIZE, budget.max_size_bytes),
        (Rule.MAX_SHADOWED, budget.max_shadowed_bytes),
        (Rule.MIN_EFFICIENCY, budget.min_efficiency),
        (Rule.MAX_LAYERS, budget.max_layers),
        (Rule.MAX_LAYER_SIZE, budget.max_layer_bytes),
    ]
    found: list[tuple[Rule, str | None, int | float | None]] = [
        (rule, None, float(limit) if isinstance(limit, Decimal) else limit)
        for rule, limit in single
        if limit is not None
    ]
    if budget.max_increase is not None:
        found.append((Rule.MAX_INCREASE, None, None))
    found += [(Rule.MAX_ENTRY, entry.pattern, entry.max_bytes) for entry in budget.max_entry]
    found += [(Rule.FORBID, pattern, 0) for pattern in budget.forbid]
    order = list(Rule)
    return sorted(found, key=lambda limit: order.index(limit[0]))


def _base_share(evidence: Evidence, figures: Baseline | None) -> BaseShare | None:
    if figures is None:
        return None
    own_bytes = sum(layer.measured_bytes for layer in figures.own_layers(ignore_base=True))
    return BaseShare(
        reference=evidence.base_reference,
        layers=evidence.first_layer,
        base_bytes=figures.measured_bytes - own_bytes,
        own_bytes=own_bytes,
    )


def _baseline_facts(budget: Budget, reference: Reference | None) -> BaselineFacts | None:
    if reference is None:
        return None
    counted = reference.baseline.own_layers(ignore_base=budget.ignore_base)
    return BaselineFacts(
        where=reference.where,
        is_image=reference.fold_layer is not None,
        measured_bytes=sum(layer.measured_bytes for layer in counted),
        platform=reference.baseline.platform,
    )


def _is_open(limit: LimitResult) -> bool:
    return limit.verdict is Verdict.UNMEASURED


def _distinct(problems: Sequence[Problem | None]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problem for problem in problems if problem is not None))
