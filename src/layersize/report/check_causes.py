"""What exceeds the limits of a budget, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from layersize.model.analysis import ImageAnalysis
from layersize.model.check_report import BudgetResult, LimitResult
from layersize.model.comparison import LayerStatus
from layersize.model.explanation import Explanation, LayerShare
from layersize.report.cause_words import (
    STATUS_WORDS,
    amount_words,
    cause_sentence,
    entry_words,
    is_change,
    pair_words,
    path_words,
    remedy_words,
    shadowed_words,
    share_words,
)
from layersize.report.check_limits import verdict_sign
from layersize.report.layout import indented
from layersize.report.numbers import count_text
from layersize.report.pen import Pen
from layersize.report.signs import QUIET, TITLE
from layersize.report.verdict_words import rule_words

_STEP = 4
"""Cells that each level is further in."""


def causes(result: BudgetResult, pen: Pen) -> Iterator[RenderableType]:
    """A section for each limit that is exceeded."""
    for limit in result.limits:
        if limit.explanation is not None and result.image is not None:
            yield ""
            yield from _cause(limit, limit.explanation, result.image, result, pen)


def _cause(
    limit: LimitResult,
    explanation: Explanation,
    analysis: ImageAnalysis,
    result: BudgetResult,
    pen: Pen,
) -> Iterator[RenderableType]:
    units = pen.style.units
    heading = verdict_sign(limit.verdict, pen)
    heading.append(f" {pen.name(rule_words(limit))}", f"not {QUIET} {TITLE}")
    yield indented(heading)
    yield indented(Text(pen.plain(cause_sentence(limit, result, units))), 3)
    rows = [
        *_layer_rows(limit, explanation, analysis, pen),
        *_directory_rows(explanation, pen),
        *((0, entry_words(entry, analysis, units)) for entry in explanation.entries),
        *((0, pair_words(pair, analysis, units)) for pair in explanation.pairs),
    ]
    if explanation.other_entries:
        rows.append((0, f"{explanation.other_entries:,} more match"))
    for level, text in rows:
        room = pen.style.width - 3 - _STEP * level
        yield indented(
            Text(pen.cut_end(pen.plain(text), room), QUIET if level else ""), 3 + _STEP * level
        )
    if hint := remedy_words(limit, result, units):
        yield indented(Text(pen.plain(f"{pen.signs.hint} {hint}")), 3)


def _layer_rows(
    limit: LimitResult, explanation: Explanation, analysis: ImageAnalysis, pen: Pen
) -> Iterator[tuple[int, str]]:
    """Each layer, and one level further in what is in it; as level and text."""
    units = pen.style.units
    for share in explanation.layers:
        yield 0, share_words(share, limit, explanation, analysis, units)
        for remark in (_status(share), shadowed_words(share, limit, units)):
            if remark:
                yield 1, remark
        for path in share.paths:
            files = f"  {count_text(path.files, 'file')}" if path.files > 1 else ""
            yield 1, path_words(path, units, signed=is_change(explanation)) + files
    if explanation.other_layers:
        amount = amount_words(explanation.other_layers_bytes, units, signed=is_change(explanation))
        yield 0, f"{amount} in {count_text(explanation.other_layers, 'other layer')}"


def _status(share: LayerShare) -> str:
    """How the layer stands to the baseline, where that says something."""
    if share.status is None or share.status is LayerStatus.SHARED:
        return ""
    return STATUS_WORDS[share.status]


def _directory_rows(explanation: Explanation, pen: Pen) -> Iterator[tuple[int, str]]:
    """All that a baseline file knows of files."""
    for directory in explanation.directories:
        yield 0, f"{path_words(directory, pen.style.units, signed=True)} of what a container sees"
