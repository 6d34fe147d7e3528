"""Parts of the Markdown reports that tell of a single image."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.accounting.result import ImageAnalysis
from layersize.oci.instruction import clean_instruction
from layersize.report.layer_words import layer_title, line_text, remedy
from layersize.report.markdown.text import code, code_path, code_span, table
from layersize.report.style import UNICODE_SIGNS
from layersize.text.sizes import count_text, size_text
from layersize.warning import Warning as ImageWarning

NOTHING = UNICODE_SIGNS.nothing


def size_or_dash(byte_count: int | None, units: str) -> str:
    """A size; a dash for nothing."""
    return size_text(byte_count, units) if byte_count else NOTHING


def image_line(analysis: ImageAnalysis) -> str:
    """Reference, platform, layers and source."""
    image = analysis.image
    platform = [code_span(image.platform)] if image.platform else []
    layers = count_text(len(analysis.layers), "layer")
    facts = [code_span(image.reference), *platform, layers, f"from {code_span(image.source)}"]
    return " · ".join(facts)


def layer_lines(analysis: ImageAnalysis, units: str) -> Iterator[str]:
    """A row per layer, the base first."""
    titles = ["#", "content", "added", "rewritten", "whiteouts ✂", "shadowed ⊘"]
    sides = "rrrrrr"
    if analysis.dockerfile is not None:
        titles.append("line")
        sides += "r"
    rows = [
        [
            str(layer.index),
            size_or_dash(layer.content_bytes, units),
            size_or_dash(layer.added_bytes, units),
            size_or_dash(layer.rewritten_bytes, units),
            size_or_dash(layer.whiteout_bytes, units),
            size_or_dash(layer.shadowed_bytes, units),
            *([] if analysis.dockerfile is None else [line_text(layer, NOTHING)]),
            code(clean_instruction(layer.created_by)),
        ]
        for layer in analysis.layers
    ]
    yield from table([*titles, "instruction"], rows, f"{sides}l")


def pair_lines(analysis: ImageAnalysis, units: str, top: int) -> Iterator[str]:
    """The largest instruction pairs, with what would save them."""
    titles = ["bytes", "cause", "added by", "hidden by", "files", "in", "remedy"]
    rows = [
        [
            size_text(pair.content_bytes, units),
            str(pair.cause),
            _layer(analysis, pair.added_in),
            _layer(analysis, pair.hidden_in),
            f"{pair.paths:,}",
            code_path(pair.directory),
            remedy(pair, analysis, size_text(pair.content_bytes, units)),
        ]
        for pair in analysis.pairs[:top]
    ]
    yield from table(titles, rows, "rlllrll")
    if len(rows) < len(analysis.pairs):
        yield ""
        yield f"{len(rows)} of {len(analysis.pairs)} pairs shown."


def biggest_lines(analysis: ImageAnalysis, units: str, top: int) -> Iterator[str]:
    """The biggest files of the final file system."""
    rows = [
        [size_text(file.content_bytes, units), str(file.layer), code_path(file.path)]
        for file in analysis.biggest[:top]
    ]
    yield from table(["bytes", "layer", "path"], rows, "rrl")


def warning_row(warning: ImageWarning) -> list[str]:
    """Code, layer, path, message."""
    layer = NOTHING if warning.layer is None else str(warning.layer)
    path = NOTHING if warning.path is None else code_path(warning.path)
    return [code(warning.code), layer, path, code(warning.message)]


def _layer(analysis: ImageAnalysis, index: int) -> str:
    title = layer_title(analysis, index).removeprefix("layer ")
    return f"{title} {code(clean_instruction(analysis.layers[index].created_by))}"
