"""What exceeds a limit, as Markdown: the most of it, what would help, the rest on a click."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.model.analysis import ImageAnalysis
from layersize.model.check_report import BudgetResult, LimitResult
from layersize.model.comparison import FoldedDelta
from layersize.model.explanation import Explanation, FoundEntry, LayerShare
from layersize.model.instruction import clean_instruction
from layersize.report.cause_words import (
    accepting_words,
    amount_words,
    excess_words,
    is_change,
    remedy_words,
    share_title,
)
from layersize.report.hidden_section import HIDDEN_BY
from layersize.report.inert import inert_path
from layersize.report.markdown_text import code_span, details
from layersize.report.numbers import count_text, size_text
from layersize.report.source_lines import layer_title
from layersize.report.verdict_words import VERDICT_SIGNS, rule_words

_LONGEST_PATH = 100


def cause(limit: LimitResult, result: BudgetResult, units: str) -> Iterator[str]:
    """Nothing where nothing is exceeded."""
    explanation, analysis = limit.explanation, result.image
    if explanation is None or analysis is None:
        return
    rule = code_span(rule_words(limit))
    yield ""
    yield f"{VERDICT_SIGNS[limit.verdict]} **{rule}** · {excess_words(limit, units)}"
    first, *others = _Bullets(explanation, analysis, units).all()
    yield ""
    yield from first
    for hint in (remedy_words(limit, result, units), accepting_words(limit, result)):
        if hint:
            yield f"- → {hint}"
    if others:
        yield ""
        yield from details("More of the cause", [line for bullet in others for line in bullet])


class _Bullets:
    """The parts of a cause as a list."""

    def __init__(self, explanation: Explanation, analysis: ImageAnalysis, units: str) -> None:
        self._explanation = explanation
        self._analysis = analysis
        self._units = units

    def all(self) -> Iterator[list[str]]:
        """The lines of each; entries stand first where they are what is limited."""
        explanation = self._explanation
        for entry in explanation.entries:
            yield [f"- {self._entry(entry)}"]
        if explanation.other_entries:
            yield [f"- and {explanation.other_entries:,} more"]
        for share in explanation.layers:
            yield list(self._layer(share))
        if explanation.other_layers:
            others = count_text(explanation.other_layers, "other layer")
            yield [f"- {self._amount(explanation.other_layers_bytes)} in {others}"]
        for directory in explanation.directories:
            yield [f"- {self._amount(directory.delta_bytes)} visible in {_path(directory.path)}"]

    def _layer(self, share: LayerShare) -> Iterator[str]:
        amount, instruction = self._amount(share.delta_bytes), code_span(share.instruction)
        if share.index is None:
            yield f"- {amount}, gone: {instruction}"
            return
        yield f"- {amount} in {share_title(share, self._analysis)} {instruction}"
        for path in share.paths:
            yield f"  - {self._folder(path)}"
        for pair in self._explanation.pairs:
            if pair.added_in == share.index:
                size = size_text(pair.content_bytes, self._units)
                by = f"{HIDDEN_BY[pair.cause]} {self._title(pair.hidden_in)}"
                yield f"  - ⊘ {size} shadowed at birth, {by}"

    def _folder(self, path: FoldedDelta) -> str:
        files = f", {count_text(path.files, 'file')}" if path.files > 1 else ""
        return f"{self._amount(path.delta_bytes)} {_path(path.path)}{files}"

    def _entry(self, entry: FoundEntry) -> str:
        hidden = "" if entry.is_visible else "⊘ hidden, yet shipped by "
        size = size_text(entry.content_bytes, self._units)
        return f"{size} {_path(entry.path)}, {hidden}{self._title(entry.layer)}"

    def _title(self, index: int) -> str:
        instruction = clean_instruction(self._analysis.layers[index].created_by)
        return f"{layer_title(self._analysis, index)} {code_span(instruction)}"

    def _amount(self, amount: int) -> str:
        return amount_words(amount, self._units, signed=is_change(self._explanation))


def _path(path: bytes) -> str:
    text = inert_path(path)
    end = text if len(text) <= _LONGEST_PATH else "…" + text[1 - _LONGEST_PATH :]
    return code_span(end)
