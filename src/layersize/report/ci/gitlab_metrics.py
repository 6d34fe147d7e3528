"""Checked budgets as OpenMetrics text, which GitLab shows as a metrics report.

https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
https://docs.gitlab.com/ci/testing/metrics_reports/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layersize.budgets.result import BudgetResult, CheckReport, LimitResult, Unit, Verdict
from layersize.report.style import OutputStyle
from layersize.text.escape import inert_text
from layersize.values import dataclass

_PREFIX = "layersize"
_LIMITED = {unit: f"{_PREFIX}_limit_{unit}" for unit in Unit}
_FOUND = {unit: f"{_PREFIX}_value_{unit}" for unit in Unit}
_FAMILIES = {
    f"{_PREFIX}_measured_bytes": "Bytes of the whole image, in the metric of the budget.",
    f"{_PREFIX}_counted_bytes": "Bytes that size limits count: less the base if it is ignored.",
    f"{_PREFIX}_content_bytes": "File data in all layers.",
    f"{_PREFIX}_shadowed_bytes": "File data that is shipped and not visible.",
    f"{_PREFIX}_efficiency_ratio": "Visible share of the file data.",
    f"{_PREFIX}_layers": "Layers of the image.",
    **{name: f"What a limit allows, in {unit}." for unit, name in _LIMITED.items()},
    **{name: f"What was found, in {unit}." for unit, name in _FOUND.items()},
    f"{_PREFIX}_exceeded_limits": "How many limits are exceeded.",
    f"{_PREFIX}_unmeasured_limits": "How many limits could not be measured.",
}
"""Name to help; a name ends in its unit."""
_UNITS = ("bytes", "ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    family: str
    labels: Mapping[str, str]
    value: int | float


def render(report: CheckReport, style: OutputStyle) -> str:  # noqa: ARG001 - as every format
    """A gauge per figure; labels name the budget and the limit, and not what a build may change."""
    samples = [sample for result in report.results for sample in _samples(result)]
    return "".join(f"{line}\n" for line in (*_lines(samples), "# EOF"))


def _lines(samples: list[_Sample]) -> Iterator[str]:
    for family, description in _FAMILIES.items():
        of_family = [sample for sample in samples if sample.family == family]
        if not of_family:
            continue
        yield f"# TYPE {family} gauge"
        unit = family.rpartition("_")[2]
        if unit in _UNITS:
            yield f"# UNIT {family} {unit}"
        yield f"# HELP {family} {description}"
        for sample in of_family:
            labels = ",".join(f'{key}="{_label(text)}"' for key, text in sample.labels.items())
            yield f"{family}{{{labels}}} {_number(sample.value)}"


def _samples(result: BudgetResult) -> Iterator[_Sample]:
    budget = {"budget": result.budget.name}
    metric = {**budget, "metric": result.budget.metric.value}
    if result.measured_bytes is not None:
        yield _sample("measured_bytes", metric, result.measured_bytes)
    if result.counted_bytes is not None:
        yield _sample("counted_bytes", metric, result.counted_bytes)
    if result.image is not None:
        image = result.image.image
        yield _sample("content_bytes", budget, image.content_bytes)
        yield _sample("shadowed_bytes", budget, image.shadowed_bytes)
        yield _sample("efficiency_ratio", budget, image.efficiency)
        yield _sample("layers", budget, len(result.image.layers))
    for limit in result.limits:
        yield from _limit_samples(limit, budget)
    exceeded = sum(limit.is_exceeded for limit in result.limits)
    unmeasured = sum(limit.verdict is Verdict.UNMEASURED for limit in result.limits)
    yield _sample("exceeded_limits", budget, exceeded)
    yield _sample("unmeasured_limits", budget, unmeasured)


def _limit_samples(limit: LimitResult, budget: Mapping[str, str]) -> Iterator[_Sample]:
    labels = {**budget, "rule": limit.rule}
    if limit.pattern is not None:
        labels["pattern"] = limit.pattern
    if limit.limit is not None:
        yield _Sample(family=_LIMITED[limit.unit], labels=labels, value=limit.limit)
    if limit.value is not None:
        yield _Sample(family=_FOUND[limit.unit], labels=labels, value=limit.value)


def _sample(name: str, labels: Mapping[str, str], value: float) -> _Sample:
    return _Sample(family=f"{_PREFIX}_{name}", labels=labels, value=value)


def _label(text: str) -> str:
    """GitLab cuts a line at its first `#`, even in quotes."""
    inert = inert_text(text).replace("#", r"\x23")
    return inert.replace("\\", r"\\").replace('"', r"\"")


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.6f}"
