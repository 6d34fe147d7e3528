"""Compared images as a table for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.accounting.result import ImageAnalysis, ImageFacts
from layersize.comparison.result import Comparison
from layersize.report.grid import (
    Column,
    bar,
    cells,
    columns_that_fit,
    content_bar,
    grid,
    indented,
    rendered,
    shadowed_bar,
    total_width,
)
from layersize.report.style import LIVE, QUIET, Pen, TableStyle
from layersize.report.terminal.aligned_layers import aligned_layers
from layersize.report.terminal.differences import largest_differences
from layersize.report.terminal.hidden import hidden_section
from layersize.report.terminal.image import heading
from layersize.text.sizes import count_text, growth_text

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


_MEASURES: dict[str, Callable[[ImageFacts], int | None]] = {
    "content": lambda image: image.content_bytes,
    "live": lambda image: image.live_bytes,
    "shadowed": lambda image: image.shadowed_bytes,
    "transfer": lambda image: image.transfer_bytes,
}
_LABELS = ["", *_MEASURES, "layers", "shared", "extra", "pull"]


def image_columns(
    comparisons: Sequence[Comparison], names: Sequence[str], pen: Pen
) -> Iterator[RenderableType]:
    """As many images side by side as fit, the base in front of each group."""
    images = [comparisons[0].base.image, *(comparison.other.image for comparison in comparisons)]
    scale = max(image.content_bytes for image in images)
    first = [Column(title="", cells=cells(_LABELS), usefulness=9, align_right=False)]
    first += _base_columns(comparisons[0], scale, pen)
    group = list(first)
    for name, comparison in zip(names[1:], comparisons, strict=True):
        columns = _other_columns(comparison, name, scale, pen)
        if len(group) > len(first) and total_width(group + columns) >= pen.style.width:
            yield ""
            yield grid(group)
            group = list(first)
        group += columns
    yield ""
    yield grid(group)


def _base_columns(comparison: Comparison, scale: int, pen: Pen) -> list[Column]:
    image = comparison.base.image
    numbers = [_drawing(image, scale, pen)]
    numbers += [Text(_known_size(measure(image), pen)) for measure in _MEASURES.values()]
    numbers.append(Text(str(len(comparison.base.layers))))
    numbers += [Text()] * (len(_LABELS) - len(numbers))
    return [Column(title="base", cells=numbers, usefulness=9)]


def _other_columns(comparison: Comparison, name: str, scale: int, pen: Pen) -> list[Column]:
    image = comparison.other.image
    shared, marginal = comparison.shared, comparison.marginal
    numbers = [_drawing(image, scale, pen)]
    growth = [Text()]
    for measure in _MEASURES.values():
        before, after = measure(comparison.base.image), measure(image)
        numbers.append(Text(_known_size(after, pen)))
        growth.append(_growth(before, after, pen))
    numbers.append(Text(str(len(comparison.other.layers))))
    numbers.append(Text(pen.size_or_dash(shared.content_bytes)))
    numbers.append(Text(pen.size_or_dash(marginal.content_bytes)))
    numbers.append(Text(_known_size(marginal.transfer_bytes, pen)))
    growth.append(Text())
    growth += [_in_layers(shared.layers), _in_layers(marginal.layers), Text()]
    return [
        Column(title=name, cells=numbers, usefulness=9),
        Column(title=pen.signs.delta, cells=growth, usefulness=9),
    ]


def _drawing(image: ImageFacts, scale: int, pen: Pen) -> Text:
    drawing = content_bar(image.live_bytes, image.shadowed_bytes, scale, 8, pen)
    drawing.justify = "left"
    return drawing


def _known_size(byte_count: int | None, pen: Pen) -> str:
    return "not known" if byte_count is None else pen.size_or_dash(byte_count)


def _growth(before: int | None, after: int | None, pen: Pen) -> Text:
    if before is None or after is None:
        return Text()
    return Text(pen.plain(growth_text(after - before, before)), pen.change(after - before).style)


def _in_layers(count: int) -> Text:
    return Text(f"in {count}" if count else "", QUIET)


def render(comparisons: Sequence[Comparison], style: TableStyle) -> str:
    """One OTHER side by side with its base; several as columns, then each."""
    pen = Pen(style)
    if len(comparisons) == 1:
        return rendered(_side_by_side(comparisons[0], pen), style)
    return rendered(_several(comparisons, pen), style)


def _side_by_side(comparison: Comparison, pen: Pen) -> Iterator[RenderableType]:
    yield from _headings([comparison.base, comparison.other], ["base", "other"], pen)
    yield ""
    yield measure_rows(comparison, pen)
    yield ""
    yield from what_is_shared(comparison, pen)
    yield ""
    yield from aligned_layers(comparison, pen)
    yield ""
    yield from largest_differences(comparison, pen)
    yield ""
    if comparison.base.pairs == comparison.other.pairs:
        yield from hidden_section(comparison.other, "Hidden in both", pen, advice=False)
        return
    yield from hidden_section(comparison.base, "Hidden in base", pen, advice=False)
    yield ""
    yield from hidden_section(comparison.other, "Hidden in other", pen, advice=False)


def _several(comparisons: Sequence[Comparison], pen: Pen) -> Iterator[RenderableType]:
    names = ["base", *(f"other {number}" for number in range(1, len(comparisons) + 1))]
    images = [comparisons[0].base, *(comparison.other for comparison in comparisons)]
    yield from _headings(images, names, pen)
    yield from image_columns(comparisons, names, pen)
    yield ""
    yield from hidden_section(comparisons[0].base, "Hidden in base", pen, advice=False)
    for name, comparison in zip(names[1:], comparisons, strict=True):
        yield ""
        yield Text(name.ljust(10), QUIET) + heading(comparison.other, pen)
        yield ""
        yield from aligned_layers(comparison, pen)
        yield ""
        yield from largest_differences(comparison, pen)
        yield ""
        yield from hidden_section(comparison.other, f"Hidden in {name}", pen, advice=False)


def _headings(
    images: Sequence[ImageAnalysis], names: Sequence[str], pen: Pen
) -> Iterator[RenderableType]:
    label_width = max(map(len, names)) + 2
    for name, analysis in zip(names, images, strict=True):
        yield Text(name.ljust(label_width), QUIET) + heading(analysis, pen)
