"""Why an assert on a measure failed, in the words of `layersize check`."""

from __future__ import annotations

from layersize.budgets.budget import Budget
from layersize.budgets.explain import explain_layers
from layersize.budgets.hidden_rules import EfficiencyLimit
from layersize.budgets.result import (
    BudgetResult,
    Compared,
    Explanation,
    LimitResult,
    Unit,
    Verdict,
)
from layersize.report.remedy_words import shortest_remedy
from layersize.report.style import OutputStyle
from layersize.report.terminal.causes import cause_rows
from layersize.report.terminal.grid import rendered
from layersize.report.verdict_words import excess_text, limit_and_value, raw_bytes
from layersize.testing.findings import FoundFindings, finding_line
from layersize.testing.measures import MeasuredBytes, MeasuredRatio, Origin
from layersize.text.sizes import count_text

_STYLE = OutputStyle(width=72, color=False, ascii=False, units="si", top=3)
"""Eight lines of this width are what pytest shows without `-vv`."""
_SWAPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "=="}


def failure_lines(op: str, left: object, right: object, rows: int) -> list[str] | None:
    """The comparison and what is behind it; None if nothing is too large, or it is no measure."""
    if isinstance(left, MeasuredBytes | MeasuredRatio):
        measured, other, operator = left, right, op
    elif isinstance(right, MeasuredBytes | MeasuredRatio):
        measured, other, operator = right, left, _SWAPPED.get(op, op)
    else:
        return _finding_lines(op, left, right)
    if measured.origin is None or not isinstance(other, int | float) or other < 0:
        return None
    origin = measured.origin
    is_ratio = isinstance(measured, MeasuredRatio)
    if not _is_out_of_bounds(operator, measured, other, is_ratio):
        return None
    limit = LimitResult(
        rule=origin.rule,
        unit=Unit.RATIO if is_ratio else Unit.BYTES,
        limit=other + 0,
        value=measured + 0,
        verdict=Verdict.FAIL,
        explanation=_explanation(origin, rows),
    )
    allowed, found = limit_and_value(limit, _STYLE.units)
    sides = (found, allowed) if measured is left else (allowed, found)
    return [f"{sides[0]} {op} {sides[1]}", *_details(limit, origin)]


def _explanation(origin: Origin, rows: int) -> Explanation:
    if origin.findings:
        shown = min(rows, len(origin.findings))
        return Explanation(
            compared=Compared.NOTHING, findings=origin.findings, shown_findings=shown
        )
    return explain_layers(origin.image, origin.bytes_of_layer, rows, origin.paths)


def _finding_lines(op: str, left: object, right: object) -> list[str] | None:
    """What was found, where nothing, or something else, should have been."""
    if isinstance(left, FoundFindings) and op in ("==", "!="):
        return [f"{count_text(len(left), 'finding')} {op} {right!r}", *map(finding_line, left)]
    return None


def _is_out_of_bounds(op: str, measured: float, other: float, is_ratio: bool) -> bool:
    """Bytes are to be few, ratios high; anything else that an assert may say is not explained."""
    if is_ratio:
        return (op in (">", ">=", "==") and measured < other) or (op == ">" and measured == other)
    return (op in ("<", "<=", "==") and measured > other) or (op == "<" and measured == other)


def _details(limit: LimitResult, origin: Origin) -> list[str]:
    analysis = origin.image.analysis
    reference = analysis.image.reference
    result = BudgetResult(
        budget=Budget(name=reference, image=reference),
        image=analysis,
        measured_bytes=None,
        limits=(limit,),
    )
    excess = _excess(limit)
    name = _STYLE.cut_start(_STYLE.name(reference), _STYLE.width - len(excess) - 2)
    lines = [f"{name}: {excess}"]
    explanation = limit.explanation
    if explanation is not None and (explanation.layers or explanation.findings):
        rows = rendered([cause_rows(explanation, analysis, _STYLE)], _STYLE)
        lines += rows.splitlines()
    is_of_use = origin.paths is not None or origin.findings  # nothing saves what is visible
    if is_of_use and (hint := shortest_remedy(limit, result, _STYLE.units)):
        lines.append(f"{_STYLE.signs.hint} {hint}")
    return lines


def _excess(limit: LimitResult) -> str:
    """`13,090,127 B, 8.1 MB over 5,000,000 B`, `8.6 points below`."""
    if limit.value == limit.limit:
        return "as much as the limit"
    excess = excess_text(limit, _STYLE.units)
    if limit.rule == EfficiencyLimit.key:
        return excess
    return f"{raw_bytes(limit.value)}, {excess} {raw_bytes(limit.limit)}"
