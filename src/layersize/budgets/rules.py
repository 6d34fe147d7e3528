"""Every kind of limit that a budget can set, and the list of them.

A new kind is a class here, a line in `RULES`, its key in schemas/check.schema.json, and a row in
docs/check.md: the configuration's keys, the options of `check` and the reports follow from these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from layersize.accounting.queries import FoundEntry, find_entries
from layersize.budgets.amounts import count, efficiency, increase, size_bytes
from layersize.budgets.budget import MaxIncrease
from layersize.budgets.evidence import Evidence
from layersize.budgets.explain import (
    explain_entries,
    explain_growth,
    explain_hidden,
    explain_layer_count,
    explain_layers,
)
from layersize.budgets.limit import Limit
from layersize.budgets.patterns import Pattern
from layersize.budgets.result import LimitResult, Unit, Verdict

_EVERY_FILE = "**"
"""The pattern of a `max_entry` that is a size alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _BytesLimit(Limit):
    """A limit that is a size."""

    limit: int

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        return [cls(limit=size_bytes(value))]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeLimit(_BytesLimit):
    """The most bytes of the metric that the image may have."""

    key = "max_size"
    metavar = "SIZE"
    option_help = 'The largest it may be, e.g. "50 MB".'
    exceeded_means = "The image is larger than its budget allows."

    def judge(self, evidence: Evidence) -> LimitResult:
        counted, found = evidence.metric_bytes, evidence.baseline.found
        if counted is None:
            return self.not_judged(evidence.metric_problem)
        value = sum(counted.values())
        explanation = None
        if value > self.limit:
            explanation = explain_layers(evidence.image, counted, evidence.rows)
        baseline_value = found.measured_bytes if found else None
        return self.judged(evidence, value, explanation, baseline_value=baseline_value)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncreaseLimit(Limit):
    """How many bytes of the metric the image may have more than its baseline."""

    key = "max_increase"
    metavar = "GROWTH"
    option_help = 'Against a baseline: "2 MB", "1 %", "2 MB and 1 %".'
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
class ShadowedLimit(_BytesLimit):
    """The most bytes of content that layers may ship and later ones hide."""

    key = "max_shadowed"
    metavar = "SIZE"
    option_help = "Most bytes that are shipped and not visible."
    exceeded_means = "More bytes than allowed are shipped and not visible."

    def judge(self, evidence: Evidence) -> LimitResult:
        value, found = sum(evidence.shadowed_bytes.values()), evidence.baseline.found
        explanation = explain_hidden(evidence) if value > self.limit else None
        baseline_value = found.shadowed_bytes if found else None
        return self.judged(evidence, value, explanation, baseline_value=baseline_value)


@dataclass(frozen=True, slots=True, kw_only=True)
class EfficiencyLimit(Limit):
    """The least share of the content that is visible; 1 where there is no content."""

    key = "min_efficiency"
    metavar = "SHARE"
    option_help = 'Least visible share, e.g. 0.95 or "95 %".'
    exceeded_means = "The visible share of the content is smaller than allowed."
    unit = Unit.RATIO

    limit: Decimal

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        return [cls(limit=efficiency(value))]

    def judge(self, evidence: Evidence) -> LimitResult:
        live_bytes = sum(layer.live_bytes for layer in evidence.layers)
        content_bytes = sum(layer.content_bytes for layer in evidence.layers)
        value = live_bytes / content_bytes if content_bytes else 1.0
        is_exceeded = live_bytes < self.limit * content_bytes
        return self.judged(evidence, value, explain_hidden(evidence) if is_exceeded else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerCountLimit(Limit):
    """The most layers that the image may have."""

    key = "max_layers"
    metavar = "N"
    option_help = "Most layers."
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
class LayerSizeLimit(_BytesLimit):
    """The most bytes of the metric that one layer may have."""

    key = "max_layer_size"
    metavar = "SIZE"
    option_help = "The largest that one layer may be."
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLimit(_BytesLimit):
    """The most bytes of content that one file whose path matches may have, in any layer."""

    key = "max_entry"
    metavar = "[PATTERN=]SIZE"
    option_help = "The largest that one file may be; repeatable."
    exceeded_means = "A file is larger than allowed."
    is_repeatable = True

    pattern: str

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        table = value if isinstance(value, Mapping) else {_EVERY_FILE: value}
        try:
            return [
                cls(pattern=_checked_pattern(pattern), limit=size_bytes(limit))
                for pattern, limit in table.items()
            ]
        except ValueError as error:
            example = '{ "**/*.jar" = "20 MB" }'
            cause = f"{error}; max_entry is a size, or a table like {example}"
            raise ValueError(cause) from None

    @classmethod
    def value_of_options(cls, texts: Sequence[str]) -> object:
        """`PATTERN=SIZE`, or a SIZE for every file."""
        parts = [text.rpartition("=") for text in texts]
        return {pattern if equals else _EVERY_FILE: size for pattern, equals, size in parts}

    def judge(self, evidence: Evidence) -> LimitResult:
        found = _matching(self.pattern, evidence, min_bytes=1)
        too_large = [entry for entry in found if entry.content_bytes > self.limit]
        explanation = explain_entries(too_large, evidence.rows) if too_large else None
        return self.judged(evidence, found[0].content_bytes if found else 0, explanation)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenPattern(Limit):
    """A pattern that no entry of any layer may match, shadowed ones included."""

    key = "forbid"
    metavar = "PATTERN"
    option_help = 'No entry may match, e.g. "**/.git/**"; repeatable.'
    exceeded_means = "A layer ships a path that is forbidden, visible or not."
    unit = Unit.ENTRIES
    is_repeatable = True

    limit: int = 0
    pattern: str

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        patterns = value if isinstance(value, list) else [value]
        return [cls(pattern=_checked_pattern(pattern)) for pattern in patterns]

    def judge(self, evidence: Evidence) -> LimitResult:
        found = _matching(self.pattern, evidence)
        explanation = explain_entries(found, evidence.rows) if found else None
        return self.judged(evidence, len(found), explanation)


def _checked_pattern(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a pattern in quotes")
    return Pattern(value).text


def _matching(pattern: str, evidence: Evidence, min_bytes: int = 0) -> list[FoundEntry]:
    """The entries of layers that count, of so much content, whose path matches; largest first."""
    return find_entries(evidence.image, evidence.first_layer, Pattern(pattern), min_bytes)


RULES: Mapping[str, type[Limit]] = {
    limit.key: limit
    for limit in (
        SizeLimit,
        IncreaseLimit,
        ShadowedLimit,
        EfficiencyLimit,
        LayerCountLimit,
        LayerSizeLimit,
        EntryLimit,
        ForbiddenPattern,
    )
}
"""Every kind of limit by its key, in the order of reports."""
