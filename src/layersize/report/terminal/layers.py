"""The layers of one image: what each ships, does to those below, and loses later."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.accounting.result import ImageAnalysis, LayerFacts
from layersize.oci.instruction import clean_instruction
from layersize.report.grid import (
    COLUMN_GAP,
    Column,
    cells,
    columns_that_fit,
    content_bar,
    grid,
    total_width,
)
from layersize.report.layer_words import line_text
from layersize.report.style import QUIET, SHADOWED, Pen

_PARTS = {"added", "rewritten"}
"""Titles of what adds up to the content, but for what a layer has twice."""


def layer_table(analysis: ImageAnalysis, pen: Pen) -> RenderableType:
    """A row per layer, the base first; the instruction takes the room that is left."""
    layers = analysis.layers
    instructions = [pen.name(clean_instruction(layer.created_by)) for layer in layers]
    longest = max(Text(instruction).cell_len for instruction in instructions)
    least = min(longest, max(20, pen.style.width * 3 // 10 - 4))
    lines = [] if analysis.dockerfile is None else [_line_column(layers, pen)]
    room = _room(pen) - COLUMN_GAP - least
    columns = [*_number_columns(layers, pen), *lines]
    kept = columns_that_fit(columns, room)
    dropped = {column.title for column in columns} - {column.title for column in kept}
    if dropped & _PARTS and _needs_content(layers):
        kept = columns_that_fit([*_number_columns(layers, pen, parts=False), *lines], room)
    left = _room(pen) - COLUMN_GAP - total_width(kept)
    instruction_cells = cells(pen.cut_end(instruction, left) for instruction in instructions)
    last = Column(title="instruction", cells=instruction_cells, usefulness=100, align_right=False)
    return grid([*kept, last])


def _room(pen: Pen) -> int:
    return pen.style.width - 1


def _number_columns(layers: Sequence[LayerFacts], pen: Pen, *, parts: bool = True) -> list[Column]:
    """Every column that has something to say about these layers.

    Content by its parts, and as a whole where there is room; or as a whole only.
    """

    def sizes(
        title: str,
        usefulness: int,
        measure: Callable[[LayerFacts], int | None],
        sign: str = "",
        color: str = "",
    ) -> list[Column]:
        measured = [measure(layer) for layer in layers]
        if not any(measured):
            return []
        texts = [pen.size_or_dash(byte_count, sign) for byte_count in measured]
        colors = [color if byte_count else QUIET for byte_count in measured]
        column_cells = [Text(text, color) for text, color in zip(texts, colors, strict=True)]
        return [Column(title=title, cells=column_cells, usefulness=usefulness)]

    return [
        Column(title="#", cells=cells(str(layer.index) for layer in layers), usefulness=10),
        Column(
            title="content" if parts else "",
            cells=_bars(layers, pen),
            usefulness=6,
            align_right=False,
        ),
        *sizes(
            "" if parts else "content",
            2 if parts else 9,
            lambda layer: layer.content_bytes if _needs_content(layers) else 0,
        ),
        *sizes("added", 9, lambda layer: layer.added_bytes if parts else 0),
        *sizes("rewritten", 4, lambda layer: layer.rewritten_bytes if parts else 0),
        *sizes("twice in tar", 5, lambda layer: layer.in_layer_waste_bytes, color=SHADOWED),
        *sizes("whiteouts", 7, lambda layer: layer.whiteout_bytes, pen.signs.hides),
        *sizes("overwrites", 3, lambda layer: layer.overwritten_bytes, pen.signs.hides),
        *sizes("shadowed", 8, lambda layer: layer.shadowed_bytes, pen.signs.hidden, SHADOWED),
        *sizes("transfer", 1, lambda layer: layer.transfer_bytes),
    ]


def _line_column(layers: Sequence[LayerFacts], pen: Pen) -> Column:
    """Where the instruction beside it stands in the Dockerfile."""
    texts = [line_text(layer, pen.signs.nothing) for layer in layers]
    line_cells = [
        Text(text, "" if layer.dockerfile_lines else QUIET)
        for text, layer in zip(texts, layers, strict=True)
    ]
    return Column(title="line", cells=line_cells, usefulness=10)


def _needs_content(layers: Sequence[LayerFacts]) -> bool:
    """Whether the layers' content is not told by what they added."""
    return any(layer.content_bytes != layer.added_bytes for layer in layers)


def _bars(layers: Sequence[LayerFacts], pen: Pen) -> list[Text]:
    largest = max(layer.content_bytes for layer in layers)
    length = max(8, min(24, pen.style.width // 5 - 8))
    return [
        content_bar(layer.live_bytes, layer.shadowed_bytes, largest, length, pen)
        for layer in layers
    ]
