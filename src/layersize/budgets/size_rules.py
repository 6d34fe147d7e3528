"""Limits of sizes and of the number of layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from layersize.budgets.amounts import count, increase
from layersize.budgets.budget import MaxIncrease
from layersize.budgets.evidence import Evidence
from layersize.budgets.explain import explain_growth, explain_layer_count, explain_layers
from layersize.budgets.limit import BytesLimit, Limit
from layersize.budgets.result import LimitResult, Unit, Verdict
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeLimit(BytesLimit):
    """The most bytes of the metric that the image may have."""

    key = "max_size"
    metavar = "SIZE"
    option_help = 'The largest size that the image may have, e.g. "50 MB".'
    exceeded_means = "The image is larger than its budget allows."

    def judge(self, evidence: Evidence) -> LimitResult:
        counted, found = evidence.metric_bytes, evidence.baseline.found
        if counted is None:
            return self.not_judged(evidence.metric_problem)
        value = sum(counted.values())
        baseline_value = found.measured_bytes if found else None
        explanation = None
        if value > self.limit:
            explanation = explain_layers(evidence.image, counted, evidence.rows)
            if found and found.measured_bytes <= self.limit:  # what changed made it too large
                explanation = explain_growth(evidence, found)
        return self.judged(evidence, value, explanation, baseline_value=baseline_value)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncreaseLimit(Limit):
    """How many bytes of the metric the image may have more than its baseline."""

    key = "max_increase"
    metavar = "GROWTH"
    option_help = 'The most that it may have grown: "2 MB", "1 %", "2 MB and 1 %".'
    exceeded_means = "The image has grown by more than its budget allows."
    needs_baseline = True

    increase: MaxIncrease

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        return [cls(increase=increase(value))]

    def judge(self, evidence: Evidence) -> LimitResult:
        counted, lookup = evidence.metric_bytes, evidence.baseline
        if counted is None:
            return self.not_judged(evidence.metric_problem)
        value = sum(counted.values())
        if (found := lookup.found) is None:
            if lookup.problem is not None:
                return replace(self.not_judged(lookup.problem), value=value)
            skipped = self.not_judged(lookup.missing)
            return replace(skipped, value=value, verdict=Verdict.SKIPPED)
        allowed_bytes = found.measured_bytes + self.increase.allowed_bytes(found.measured_bytes)
        explanation = explain_growth(evidence, found) if value > allowed_bytes else None
        judged = self.judged(evidence, value, explanation, baseline_value=found.measured_bytes)
        return replace(judged, limit=allowed_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerCountLimit(Limit):
    """The most layers that the image may have."""

    key = "max_layers"
    metavar = "N"
    option_help = "The most layers that it may have."
    exceeded_means = "The image has more layers than allowed."
    unit = Unit.LAYERS

    limit: int

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        return [cls(limit=count(value))]

    def judge(self, evidence: Evidence) -> LimitResult:
        value, found = len(evidence.layers), evidence.baseline.found
        explanation = explain_layer_count(evidence) if value > self.limit else None
        baseline_value = len(found.layers) if found else None
        return self.judged(evidence, value, explanation, baseline_value=baseline_value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSizeLimit(BytesLimit):
    """The most bytes of the metric that one layer may have."""

    key = "max_layer_size"
    metavar = "SIZE"
    option_help = "The largest size that one layer may have."
    exceeded_means = "A layer is larger than allowed."

    def judge(self, evidence: Evidence) -> LimitResult:
        counted = evidence.metric_bytes
        if counted is None:
            return self.not_judged(evidence.metric_problem)
        too_large = {index: size for index, size in counted.items() if size > self.limit}
        explanation = None
        if too_large:
            explanation = explain_layers(evidence.image, too_large, evidence.rows)
        return self.judged(evidence, max(counted.values(), default=0), explanation)
