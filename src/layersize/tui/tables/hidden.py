"""Pairs of instructions, of which the second hides what the first shipped."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from layersize.accounting.result import Cause, ImageAnalysis, InstructionPair
from layersize.explore.explored import ShadowedPair
from layersize.report.cells import size_width
from layersize.report.columns import Column
from layersize.report.style import QUIET, SHADOWED, OutputStyle
from layersize.text.sizes import count_text
from layersize.tui.cells import change_cell, shadowed_bar, shadowed_cell, size_cell
from layersize.tui.table import Table
from layersize.tui.tables.layers import instruction

_CAUSE_WORDS = {
    Cause.DELETED: "deleted",
    Cause.OVERWRITTEN: "overwritten",
    Cause.METADATA_ONLY: "shipped again, same content",
    Cause.DUPLICATE_ENTRY: "twice in the layer",
}

_WIDE = 150


def _cause_width(width: int) -> int:
    """What the column of causes takes: all of the longest where there is room."""
    return max(map(len, _CAUSE_WORDS.values())) if width >= _WIDE else 11


def _cause_cell(cause: Cause, width: int, style: OutputStyle) -> Text:
    return Text(style.cut_end(_CAUSE_WORDS[cause], width), SHADOWED)


class PairsTable(Table):
    """The instruction pairs of one image, largest first."""

    empty = "Nothing is shadowed: every shipped byte is visible."

    def __init__(self, analysis: ImageAnalysis, style: OutputStyle) -> None:
        self._analysis = analysis
        self._pairs = analysis.pairs
        self._style = style

    def __len__(self) -> int:
        return len(self._pairs)

    def columns(self, width: int) -> Sequence[Column]:
        """How much is shadowed, and by which two instructions."""
        return [
            Column(title="shadowed", width=size_width(self._style), align_right=True),
            Column(width=max(4, min(16, width // 12)), usefulness=3),
            Column(title="files", width=12, align_right=True, usefulness=2),
            Column(title="shipped by", width=max(14, (width - 29 - _cause_width(width)) // 2)),
            Column(title="how", width=_cause_width(width), usefulness=4),
            Column(title="hidden by", width=14),
        ]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A pair."""
        pair, style = self._pairs[row], self._style
        largest = self._pairs[0].content_bytes
        return [
            size_cell(pair.content_bytes, style),
            shadowed_bar(pair.content_bytes, largest, widths[1], style),
            Text(count_text(pair.paths, "file"), QUIET),
            self._layer(pair.added_in, widths[3]),
            _cause_cell(pair.cause, widths[4], style),
            self._layer(pair.hidden_in, widths[-1]),
        ]

    def _layer(self, number: int, width: int) -> Text:
        line = Text().append(f"{number} ", QUIET)
        text = instruction(self._analysis, number, self._style)
        return line.append(self._style.cut_end(text, max(0, width - line.cell_len)))


class ShadowedTable(Table):
    """The instruction pairs of two images, largest difference first."""

    empty = "Neither image leaves anything shadowed."

    def __init__(self, pairs: Sequence[ShadowedPair], style: OutputStyle) -> None:
        self._pairs = pairs
        self._style = style

    def __len__(self) -> int:
        return len(self._pairs)

    def columns(self, width: int) -> Sequence[Column]:
        """How much is shadowed on either side, and by which two instructions."""
        size = size_width(self._style)
        return [
            Column(title="A", width=size + 2, align_right=True),
            Column(title="B", width=size + 2, align_right=True),
            Column(title=self._style.signs.delta, width=size + 1, usefulness=10, align_right=True),
            Column(title="shipped by", width=max(14, (width - 39 - _cause_width(width)) // 2)),
            Column(title="how", width=_cause_width(width), usefulness=3),
            Column(title="hidden by", width=12),
        ]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A pair that either image has, or both."""
        pair, style = self._pairs[row], self._style
        return [
            self._side(pair.base),
            self._side(pair.other),
            change_cell(pair.delta_bytes, style),
            Text(style.cut_end(style.name(pair.added_by), widths[3])),
            _cause_cell(pair.cause, widths[4], style),
            Text(style.cut_end(style.name(pair.hidden_by), widths[-1])),
        ]

    def _side(self, pair: InstructionPair | None) -> Text:
        return shadowed_cell(pair.content_bytes if pair else 0, self._style)
