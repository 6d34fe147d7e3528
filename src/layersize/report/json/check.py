"""Checked budgets as JSON, kind `check`: a contract, described by its schema."""

from __future__ import annotations

from layersize.accounting.advice import Finding
from layersize.accounting.image_json import MEMBERS
from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.budgets.result import (
    BaselineFacts,
    BudgetResult,
    CheckReport,
    Explanation,
    HiddenBytes,
    LayerShare,
    LimitResult,
)
from layersize.comparison.result import FoldedDelta
from layersize.oci.digest import Digest
from layersize.report.cause_words import accepting_words, cause_sentence
from layersize.report.remedy_words import remedy_words
from layersize.report.style import OutputStyle
from layersize.text.json_values import json_members, json_value
from layersize.text.json_writer import JsonValue, json_document

FORMAT_VERSION = 1
"""It rises when a key goes or changes its meaning; a new key may come within a version."""
_MEMBERS = {
    Digest: "",
    HiddenBytes: "limit_bytes value_bytes",
    BaselineFacts: "where is_image platform measured_bytes",
    FoldedDelta: "path status delta_bytes files=known_files",
    InstructionPair: "added_in hidden_in cause bytes=content_bytes paths directory",
    Finding: MEMBERS[Finding],
    FoundEntry: "path layer bytes=content_bytes visible=is_visible",
}


def render(report: CheckReport, style: OutputStyle) -> str:
    """The document; of the style only the units count, in its sentences."""
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "check",
            **json_members(report, _MEMBERS, "verdict config"),
            "budgets": [_budget(result, style.units) for result in report.results],
        }
    )


def _budget(result: BudgetResult, units: str) -> JsonValue:
    budget, analysis = result.budget, result.image
    return {
        **json_members(budget, _MEMBERS, "name level"),
        "verdict": result.verdict,
        "metric": budget.metric,
        "image": {
            "reference": budget.image,
            "source": None if analysis is None else analysis.image.source,
            "image_id": None if analysis is None else json_value(analysis.image.image_id, _MEMBERS),
            "platform": None if analysis is None else analysis.image.platform,
        },
        **json_members(result, _MEMBERS, "measured_bytes base baseline"),
        "limits": [_limit(limit, result, units) for limit in result.limits],
        **json_members(result, _MEMBERS, "problems remarks"),
    }


def _limit(limit: LimitResult, result: BudgetResult, units: str) -> JsonValue:
    members = "rule pattern unit limit value baseline_value delta verdict problem"
    cause = None if limit.explanation is None else _cause(limit.explanation, limit, result, units)
    hidden = {} if limit.hidden is None else json_members(limit, _MEMBERS, "hidden")
    return {**json_members(limit, _MEMBERS, members), **hidden, "cause": cause}


def _cause(
    explanation: Explanation, limit: LimitResult, result: BudgetResult, units: str
) -> JsonValue:
    others = "other_layers other_layers_bytes pairs directories entries other_entries findings"
    return {
        "sentence": cause_sentence(limit, result, units),
        "remedy": remedy_words(limit, result, units),
        "accept": accepting_words(limit, result),
        "compared": explanation.compared,
        "layers": [_share(share, result.image) for share in explanation.layers],
        **json_members(explanation, _MEMBERS, others),
    }


def _share(share: LayerShare, analysis: ImageAnalysis | None) -> JsonValue:
    lines = None
    if analysis is not None and share.index is not None:
        lines = analysis.layers[share.index].known_lines
    return {
        **json_members(share, _MEMBERS, "index status instruction"),
        "dockerfile_lines": lines,
        **json_members(share, _MEMBERS, "delta_bytes shadowed_bytes paths"),
    }
