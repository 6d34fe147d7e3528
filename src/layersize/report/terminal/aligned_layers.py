"""The layers of two images in one list, aligned by content and then by instruction."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison, LayerPair, LayerStatus
from layersize.oci.instruction import clean_instruction
from layersize.report.grid import (
    COLUMN_GAP,
    Column,
    cells,
    grid,
    indented,
    section_title,
    total_width,
)
from layersize.report.style import QUIET, SHARED, Pen

LAYER_SIGNS = {
    LayerStatus.SHARED: "=",
    LayerStatus.SAME_INSTRUCTION: "~",
    LayerStatus.ONLY_BASE: "<",
    LayerStatus.ONLY_OTHER: ">",
}
_MEANINGS = {
    LayerStatus.SHARED: "shared",
    LayerStatus.SAME_INSTRUCTION: "same instruction, other content",
    LayerStatus.ONLY_BASE: "only base",
    LayerStatus.ONLY_OTHER: "only other",
}


def aligned_layers(comparison: Comparison, pen: Pen) -> Iterator[RenderableType]:
    """A row per layer or pair of layers; the signs that occur are explained."""
    if not comparison.layers:
        yield indented(Text("Neither image has a layer."))
        return
    occurring = {pair.status for pair in comparison.layers}
    legend = [
        f"{LAYER_SIGNS[status]} {_MEANINGS[status]}" for status in _MEANINGS if status in occurring
    ]
    yield section_title("Layers", "   ".join(legend), pen)
    columns = _columns(comparison, pen)
    room = pen.style.width - 1 - COLUMN_GAP - total_width(columns)
    instructions = [
        Text(pen.cut_end(pen.name(pair_instruction(comparison, pair)), room), _row_color(pair))
        for pair in comparison.layers
    ]
    columns.append(Column(title="instruction", cells=instructions, usefulness=9, align_right=False))
    yield grid(columns)


def _columns(comparison: Comparison, pen: Pen) -> list[Column]:
    rows = comparison.layers
    signs = [Text(LAYER_SIGNS[pair.status], _row_color(pair)) for pair in rows]
    columns = [Column(title="", cells=signs, usefulness=9)]
    sides = [
        ("base", comparison.base, [pair.base for pair in rows]),
        ("other", comparison.other, [pair.other for pair in rows]),
    ]
    for title, analysis, indexes in sides:
        numbers = cells(["" if index is None else str(index) for index in indexes], QUIET)
        columns.append(Column(title="", cells=numbers, usefulness=9))
        sizes = [
            Text(_content(analysis, index, pen), _row_color(pair))
            for index, pair in zip(indexes, rows, strict=True)
        ]
        columns.append(Column(title=title, cells=sizes, usefulness=9))
    changes = [pen.change(pair.delta_bytes) for pair in rows]
    columns.append(Column(title=pen.signs.delta, cells=changes, usefulness=9))
    return columns


def _content(analysis: ImageAnalysis, index: int | None, pen: Pen) -> str:
    return "" if index is None else pen.size_or_dash(analysis.layers[index].content_bytes)


def pair_instruction(comparison: Comparison, pair: LayerPair) -> str:
    """The instruction that both layers of the pair have, or the one layer there is."""
    if pair.other is not None:
        return clean_instruction(comparison.other.layers[pair.other].created_by)
    return clean_instruction(comparison.base.layers[pair.base or 0].created_by)


def _row_color(pair: LayerPair) -> str:
    return SHARED if pair.status is LayerStatus.SHARED else ""
