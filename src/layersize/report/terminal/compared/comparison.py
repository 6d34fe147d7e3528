"""Compared images as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.result import ImageAnalysis, ImageFacts
from layersize.comparison.result import Comparison
from layersize.report.cells import bar, change_cell, content_bar, shadowed_bar
from layersize.report.columns import columns_that_fit, total_width
from layersize.report.style import LIVE, QUIET, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.breakdown import extension_changes, package_line
from layersize.report.terminal.compared.aligned_layers import aligned_layers
from layersize.report.terminal.compared.differences import largest_differences
from layersize.report.terminal.compared.findings import finding_changes
from layersize.report.terminal.compared.image_columns import image_columns
from layersize.report.terminal.compared.measures import byte_measures, growth_cell, measures_of
from layersize.report.terminal.grid import (
    LABEL_CELLS,
    cells,
    filled,
    grid,
    labelled,
    rendered,
)
from layersize.report.terminal.hidden import hidden_section
from layersize.report.terminal.image import heading
from layersize.text.sizes import count_text

_WIDTH_OF_NUMBERS = 58
"""Cells beside the two bars of one comparison, with their gaps."""


def render(comparisons: Sequence[Comparison], style: OutputStyle) -> str:
    """One OTHER side by side with its base; several as columns, then each."""
    if len(comparisons) == 1:
        return rendered(_one(comparisons[0], style), style)
    return rendered(_several(comparisons, style), style)


def _one(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    yield from headings([comparison.base, comparison.other], ["base", "other"], style)
    yield ""
    yield measure_rows(comparison, style)
    yield ""
    yield from _what_is_shared(comparison, style)
    yield ""
    yield from _differences(comparison, style)
    if comparison.base.pairs == comparison.other.pairs:
        yield from hidden_section(comparison.other, "Hidden in both", style, advice=False)
        return
    yield from hidden_section(comparison.base, "Hidden in base", style, advice=False)
    yield ""
    yield from hidden_section(comparison.other, "Hidden in other", style, advice=False)


def _differences(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """Findings, layers, paths, extensions and packages in which the two differ."""
    yield from finding_changes(comparison, style)
    yield ""
    yield from aligned_layers(comparison, style)
    yield ""
    yield from largest_differences(comparison, style)
    yield from extension_changes(comparison, style)
    yield from package_line(comparison, style)
    yield ""


def _several(comparisons: Sequence[Comparison], style: OutputStyle) -> Iterator[Part]:
    names = ["base", *(f"other {number}" for number in range(1, len(comparisons) + 1))]
    images = [comparisons[0].base, *(comparison.other for comparison in comparisons)]
    yield from headings(images, names, style)
    yield from image_columns(comparisons, names[1:], style)
    yield ""
    yield from hidden_section(comparisons[0].base, "Hidden in base", style, advice=False)
    for name, comparison in zip(names[1:], comparisons, strict=True):
        yield ""
        yield StyledText(name.ljust(LABEL_CELLS), QUIET).append_text(
            heading(comparison.other, style)
        )
        yield ""
        yield from _differences(comparison, style)
        yield from hidden_section(comparison.other, f"Hidden in {name}", style, advice=False)


def headings(
    images: Sequence[ImageAnalysis], names: Sequence[str], style: OutputStyle
) -> Iterator[Part]:
    """A line for each image."""
    label_width = max(map(len, names)) + 2
    for name, analysis in zip(names, images, strict=True):
        yield StyledText(name.ljust(label_width), QUIET).append_text(heading(analysis, style))


def measure_rows(comparison: Comparison, style: OutputStyle) -> Part:
    """A row per measure that is known of both images, with bars on one scale."""
    base, other = comparison.base.image, comparison.other.image
    asked = measures_of([base, other])
    amounts = (byte_measures(image, asked) for image in (base, other))
    known = [
        (name, before, after)
        for name, before, after in zip(asked, *amounts, strict=True)
        if before is not None and after is not None
    ]
    names = [name for name, _, _ in known]
    before_bytes = [before for _, before, _ in known]
    after_bytes = [after for _, _, after in known]
    scale = max(before_bytes + after_bytes)
    changes = [change_cell(after - before, style) for _, before, after in known]
    growth = [growth_cell(before, after, style) for _, before, after in known]
    length = max(6, min(30, (style.width - _WIDTH_OF_NUMBERS) // 2))
    sides = [
        [
            filled("", _bars(image, names, amounts, scale, length, style), 5, align_right=False),
            filled(title, cells(style.size(amount) for amount in amounts)),
        ]
        for title, image, amounts in (("base", base, before_bytes), ("other", other, after_bytes))
    ]
    labels = filled("", cells(names), 11, align_right=False)
    change = [filled(style.signs.delta, changes, 10), filled("", growth, 7)]
    columns = [labels, *sides[0], *sides[1], *change]
    if total_width(columns) >= style.width:  # bars are there for both, or for neither
        columns = [labels, sides[0][1], sides[1][1], *change]
    return grid(columns_that_fit(columns, style.width - 1))


def _bars(
    image: ImageFacts,
    names: Sequence[str],
    amounts: Sequence[int],
    scale: int,
    length: int,
    style: OutputStyle,
) -> list[StyledText]:
    """The bars of one image."""
    return [
        _bar(name, image, amount, scale, length, style)
        for name, amount in zip(names, amounts, strict=True)
    ]


def _bar(
    name: str, image: ImageFacts, byte_count: int, scale: int, length: int, style: OutputStyle
) -> StyledText:
    if name == "content":
        return content_bar(image.live_bytes, image.shadowed_bytes, scale, length, style)
    if name == "shadowed":
        return shadowed_bar(byte_count, scale, length, style)
    return bar(byte_count, scale, length, LIVE if name == "live" else QUIET, style)


def _what_is_shared(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """The layers that are stored once for both, and what the other adds to them."""
    shared, marginal = comparison.shared, comparison.marginal
    together = "no layer"
    if shared.layers:
        content = _layers_and_content(shared.layers, shared.content_bytes, style)
        together = f"{content}: stored and pulled once"
    yield labelled("shared", together)
    yield from _own_bytes(comparison, style)
    if not marginal.layers:
        yield labelled("extra", "nothing: base has every layer of other")
        return
    extra = _layers_and_content(marginal.layers, marginal.content_bytes, style)
    yield labelled("extra", f"{extra} that someone who has base still needs")
    pull = f"not known: layers of {style.name(comparison.other.image.source)} are not compressed"
    if marginal.transfer_bytes is not None:
        pull = f"{style.size(marginal.transfer_bytes)} for the extra layers"
    elif marginal.transfer_estimate_bytes is not None:
        pull = f"about {style.size(marginal.transfer_estimate_bytes)} for the extra layers"
    yield labelled("pull", pull)
    if comparison.delta.transfer_estimate_bytes is not None:
        yield labelled("estimate", "about what a registry would send, each layer compressed")


def _own_bytes(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """What the layers above the base images ship; nothing where one of these is not known."""
    sides = [(side, side.base) for side in (comparison.base, comparison.other)]
    amounts = [side.content_bytes - base.content_bytes for side, base in sides if base is not None]
    if len(amounts) == len(sides):
        before, after = map(style.size, amounts)
        change = change_cell(amounts[1] - amounts[0], style).plain
        words = f"{before} in base, {after} in other ({change}) above their base images"
        yield labelled("yours", words)


def _layers_and_content(layers: int, content_bytes: int, style: OutputStyle) -> str:
    return f"{count_text(layers, 'layer')}, {style.size(content_bytes)} of content"
