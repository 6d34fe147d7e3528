"""Limits of what is shipped and not visible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Self

from layersize.budgets.amounts import least_efficiency
from layersize.budgets.evidence import Evidence
from layersize.budgets.explain import explain_hidden
from layersize.budgets.limit import BytesLimit, Limit
from layersize.budgets.result import HiddenBytes, LimitResult, Problem, Unit
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowedLimit(BytesLimit):
    """The most bytes of content that layers may ship and later ones hide."""

    key = "max_shadowed"
    metavar = "SIZE"
    option_help = "The most bytes that may be shipped but not visible."
    exceeded_means = "More bytes than allowed are shipped and not visible."

    def judge(self, evidence: Evidence) -> LimitResult:
        value, found = sum(evidence.shadowed_bytes.values()), evidence.baseline.found
        explanation = explain_hidden(evidence) if value > self.limit else None
        baseline_value = found.shadowed_bytes if found else None
        return self.judged(evidence, value, explanation, baseline_value=baseline_value)


@dataclass(frozen=True, slots=True, kw_only=True)
class EfficiencyLimit(Limit):
    """The least share of the content that is visible; 1 where there is no content.

    With an amount, it is exceeded only if more than that is hidden, too.
    """

    key = "min_efficiency"
    metavar = "SHARE"
    option_help = 'The least share that must be visible: 0.95, "95 %", "95 % and 13 MB".'
    exceeded_means = "The visible share of the content is smaller than allowed."
    unit = Unit.RATIO

    limit: Decimal
    hidden_bytes: int | None = None
    """What may be hidden whatever the share is; `None`: the share alone decides."""

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        share, hidden_bytes = least_efficiency(value)
        return [cls(limit=share, hidden_bytes=hidden_bytes)]

    def judge(self, evidence: Evidence) -> LimitResult:
        live_bytes = sum(layer.live_bytes for layer in evidence.layers)
        content_bytes = sum(layer.content_bytes for layer in evidence.layers)
        value = live_bytes / content_bytes if content_bytes else 1.0
        hidden = self._hidden(content_bytes - live_bytes)
        is_allowed = hidden is not None and hidden.is_allowed
        is_exceeded = live_bytes < self.limit * content_bytes and not is_allowed
        judged = self.judged(evidence, value, explain_hidden(evidence) if is_exceeded else None)
        return replace(judged, hidden=hidden)

    def not_judged(self, problem: Problem | None) -> LimitResult:
        return replace(super().not_judged(problem), hidden=self._hidden(None))

    def _hidden(self, value_bytes: int | None) -> HiddenBytes | None:
        if self.hidden_bytes is None:
            return None
        return HiddenBytes(limit_bytes=self.hidden_bytes, value_bytes=value_bytes)
