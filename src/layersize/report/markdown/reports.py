"""Reports as GitHub-flavoured Markdown, for pull requests and job summaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.result import ImageAnalysis
from layersize.compare.result import Comparison
from layersize.report.comparison_words import NOTHING_DIFFERS
from layersize.report.markdown.comparison import (
    largest_difference_lines,
    layer_pair_lines,
    measure_lines,
    overview_lines,
    shared_lines,
)
from layersize.report.markdown.image import (
    biggest_lines,
    image_line,
    layer_lines,
    pair_lines,
    warning_row,
)
from layersize.report.markdown.text import details, table
from layersize.text.sizes import count_text, share_text, size_text


def image_markdown(analysis: ImageAnalysis, units: str, top: int) -> str:
    """Totals and hidden bytes at once; layers, files and warnings on a click."""
    return "\n".join(_image(analysis, units, top)) + "\n"


def comparison_markdown(comparisons: Sequence[Comparison], units: str, top: int) -> str:
    """A table of all images; each comparison's layers and paths on a click."""
    return "\n".join(_comparisons(comparisons, units, top)) + "\n"


def _image(analysis: ImageAnalysis, units: str, top: int) -> Iterator[str]:
    image = analysis.image
    yield f"### {image_line(analysis)}"
    yield ""
    measures = [("content", image.content_bytes), ("live", image.live_bytes)]
    measures.append(("shadowed", image.shadowed_bytes))
    if image.transfer_bytes is not None:
        measures.append(("transfer", image.transfer_bytes))
    if image.transfer_estimate_bytes is not None:
        measures.append(("transfer, estimated", image.transfer_estimate_bytes))
    whole = image.content_bytes
    rows = [[name, size_text(count, units), share_text(count, whole)] for name, count in measures]
    yield from table(["", "bytes", "of content"], rows, "lrr")
    yield ""
    yield from _hidden(analysis, "Hidden, not freed", units, top)
    if analysis.layers:
        yield ""
        layers = count_text(len(analysis.layers), "layer")
        yield from details(layers.capitalize(), list(layer_lines(analysis, units)))
    if analysis.biggest:
        yield ""
        yield from details("Biggest files", list(biggest_lines(analysis, units, top)))
    if analysis.warnings:
        yield ""
        rows = [warning_row(warning) for warning in analysis.warnings[:top]]
        lines = list(table(["code", "layer", "path", "message"], rows, "lrll"))
        yield from details(count_text(len(analysis.warnings), "warning"), lines)


def _hidden(analysis: ImageAnalysis, title: str, units: str, top: int) -> Iterator[str]:
    if not analysis.pairs:
        yield f"**{title}:** nothing. Every shipped byte is visible."
        return
    yield f"**{title}:** {size_text(analysis.image.shadowed_bytes, units)}"
    yield ""
    yield from pair_lines(analysis, units, top)


def _comparisons(comparisons: Sequence[Comparison], units: str, top: int) -> Iterator[str]:
    several = len(comparisons) > 1
    yield f"### base: {image_line(comparisons[0].base)}"
    if several:
        yield ""
        yield from overview_lines(comparisons, units)
    for number, comparison in enumerate(comparisons, start=1):
        name = f"other {number}" if several else "other"
        yield ""
        yield f"### {name}: {image_line(comparison.other)}"
        yield ""
        yield from measure_lines(comparison, units)
        yield ""
        yield from shared_lines(comparison, units)
        yield ""
        if not comparison.paths:
            yield NOTHING_DIFFERS
        else:
            yield from largest_difference_lines(comparison, units, top)
        if comparison.layers:
            yield ""
            lines = list(layer_pair_lines(comparison, units))
            yield from details("Layers", lines)
        yield ""
        yield from _hidden(comparison.other, f"Hidden in {name}", units, top)
    yield ""
    yield from _hidden(comparisons[0].base, "Hidden in base", units, top)
