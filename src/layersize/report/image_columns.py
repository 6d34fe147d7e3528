"""Several images, a column each, with what they change against the base."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.model.analysis import ImageFacts
from layersize.model.comparison import Comparison
from layersize.report.bars import content_bar
from layersize.report.layout import Column, cells, grid, total_width
from layersize.report.numbers import growth_text
from layersize.report.pen import Pen
from layersize.report.signs import QUIET

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
