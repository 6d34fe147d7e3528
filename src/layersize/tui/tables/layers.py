"""The layers of one image, and those of two beside each other; base first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from layersize.accounting.advice import BaseSource
from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison, LayerStatus
from layersize.oci.masking import shown_instruction
from layersize.report.cells import size_width
from layersize.report.columns import Column
from layersize.report.comparison_words import LAYER_SIGNS
from layersize.report.style import QUIET, OutputStyle
from layersize.tui.cells import change_cell, content_bar, hides_cell, shadowed_cell, size_cell
from layersize.tui.lines import padded
from layersize.tui.table import Table

_WIDE = 100
"""From this width on there is room for the instructions of both images."""
_ROOM_FOR_BASE = 82
"""From this width on the base image's layers are marked by a word, not by a sign."""
_COLUMNS_OF_HALVES = 4
BASE_SIGN, BASE_SIGN_IN_DOUBT = "b", "?"
_BAR_IN_HALF = 12
"""How long the bar in one half of a wide row is."""


def instruction(analysis: ImageAnalysis, layer: int, style: OutputStyle) -> str:
    """A layer's instruction as a person wrote it."""
    return style.name(shown_instruction(analysis.layers[layer].created_by))


def layer_of_row(comparison: Comparison, row: int) -> tuple[ImageAnalysis, int]:
    """The image and the number of the layer that a row is about: B's where there is one."""
    pair = comparison.layers[row]
    if pair.other is not None:
        return comparison.other, pair.other
    assert pair.base is not None  # noqa: S101 - a row has one side at least
    return comparison.base, pair.base


def row_of_layer(comparison: Comparison, analysis: ImageAnalysis, layer: int) -> int:
    """The row that has a layer of one of the images."""
    of_base = analysis is comparison.base
    sides = (pair.base if of_base else pair.other for pair in comparison.layers)
    return next(row for row, side in enumerate(sides) if side == layer)


def base_sign(analysis: ImageAnalysis, layer: int, cells: int) -> str:
    """`base` for a layer of the base image, `base?` if only the history says so; in one cell `b`,
    or a question mark."""
    base = analysis.base
    if base is None or layer >= base.layers:
        return ""
    is_sure = base.how is not BaseSource.HISTORY
    words, signs = ("base", BASE_SIGN) if is_sure else ("base?", BASE_SIGN_IN_DOUBT)
    return words if len(words) <= cells else signs


class LayersTable(Table):
    """A row per layer; all bars are on one scale."""

    empty = "The image has no layer."

    def __init__(self, analysis: ImageAnalysis, style: OutputStyle) -> None:
        self._analysis = analysis
        self._style = style
        self._scale = max((layer.content_bytes for layer in analysis.layers), default=0)
        self._has_base = analysis.base is not None and analysis.base.layers > 0

    def __len__(self) -> int:
        return len(self._analysis.layers)

    def columns(self, width: int) -> Sequence[Column]:
        """Numbers, a bar, sizes, and the instruction."""
        size = size_width(self._style)
        return [
            Column(title="#", width=len(str(len(self))), align_right=True),
            *([Column(width=5 if width >= _ROOM_FOR_BASE else 1)] if self._has_base else []),
            Column(width=max(6, min(24, width // 8)), usefulness=6),
            Column(title="content", width=size, usefulness=10, align_right=True),
            Column(title="shadowed", width=size + 2, align_right=True, usefulness=8),
            Column(title="hides", width=size + 2, align_right=True, usefulness=7),
            Column(title="instruction", width=14),
        ]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A layer."""
        layer, style = self._analysis.layers[row], self._style
        whose = [Text(base_sign(self._analysis, row, widths[1]), QUIET)] if self._has_base else []
        cells = widths[1 + len(whose)]
        return [
            Text(str(row), QUIET),
            *whose,
            content_bar(layer.live_bytes, layer.shadowed_bytes, self._scale, cells, style),
            size_cell(layer.content_bytes, style),
            shadowed_cell(layer.shadowed_bytes, style),
            hides_cell(layer.whiteout_bytes + layer.overwritten_bytes, style),
            Text(style.cut_end(instruction(self._analysis, row, style), widths[-1])),
        ]


class AlignedTable(Table):
    """The layers of two images: in two halves with room, else in one list with both sizes."""

    empty = "Neither image has a layer."

    def __init__(self, comparison: Comparison, style: OutputStyle) -> None:
        self._comparison = comparison
        self._style = style
        layers = (*comparison.base.layers, *comparison.other.layers)
        self._scale = max((layer.content_bytes for layer in layers), default=0)

    def __len__(self) -> int:
        return len(self._comparison.layers)

    def columns(self, width: int) -> Sequence[Column]:
        """A sign, and the halves; or bar, sizes, change, and instruction."""
        if width >= _WIDE:
            half = (width - 8) // 2
            sign, edge = Column(width=1), Column(width=1)
            return [sign, Column(title="A", width=half), edge, Column(title="B", width=half)]
        size = size_width(self._style)
        return [
            Column(width=1, usefulness=11),
            Column(width=8, usefulness=5),
            Column(title="A", width=size, align_right=True),
            Column(title="B", width=size, align_right=True),
            Column(title=self._style.signs.delta, width=size + 1, usefulness=10, align_right=True),
            Column(title="instruction", width=12),
        ]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A layer, or two that belong together."""
        pair, style = self._comparison.layers[row], self._style
        base, other = self._comparison.base, self._comparison.other
        sign = Text(LAYER_SIGNS[pair.status])
        if len(widths) == _COLUMNS_OF_HALVES:
            ours = self._half(base, pair.base, widths[1])
            theirs = self._half(other, pair.other, widths[3])
            return [sign, ours, Text(style.signs.edge, QUIET), theirs]
        analysis, index = layer_of_row(self._comparison, row)
        layer = analysis.layers[index]
        return [
            sign,
            content_bar(layer.live_bytes, layer.shadowed_bytes, self._scale, widths[1], style),
            self._size(base, pair.base),
            self._size(other, pair.other),
            change_cell(pair.delta_bytes, style),
            Text(style.cut_end(instruction(analysis, index, style), widths[-1])),
        ]

    def is_quiet(self, row: int) -> bool:
        """A layer that both images have."""
        return self._comparison.layers[row].status is LayerStatus.SHARED

    def _size(self, analysis: ImageAnalysis, index: int | None) -> Text:
        if index is None:
            return Text()
        return size_cell(analysis.layers[index].content_bytes, self._style)

    def _half(self, analysis: ImageAnalysis, index: int | None, width: int) -> Text:
        """Number, bar, size and instruction of a layer; nothing where there is none."""
        if index is None:
            return Text()
        layer, style = analysis.layers[index], self._style
        drawing = content_bar(
            layer.live_bytes, layer.shadowed_bytes, self._scale, _BAR_IN_HALF, style
        )
        size = size_cell(layer.content_bytes, style)
        line = Text().append(f"{index:>2} ", QUIET)
        line.append_text(padded(drawing, _BAR_IN_HALF + 1))
        line.append_text(padded(size, size_width(style), align_right=True)).append("  ")
        room = max(0, width - line.cell_len)
        return line.append(style.cut_end(instruction(analysis, index, style), room))
