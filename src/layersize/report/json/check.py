"""Checked budgets as JSON, kind `check`; described by the schema in this package.

A new key may come; a key that changes or goes raises FORMAT_VERSION.

Version 1: the first.
"""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.budgets.result import (
    BaselineFacts,
    BaseShare,
    BudgetResult,
    CheckReport,
    Explanation,
    LayerShare,
    LimitResult,
    Problem,
)
from layersize.compare.result import FoldedDelta
from layersize.oci.instruction import LineRange
from layersize.report.cause_words import accepting_words, cause_sentence, remedy_words
from layersize.report.style import TableStyle
from layersize.text.escape import shown_path
from layersize.text.json_writer import JsonValue, json_document

FORMAT_VERSION = 1


def render(report: CheckReport, style: TableStyle) -> str:
    """The document; of the style only the units count, in its sentences."""
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "check",
            "verdict": report.verdict,
            "config": report.config,
            "budgets": [_budget(result, style.units) for result in report.results],
        }
    )


def _budget(result: BudgetResult, units: str) -> JsonValue:
    budget = result.budget
    return {
        "name": budget.name,
        "level": budget.level,
        "verdict": result.verdict,
        "metric": budget.metric,
        "image": _image(budget.image, result.image),
        "measured_bytes": result.measured_bytes,
        "base": None if result.base is None else _base(result.base),
        "baseline": None if result.baseline is None else _baseline(result.baseline),
        "limits": [_limit(limit, result, units) for limit in result.limits],
        "problems": [_problem(problem) for problem in result.problems],
        "remarks": [_problem(problem) for problem in result.remarks],
    }


def _image(reference: str, analysis: ImageAnalysis | None) -> JsonValue:
    image_id = None if analysis is None else analysis.image.image_id
    return {
        "reference": reference,
        "image_id": None if image_id is None else str(image_id),
        "platform": None if analysis is None else analysis.image.platform,
    }


def _base(base: BaseShare) -> JsonValue:
    return {
        "reference": base.reference,
        "layers": base.layers,
        "base_bytes": base.base_bytes,
        "own_bytes": base.own_bytes,
    }


def _baseline(baseline: BaselineFacts) -> JsonValue:
    return {
        "where": baseline.where,
        "is_image": baseline.is_image,
        "platform": baseline.platform,
        "measured_bytes": baseline.measured_bytes,
    }


def _limit(limit: LimitResult, result: BudgetResult, units: str) -> JsonValue:
    explanation = limit.explanation
    return {
        "rule": limit.rule,
        "pattern": limit.pattern,
        "unit": limit.unit,
        "limit": _number(limit.limit),
        "value": _number(limit.value),
        "baseline_value": _number(limit.baseline_value),
        "delta": _number(limit.delta),
        "verdict": limit.verdict,
        "problem": None if limit.problem is None else _problem(limit.problem),
        "cause": None if explanation is None else _cause(explanation, limit, result, units),
    }


def _number(amount: float | None) -> int | float | None:
    return round(amount, 6) if isinstance(amount, float) else amount


def _cause(
    explanation: Explanation, limit: LimitResult, result: BudgetResult, units: str
) -> JsonValue:
    return {
        "sentence": cause_sentence(limit, result, units),
        "remedy": remedy_words(limit, result, units),
        "accept": accepting_words(limit, result),
        "compared": explanation.compared,
        "layers": [_share(share, result.image) for share in explanation.layers],
        "other_layers": explanation.other_layers,
        "other_layers_bytes": explanation.other_layers_bytes,
        "pairs": [_pair(pair) for pair in explanation.pairs],
        "directories": _folded(explanation.directories),
        "entries": [_entry(entry) for entry in explanation.entries],
        "other_entries": explanation.other_entries,
    }


def _share(share: LayerShare, analysis: ImageAnalysis | None) -> JsonValue:
    lines: tuple[LineRange, ...] = ()
    if analysis is not None and share.index is not None:
        lines = analysis.layers[share.index].dockerfile_lines
    return {
        "index": share.index,
        "status": share.status,
        "instruction": share.instruction,
        "dockerfile_lines": list(lines[0]) if len(lines) == 1 else None,
        "delta_bytes": share.delta_bytes,
        "shadowed_bytes": share.shadowed_bytes,
        "paths": _folded(share.paths),
    }


def _folded(rows: Sequence[FoldedDelta]) -> JsonValue:
    return [
        {
            "path": shown_path(row.path),
            "status": row.status,
            "delta_bytes": row.delta_bytes,
            "files": row.files or None,
        }
        for row in rows
    ]


def _pair(pair: InstructionPair) -> JsonValue:
    return {
        "added_in": pair.added_in,
        "hidden_in": pair.hidden_in,
        "cause": pair.cause,
        "bytes": pair.content_bytes,
        "paths": pair.paths,
        "directory": shown_path(pair.directory),
    }


def _entry(entry: FoundEntry) -> JsonValue:
    return {
        "path": shown_path(entry.path),
        "layer": entry.layer,
        "bytes": entry.content_bytes,
        "visible": entry.is_visible,
    }


def _problem(problem: Problem) -> JsonValue:
    return {"where": problem.where, "cause": problem.cause, "remedy": problem.remedy}
