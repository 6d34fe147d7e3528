"""What exceeds the limits of a budget, for a terminal: layers, and in each what is behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layersize.accounting.advice import Finding, FindingState
from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.budgets.result import (
    BudgetResult,
    Explanation,
    LayerShare,
    LimitResult,
    Verdict,
)
from layersize.comparison.result import FoldedDelta
from layersize.oci.masking import shown_instruction
from layersize.report.advice_words import whose_words
from layersize.report.cause_words import (
    accepting_words,
    amount_words,
    excess_words,
    is_change,
    share_title,
)
from layersize.report.columns import COLUMN_GAP
from layersize.report.layer_words import HIDDEN_BY, layer_title
from layersize.report.remedy_words import remedies
from layersize.report.style import GROWN, QUIET, SHADOWED, SHRUNK, TITLE, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import amount_rows, indented
from layersize.report.verdict_words import ASCII_VERDICT_SIGNS, VERDICT_SIGNS, rule_words
from layersize.text.sizes import count_text

_INDENT = 3
_NAMED_FILES = 2
"""Of a finding."""
_NEVER_VISIBLE = "of it never visible"


_VERDICT_COLORS = {
    Verdict.PASS: SHRUNK,
    Verdict.SKIPPED: QUIET,
    Verdict.WARN: SHADOWED,
    Verdict.FAIL: GROWN,
    Verdict.UNMEASURED: GROWN,
}


def verdict_sign(verdict: Verdict, style: OutputStyle) -> StyledText:
    """The sign of a verdict in its colour."""
    signs = ASCII_VERDICT_SIGNS if style.ascii else VERDICT_SIGNS
    return StyledText(signs[verdict], _VERDICT_COLORS[verdict])


def causes(result: BudgetResult, style: OutputStyle) -> Iterator[Part]:
    """A section for each limit that is exceeded."""
    for limit in result.limits:
        if limit.explanation is not None and result.image is not None:
            yield ""
            yield _heading(limit, style)
            yield indented(cause_rows(limit.explanation, result.image, style), _INDENT)
            for hint in (
                *remedies(limit, result, style.units),
                accepting_words(limit, result),
            ):
                if hint:
                    yield indented(StyledText(style.plain(f"{style.signs.hint} {hint}")), _INDENT)


def _heading(limit: LimitResult, style: OutputStyle) -> Part:
    heading = verdict_sign(limit.verdict, style)
    words = style.plain(excess_words(limit, style.units))
    room = style.width - len(words) - 6
    rule = style.cut_end(style.name(rule_words(limit)), max(8, room))
    heading.append(f" {rule}", f"not {QUIET} {TITLE}")
    return indented(heading.append(f" {style.signs.between} {words}", f"not {TITLE}"))


def cause_rows(explanation: Explanation, analysis: ImageAnalysis, style: OutputStyle) -> Part:
    """Layers, then the folders that a baseline file knows, then entries; nothing wraps."""
    return amount_rows(_Rows(explanation, analysis, style).rows(), wrap=False)


class _Rows:
    """What is behind an exceeded limit: amounts, and what each is of."""

    def __init__(
        self, explanation: Explanation, analysis: ImageAnalysis, style: OutputStyle
    ) -> None:
        self._explanation = explanation
        self._analysis = analysis
        self._style = style
        amounts = [share.delta_bytes for share in explanation.layers]
        amounts += [row.delta_bytes for row in explanation.directories]
        amounts += [entry.content_bytes for entry in explanation.entries]
        self._findings = explanation.findings[: explanation.shown_findings]
        amounts += [finding.content_bytes for finding in self._findings]
        amounts.append(explanation.other_layers_bytes)
        widest = max(len(self._amount(amount)) for amount in amounts)
        self._room = style.width - _INDENT - COLUMN_GAP - widest

    def rows(self) -> Iterator[tuple[StyledText, Iterable[StyledText]]]:
        """Amounts, and the lines beside each."""
        explanation = self._explanation
        for share in explanation.layers:
            yield StyledText(self._amount(share.delta_bytes)), self._layer(share)
        if explanation.other_layers:
            others = count_text(explanation.other_layers, "other layer")
            yield StyledText(self._amount(explanation.other_layers_bytes)), [StyledText(others)]
        for directory in explanation.directories:
            name = self._style.cut_start(self._style.path(directory.path), self._room - 12)
            yield (
                StyledText(self._amount(directory.delta_bytes)),
                [StyledText(f"visible in {name}")],
            )
        for entry in explanation.entries:
            yield StyledText(self._amount(entry.content_bytes)), self._entry(entry)
        for finding in self._findings:
            amount = self._amount(finding.content_bytes) if finding.content_bytes else ""
            yield StyledText(amount), self._finding(finding)
        if rest := len(explanation.findings) - len(self._findings):
            yield StyledText(), [StyledText(f"and {rest:,} more")]
        if explanation.other_entries:
            yield StyledText(), [StyledText(f"and {explanation.other_entries:,} more")]

    def _layer(self, share: LayerShare) -> Iterator[StyledText]:
        """The instruction, and below it what its layer ships, and what of that is hidden."""
        instruction = self._style.name(share.instruction)
        if share.index is None:
            yield self._line(f"gone: {instruction}")
            return
        yield self._line(f"{share_title(share, self._analysis)}  {instruction}")
        for path in share.paths:
            yield self._path(path)
        for pair in self._explanation.pairs:
            if pair.added_in == share.index:
                yield from self._pair(pair)

    def _path(self, path: FoldedDelta) -> StyledText:
        amount = self._amount(path.delta_bytes)
        files = f"  {count_text(path.files, 'file')}" if path.files > 1 else ""
        room = self._room - len(amount) - len(files) - 4
        name = self._style.cut_start(self._style.path(path.path), max(8, room))
        return StyledText(f"  {amount}  {name}").append(files, QUIET)

    def _pair(self, pair: InstructionPair) -> Iterator[StyledText]:
        """How much a later instruction hides, and which."""
        style = self._style
        hidden = self._analysis.layers[pair.hidden_in].created_by
        title = layer_title(self._analysis, pair.hidden_in)
        yield StyledText(
            f"  {style.signs.hidden} {style.size(pair.content_bytes)} {_NEVER_VISIBLE}", SHADOWED
        )
        by = f"    {HIDDEN_BY[pair.cause]} {title}  {style.name(shown_instruction(hidden))}"
        yield self._line(by)

    def _entry(self, entry: FoundEntry) -> Iterator[StyledText]:
        """The path, and below it the layer that ships it."""
        style = self._style
        yield StyledText(style.cut_start(style.path(entry.path), self._room))
        instruction = shown_instruction(self._analysis.layers[entry.layer].created_by)
        hidden = "" if entry.is_visible else f"{style.signs.hidden} hidden, yet shipped by "
        title = layer_title(self._analysis, entry.layer)
        line = self._line(f"  {hidden}{title}  {style.name(instruction)}")
        line.stylize(QUIET if entry.is_visible else SHADOWED)
        yield line

    def _finding(self, finding: Finding) -> Iterator[StyledText]:
        """What it is, and below it where, and some of its files."""
        style, is_hidden = self._style, finding.state is FindingState.HIDDEN
        yield self._line(f"{finding.rule}  {style.name(finding.title)}")
        hidden = f"{style.signs.hidden} hidden, yet shipped by " if is_hidden else ""
        line = self._line(f"  {hidden}{whose_words(finding)}")
        line.stylize(SHADOWED if is_hidden else QUIET)
        yield line
        for path in finding.examples[:_NAMED_FILES]:
            shown = style.cut_start(style.path(path), max(1, self._room - 4))
            yield StyledText(f"    {shown}", QUIET)
        if (more := finding.paths - len(finding.examples[:_NAMED_FILES])) > 0:
            yield StyledText(style.cut_end(f"    {more:,} more", self._room), QUIET)

    def _line(self, text: str) -> StyledText:
        return StyledText(self._style.cut_end(self._style.plain(text), self._room))

    def _amount(self, amount: int) -> str:
        signed = is_change(self._explanation)
        return self._style.plain(amount_words(amount, self._style.units, signed=signed))
