"""The byte measures of two images side by side, and what both have."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from layersize.model.analysis import ImageFacts
from layersize.model.comparison import Comparison
from layersize.report.bars import bar, content_bar, shadowed_bar
from layersize.report.layout import Column, cells, columns_that_fit, grid, indented
from layersize.report.numbers import count_text, growth_text
from layersize.report.pen import Pen
from layersize.report.signs import LIVE, QUIET

_WIDTH_OF_NUMBERS = 58
"""Cells beside the two bars, with their gaps."""


def measure_rows(comparison: Comparison, pen: Pen) -> RenderableType:
    """A row per measure, with bars on one scale."""
    sides = [comparison.base.image, comparison.other.image]
    names = [name for name, values in _measures(*sides).items() if None not in values]
    measured = [[_measures(side)[name][0] or 0 for name in names] for side in sides]
    scale = max(max(values) for values in measured)
    length = max(6, min(30, (pen.style.width - _WIDTH_OF_NUMBERS) // 2))
    columns = [Column(title="", cells=cells(names), usefulness=9, align_right=False)]
    for title, side, values in zip(("base", "other"), sides, measured, strict=True):
        drawings = [
            _bar(name, side, value, scale, length, pen)
            for name, value in zip(names, values, strict=True)
        ]
        sizes = cells(pen.size(value) for value in values)
        columns.append(Column(title=title, cells=drawings, usefulness=5, align_right=False))
        columns.append(Column(title="", cells=sizes, usefulness=9))
    before_and_after = list(zip(*measured, strict=True))
    changes = [pen.change(after - before) for before, after in before_and_after]
    growth = [
        Text(pen.plain(growth_text(after - before, before)), change.style)
        for (before, after), change in zip(before_and_after, changes, strict=True)
    ]
    columns.append(Column(title=pen.signs.delta, cells=changes, usefulness=9))
    columns.append(Column(title="", cells=growth, usefulness=7))
    return grid(columns_that_fit(columns, pen.style.width - 1))


def what_is_shared(comparison: Comparison, pen: Pen) -> Iterator[RenderableType]:
    """The layers that are stored once for both, and what the other adds to them."""
    shared, marginal = comparison.shared, comparison.marginal
    if shared.layers:
        together = _layers_and_content(shared.layers, shared.content_bytes, pen)
        yield _labelled("shared", f"{together}: stored and pulled once", pen)
    else:
        yield _labelled("shared", "no layer", pen)
    if not marginal.layers:
        yield _labelled("extra", "nothing: base has every layer of other", pen)
        return
    extra = _layers_and_content(marginal.layers, marginal.content_bytes, pen)
    yield _labelled("extra", f"{extra}: what other adds for who has base", pen)
    if marginal.transfer_bytes is None:
        source = pen.name(comparison.other.image.source)
        yield _labelled("pull", f"not known: layers of {source} are not compressed", pen)
    else:
        yield _labelled("pull", f"{pen.size(marginal.transfer_bytes)} for the extra layers", pen)


def _layers_and_content(layers: int, content_bytes: int, pen: Pen) -> str:
    return f"{count_text(layers, 'layer')}, {pen.size(content_bytes)} of content"


def _labelled(label: str, sentence: str, pen: Pen) -> RenderableType:
    return indented(Text(label.ljust(10), QUIET).append(pen.plain(sentence), f"not {QUIET}"))


def _measures(*images: ImageFacts) -> dict[str, list[int | None]]:
    return {
        "content": [image.content_bytes for image in images],
        "live": [image.live_bytes for image in images],
        "shadowed": [image.shadowed_bytes for image in images],
        "transfer": [image.transfer_bytes for image in images],
    }


def _bar(name: str, image: ImageFacts, byte_count: int, scale: int, length: int, pen: Pen) -> Text:
    if name == "content":
        return content_bar(image.live_bytes, image.shadowed_bytes, scale, length, pen)
    if name == "shadowed":
        return shadowed_bar(byte_count, scale, length, pen)
    return bar(byte_count, scale, length, LIVE if name == "live" else QUIET, pen)
