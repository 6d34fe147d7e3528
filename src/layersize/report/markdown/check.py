"""Checked budgets as GitHub-flavoured Markdown, for a comment that is updated and a job summary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from layersize.accounting.advice import Finding, FindingState
from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import ImageAnalysis
from layersize.budgets.result import (
    BudgetResult,
    CheckReport,
    Explanation,
    LayerShare,
    LimitResult,
    Problem,
    Unit,
    Verdict,
)
from layersize.comparison.result import FoldedDelta
from layersize.report.advice_words import whose_words
from layersize.report.cause_words import (
    accepting_words,
    amount_words,
    excess_words,
    is_change,
    share_title,
)
from layersize.report.layer_words import HIDDEN_BY, layer_title
from layersize.report.markdown.room import (
    COMMENT_CHARACTERS,
    NOTE_ROOM,
    characters,
    cut_rows,
    utf8_bytes,
)
from layersize.report.markdown.text import code, code_span, details, path_span, table
from layersize.report.remedy_words import ABOUT_FINDINGS, remedies
from layersize.report.style import OutputStyle
from layersize.report.verdict_words import (
    BASE_ORIGINS,
    NO_FILE,
    NOT_KNOWN,
    VERDICT_SIGNS,
    delta_text,
    excess_text,
    headline,
    limit_and_value,
    raw_bytes,
    report_headline,
    rule_words,
    verdict_counts,
)
from layersize.text.sizes import count_text, size_text

_MARKER_FORBIDS = re.compile(r"[^A-Za-z0-9._/:@+-]|-(?=[->])|^[->]")
_LONGEST_MARKER = 120
_LONGEST_PROBLEM = 500
_LONGEST_FIX = 300
_NAMED_FILES = 2
"""Of a finding."""
_LONGEST_COUNTS = 500
"""How many budgets are left out, with the verdicts that they have."""


def render(report: CheckReport, style: OutputStyle) -> str:
    """The marker, the verdict, then each budget with its limits and causes, for a comment."""
    return _page(report, style.units, COMMENT_CHARACTERS, characters)


def job_summary(report: CheckReport, style: OutputStyle, room_bytes: int) -> str:
    """The same in so many bytes of UTF-8; empty if they are too few for the verdict."""
    return _page(report, style.units, room_bytes, utf8_bytes)


def marker(report: CheckReport) -> str:
    """The first line, by which a pipeline finds its comment: one for each configuration.

    Without a configuration it has the budget's name.
    """
    subject = report.config or ", ".join(result.budget.name for result in report.results)
    return f"<!-- layersize check: {_MARKER_FORBIDS.sub('_', subject[:_LONGEST_MARKER])} -->"


def _page(report: CheckReport, units: str, room: int, measure: Callable[[str], int]) -> str:
    """What counts most gets its room first: bad verdicts before good ones, then each heading
    before what is below others of the same verdict.
    """
    head = list(_head(report))
    room -= sum(map(measure, head)) + _LONGEST_COUNTS
    if room < 0:
        return ""
    blocks: dict[int, list[str]] = {}
    for verdict in reversed(Verdict):
        headed = []
        for index, result in enumerate(report.results):
            block = ["", _heading(result), ""]
            taken = sum(map(measure, block)) + NOTE_ROOM
            if result.verdict is verdict and taken <= room:
                blocks[index] = block
                headed.append(index)
                room -= taken
        for index in headed:
            body = list(_budget(report.results[index], units))
            body = cut_rows(body, room + NOTE_ROOM, measure)
            blocks[index] += body
            room += NOTE_ROOM - sum(map(measure, body))
    lines = [*head, *(line for index in sorted(blocks) for line in blocks[index])]
    left_out = [result for index, result in enumerate(report.results) if index not in blocks]
    if left_out:
        counts = verdict_counts(replace(report, results=tuple(left_out)))
        lines += ["", f"Left out for want of room: {counts}."]
    return "\n".join(lines) + "\n"


def _head(report: CheckReport) -> Iterator[str]:
    yield marker(report)
    shown = report_headline(report)
    yield f"### {VERDICT_SIGNS[shown.verdict]} Image size: {shown.words}"
    if len(report.results) > 1:
        yield ""
        yield verdict_counts(report)
    if report.config is not None:
        yield ""
        yield f"Limits from {code_span(report.config)}"


def _heading(result: BudgetResult) -> str:
    name, shown = code_span(result.budget.name), headline(result)
    return f"#### {VERDICT_SIGNS[shown.verdict]} {name} · {shown.words}"


def _budget(result: BudgetResult, units: str) -> Iterator[str]:
    yield " · ".join(_facts(result, units))
    yield ""
    if result.limits:
        titles = ["", "limit", "value", "Δ", "verdict"]
        yield from table(titles, [_row(limit, units) for limit in result.limits], "lrrrl")
    else:
        yield "No limit is set."
    for sign, problems in (("?", result.problems), ("!", result.remarks)):
        for problem in problems:
            yield ""
            yield f"{sign} {_problem(problem)}"
    for limit in result.limits:
        yield from _cause(limit, result, units)


def _facts(result: BudgetResult, units: str) -> Iterator[str]:
    """What is measured and how, base and own bytes apart, and what it is compared with."""
    budget, image, base, baseline = result.budget, result.image, result.base, result.baseline
    yield code_span(budget.image)
    if image is not None and image.image.platform:
        yield code_span(image.image.platform)
    yield f"{budget.metric} bytes"
    if image is not None:
        yield f"from {code_span(image.image.source)}"
    if budget.in_place_of is not None:
        yield f"in place of {code_span(budget.in_place_of)}"
    if base is not None:
        layers = count_text(base.layers, "layer")
        base_size = size_text(base.base_bytes, units)
        yield f"{base_size} in {layers} of the base {code_span(base.reference)} do not count"
        yield f"base known by {BASE_ORIGINS[base.known_by]}"
        yield f"{size_text(base.own_bytes, units)} own"
    if baseline is not None:
        size = size_text(baseline.measured_bytes, units)
        yield f"baseline {size} in {code_span(baseline.where)}"


def _row(limit: LimitResult, units: str) -> list[str]:
    allowed, value = limit_and_value(limit, units)
    verdict = f"{VERDICT_SIGNS[limit.verdict]} {limit.verdict}"
    excess = excess_text(limit, units)
    return [
        code(rule_words(limit)),
        _with_bytes(allowed, limit.limit, limit.unit),
        _with_bytes(value, limit.value, limit.unit),
        delta_text(limit, units) or NOT_KNOWN,
        f"{verdict}, {excess}" if excess else verdict,
    ]


def _with_bytes(text: str, amount: float | None, unit: Unit) -> str:
    """`15.2 MB (15,154,055 B)`."""
    raw = raw_bytes(amount) if unit is Unit.BYTES else ""
    return text if text in (raw, NO_FILE) or not raw else f"{text} ({raw})"


def _problem(problem: Problem) -> str:
    return code_span(str(problem), _LONGEST_PROBLEM)


def _cause(limit: LimitResult, result: BudgetResult, units: str) -> Iterator[str]:
    """What has exceeded a limit, and what to do; nothing where nothing is exceeded."""
    explanation, analysis = limit.explanation, result.image
    if explanation is None or analysis is None:
        return
    rule = code_span(rule_words(limit))
    yield ""
    yield f"{VERDICT_SIGNS[limit.verdict]} **{rule}** · {excess_words(limit, units)}"
    first, *others = _Bullets(explanation, analysis, units).all()
    yield ""
    yield from first
    fixes = remedies(limit, result, units)
    if limit.rule in ABOUT_FINDINGS:  # which may have names of the image in them
        fixes = [code_span(fix, _LONGEST_FIX) for fix in fixes]
    for hint in (*fixes, accepting_words(limit, result)):
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
        shown = explanation.findings[: explanation.shown_findings]
        for finding in shown:
            yield list(self._finding(finding))
        if rest := len(explanation.findings) - len(shown):
            yield [f"- and {rest:,} more"]
        for share in explanation.layers:
            yield list(self._layer(share))
        if explanation.other_layers:
            others = count_text(explanation.other_layers, "other layer")
            yield [f"- {self._amount(explanation.other_layers_bytes)} in {others}"]
        for directory in explanation.directories:
            yield [
                f"- {self._amount(directory.delta_bytes)} visible in {path_span(directory.path)}"
            ]

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
                yield f"  - ⊘ {size} of it never visible: {by}"

    def _folder(self, path: FoldedDelta) -> str:
        files = f", {count_text(path.files, 'file')}" if path.files > 1 else ""
        return f"{self._amount(path.delta_bytes)} {path_span(path.path)}{files}"

    def _entry(self, entry: FoundEntry) -> str:
        hidden = "" if entry.is_visible else "⊘ hidden, yet shipped by "
        size = size_text(entry.content_bytes, self._units)
        return f"{size} {path_span(entry.path)}, {hidden}{self._title(entry.layer)}"

    def _finding(self, finding: Finding) -> Iterator[str]:
        size = f"{self._amount(finding.content_bytes)} " if finding.content_bytes else ""
        hidden = "⊘ hidden, yet shipped by " if finding.state is FindingState.HIDDEN else ""
        yield f"- {size}{finding.rule} {code_span(finding.title)}, {hidden}{whose_words(finding)}"
        for path in finding.examples[:_NAMED_FILES]:
            yield f"  - {path_span(path)}"
        if (more := finding.paths - len(finding.examples[:_NAMED_FILES])) > 0:
            yield f"  - {more:,} more"

    def _title(self, index: int) -> str:
        instruction = self._analysis.layers[index].instruction
        return f"{layer_title(self._analysis, index)} {code_span(instruction)}"

    def _amount(self, amount: int) -> str:
        return amount_words(amount, self._units, signed=is_change(self._explanation))
