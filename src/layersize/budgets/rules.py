"""The limits of a budget one by one: arithmetic on finished numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from layersize.budgets.baseline import Baseline, BaselineLayer
from layersize.budgets.budget import Budget, Level, Rule
from layersize.budgets.evidence import Before, Evidence, Reference
from layersize.budgets.explain import (
    explain_entries,
    explain_growth,
    explain_layer_count,
    explain_layers,
)
from layersize.budgets.figures import layer_bytes
from layersize.budgets.patterns import Pattern
from layersize.budgets.result import (
    BaselineFacts,
    BaseShare,
    BudgetResult,
    Explanation,
    LimitResult,
    Problem,
    Unit,
    Verdict,
)
from layersize.oci.platform import same_platform

UNITS = {
    Rule.MIN_EFFICIENCY: Unit.RATIO,
    Rule.MAX_LAYERS: Unit.LAYERS,
    Rule.FORBID: Unit.ENTRIES,
}
"""Those of rules that don't count bytes."""
_HOW_TO_KNOW_TRANSFER = "check the image in its registry (registry:NAME), or set another metric"


class Judge:
    """Judges one image by one budget."""

    def __init__(self, budget: Budget, evidence: Evidence, before: Before) -> None:
        self._budget = budget
        self._evidence = evidence
        self._before = before
        self._reference: Reference | None = before.reference
        first = evidence.first_layer
        self._layers = evidence.analysis.layers[first:]
        counted = layer_bytes(evidence.analysis.layers, budget.metric)
        self._counted = None if counted is None else dict(list(enumerate(counted))[first:])
        """Layer to its bytes of the metric; `None`: not known."""

    def limits(self) -> Iterator[LimitResult]:
        """Every limit that is set, in the order of `Rule`."""
        budget = self._budget
        if budget.max_size_bytes is not None:
            yield self._size(budget.max_size_bytes)
        if budget.max_increase is not None:
            yield self._increase()
        if budget.max_shadowed_bytes is not None:
            yield self._shadowed(budget.max_shadowed_bytes)
        if budget.min_efficiency is not None:
            yield self._efficiency(budget.min_efficiency)
        if budget.max_layers is not None:
            yield self._layer_count(budget.max_layers)
        if budget.max_layer_bytes is not None:
            yield self._layer_size(budget.max_layer_bytes)
        for entry_limit in budget.max_entry:
            yield self._entry(entry_limit.pattern, entry_limit.max_bytes)
        for pattern in budget.forbid:
            yield self._forbidden(pattern)

    def _size(self, limit: int) -> LimitResult:
        if self._counted is None:
            return self._not_known(Rule.MAX_SIZE, limit)
        counted = self._counted
        return self._judged(
            Rule.MAX_SIZE,
            limit,
            sum(counted.values()),
            lambda: explain_layers(self._evidence, counted),
            baseline_value=self._baseline_sum(lambda layer: layer.measured_bytes),
        )

    def _increase(self) -> LimitResult:
        if self._counted is None:
            return self._not_known(Rule.MAX_INCREASE, None)
        value = sum(self._counted.values())
        reference, max_increase = self._reference, self._budget.max_increase
        baseline_bytes = self._baseline_sum(lambda layer: layer.measured_bytes)
        if reference is None or baseline_bytes is None or max_increase is None:
            problem = self._before.problem or self._before.missing
            return LimitResult(
                rule=Rule.MAX_INCREASE,
                unit=Unit.BYTES,
                limit=None,
                value=value,
                verdict=Verdict.UNMEASURED if self._before.problem else Verdict.SKIPPED,
                problem=problem,
            )
        return self._judged(
            Rule.MAX_INCREASE,
            baseline_bytes + max_increase.allowed_bytes(baseline_bytes),
            value,
            lambda: explain_growth(self._evidence, reference, ignore_base=self._budget.ignore_base),
            baseline_value=baseline_bytes,
        )

    def _shadowed(self, limit: int) -> LimitResult:
        shadowed = {layer.index: layer.shadowed_bytes for layer in self._layers}
        return self._judged(
            Rule.MAX_SHADOWED,
            limit,
            sum(shadowed.values()),
            lambda: explain_layers(self._evidence, shadowed, of_shadows=True),
            baseline_value=self._baseline_sum(lambda layer: layer.shadowed_bytes),
        )

    def _efficiency(self, limit: Decimal) -> LimitResult:
        """`live / content`; 1 where there is no content, as everywhere."""
        live = sum(layer.live_bytes for layer in self._layers)
        content = sum(layer.content_bytes for layer in self._layers)
        shadowed = {layer.index: layer.shadowed_bytes for layer in self._layers}
        return self._judged(
            Rule.MIN_EFFICIENCY,
            float(limit),
            live / content if content else 1.0,
            lambda: explain_layers(self._evidence, shadowed, of_shadows=True),
            is_exceeded=live < limit * content,
        )

    def _layer_count(self, limit: int) -> LimitResult:
        sizes = self._counted or {layer.index: layer.content_bytes for layer in self._layers}
        return self._judged(
            Rule.MAX_LAYERS,
            limit,
            len(self._layers),
            lambda: explain_layer_count(self._evidence, sizes),
            baseline_value=self._baseline_sum(lambda _: 1),
        )

    def _layer_size(self, limit: int) -> LimitResult:
        if self._counted is None:
            return self._not_known(Rule.MAX_LAYER_SIZE, limit)
        too_large = {index: size for index, size in self._counted.items() if size > limit}
        return self._judged(
            Rule.MAX_LAYER_SIZE,
            limit,
            max(self._counted.values(), default=0),
            lambda: explain_layers(self._evidence, too_large),
        )

    def _entry(self, pattern: str, limit: int) -> LimitResult:
        found = self._evidence.find(self._evidence.first_layer, Pattern(pattern), 1)
        too_large = [entry for entry in found if entry.content_bytes > limit]
        return self._judged(
            Rule.MAX_ENTRY,
            limit,
            found[0].content_bytes if found else 0,
            lambda: explain_entries(self._evidence, too_large),
            pattern=pattern,
        )

    def _forbidden(self, pattern: str) -> LimitResult:
        found = self._evidence.find(self._evidence.first_layer, Pattern(pattern), 0)
        return self._judged(
            Rule.FORBID,
            0,
            len(found),
            lambda: explain_entries(self._evidence, found),
            pattern=pattern,
        )

    def _judged(
        self,
        rule: Rule,
        limit: int | float,
        value: int | float,
        explain: Callable[[], Explanation],
        *,
        pattern: str | None = None,
        baseline_value: int | None = None,
        is_exceeded: bool | None = None,
    ) -> LimitResult:
        if is_exceeded is None:
            is_exceeded = value > limit
        bad = Verdict.FAIL if self._budget.level is Level.FAIL else Verdict.WARN
        return LimitResult(
            rule=rule,
            pattern=pattern,
            unit=UNITS.get(rule, Unit.BYTES),
            limit=limit,
            value=value,
            baseline_value=baseline_value,
            verdict=bad if is_exceeded else Verdict.PASS,
            explanation=explain() if is_exceeded else None,
        )

    def _baseline_sum(self, measure: Callable[[BaselineLayer], int]) -> int | None:
        if self._reference is None:
            return None
        ignore_base = self._budget.ignore_base
        return sum(map(measure, self._reference.baseline.own_layers(ignore_base=ignore_base)))

    def _not_known(self, rule: Rule, limit: int | None) -> LimitResult:
        return LimitResult(
            rule=rule,
            unit=Unit.BYTES,
            limit=limit,
            value=None,
            verdict=Verdict.UNMEASURED,
            problem=transfer_not_known(self._evidence),
        )


def transfer_not_known(evidence: Evidence) -> Problem:
    """Why an image's transfer bytes are not known."""
    image = evidence.analysis.image
    cause = f"what a registry sends is not known: layers of {image.source} are not compressed"
    return Problem(where=image.reference, cause=cause, remedy=_HOW_TO_KNOW_TRANSFER)


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
