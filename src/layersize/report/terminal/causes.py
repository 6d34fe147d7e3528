"""What exceeds the limits of a budget, for a terminal: layers, and in each what is behind it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.budgets.result import BudgetResult, Explanation, LayerShare, LimitResult
from layersize.comparison.result import FoldedDelta
from layersize.oci.instruction import clean_instruction
from layersize.report.cause_words import (
    accepting_words,
    amount_words,
    excess_words,
    is_change,
    remedy_words,
    share_title,
)
from layersize.report.grid import COLUMN_GAP, indented, verdict_sign
from layersize.report.layer_words import HIDDEN_BY, layer_title
from layersize.report.style import QUIET, SHADOWED, TITLE, Pen
from layersize.report.verdict_words import rule_words
from layersize.text.sizes import count_text

_INDENT = 3
_BIRTH = "shadowed at birth"


def causes(result: BudgetResult, pen: Pen) -> Iterator[RenderableType]:
    """A section for each limit that is exceeded."""
    for limit in result.limits:
        if limit.explanation is not None and result.image is not None:
            yield ""
            yield _heading(limit, pen)
            yield indented(cause_rows(limit, limit.explanation, result.image, pen), _INDENT)
            for hint in (
                remedy_words(limit, result, pen.style.units),
                accepting_words(limit, result),
            ):
                if hint:
                    yield indented(Text(pen.plain(f"{pen.signs.hint} {hint}")), _INDENT)


def cause_rows(
    limit: LimitResult, explanation: Explanation, analysis: ImageAnalysis, pen: Pen
) -> RenderableType:
    """The rows of one such section."""
    return _Rows(limit, explanation, analysis, pen).table()


def _heading(limit: LimitResult, pen: Pen) -> RenderableType:
    heading = verdict_sign(limit.verdict, pen)
    words = pen.plain(excess_words(limit, pen.style.units))
    room = pen.style.width - len(words) - 6
    rule = pen.cut_end(pen.name(rule_words(limit)), max(8, room))
    heading.append(f" {rule}", f"not {QUIET} {TITLE}")
    return indented(heading.append(f" {pen.signs.between} {words}", f"not {TITLE}"))


class _Rows:
    """Amounts on the left, what they are of on the right; nothing wraps."""

    def __init__(
        self, limit: LimitResult, explanation: Explanation, analysis: ImageAnalysis, pen: Pen
    ) -> None:
        self._limit = limit
        self._explanation = explanation
        self._analysis = analysis
        self._pen = pen
        amounts = [share.delta_bytes for share in explanation.layers]
        amounts += [row.delta_bytes for row in explanation.directories]
        amounts += [entry.content_bytes for entry in explanation.entries]
        amounts.append(explanation.other_layers_bytes)
        widest = max(len(self._amount(amount)) for amount in amounts)
        self._room = pen.style.width - _INDENT - COLUMN_GAP - widest

    def table(self) -> RenderableType:
        """Layers, then the folders that a baseline file knows, then entries."""
        explanation = self._explanation
        rows = Table.grid(padding=(0, COLUMN_GAP, 0, 0), pad_edge=False)
        rows.add_column(justify="right", no_wrap=True)
        rows.add_column(no_wrap=True)
        for share in explanation.layers:
            rows.add_row(self._amount(share.delta_bytes), Group(*self._layer(share)))
        if explanation.other_layers:
            others = count_text(explanation.other_layers, "other layer")
            rows.add_row(self._amount(explanation.other_layers_bytes), Text(others))
        for directory in explanation.directories:
            name = self._pen.cut_start(self._pen.path(directory.path), self._room - 12)
            rows.add_row(self._amount(directory.delta_bytes), Text(f"visible in {name}"))
        for entry in explanation.entries:
            rows.add_row(self._amount(entry.content_bytes), Group(*self._entry(entry)))
        if explanation.other_entries:
            rows.add_row("", Text(f"and {explanation.other_entries:,} more"))
        return rows

    def _layer(self, share: LayerShare) -> Iterator[Text]:
        """The instruction, and below it what its layer ships, and what of that is hidden."""
        instruction = self._pen.name(share.instruction)
        if share.index is None:
            yield self._line(f"gone: {instruction}")
            return
        yield self._line(f"{share_title(share, self._analysis)}  {instruction}")
        for path in share.paths:
            yield self._path(path)
        for pair in self._explanation.pairs:
            if pair.added_in == share.index:
                yield from self._pair(pair)

    def _path(self, path: FoldedDelta) -> Text:
        amount = self._amount(path.delta_bytes)
        files = f"  {count_text(path.files, 'file')}" if path.files > 1 else ""
        room = self._room - len(amount) - len(files) - 4
        name = self._pen.cut_start(self._pen.path(path.path), max(8, room))
        return Text(f"  {amount}  {name}").append(files, QUIET)

    def _pair(self, pair: InstructionPair) -> Iterator[Text]:
        """How much a later instruction hides, and which."""
        pen = self._pen
        hidden = self._analysis.layers[pair.hidden_in].created_by
        title = layer_title(self._analysis, pair.hidden_in)
        yield Text(f"  {pen.signs.hidden} {pen.size(pair.content_bytes)} {_BIRTH}", SHADOWED)
        by = f"    {HIDDEN_BY[pair.cause]} {title}  {pen.name(clean_instruction(hidden))}"
        yield self._line(by)

    def _entry(self, entry: FoundEntry) -> Iterator[Text]:
        """The path, and below it the layer that ships it."""
        pen = self._pen
        yield Text(pen.cut_start(pen.path(entry.path), self._room))
        instruction = clean_instruction(self._analysis.layers[entry.layer].created_by)
        hidden = "" if entry.is_visible else f"{pen.signs.hidden} hidden, yet shipped by "
        title = layer_title(self._analysis, entry.layer)
        line = self._line(f"  {hidden}{title}  {pen.name(instruction)}")
        line.stylize(QUIET if entry.is_visible else SHADOWED)
        yield line

    def _line(self, text: str) -> Text:
        return Text(self._pen.cut_end(self._pen.plain(text), self._room))

    def _amount(self, amount: int) -> str:
        signed = is_change(self._explanation)
        return self._pen.plain(amount_words(amount, self._pen.style.units, signed=signed))
