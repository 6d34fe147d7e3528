"""An image as GitHub-flavoured Markdown, for pull requests and job summaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.findings.hidden_pairs import advice_for
from layersize.report.breakdown_words import (
    amounts_by_extension,
    extensions_to_tell,
    folders_to_tell,
)
from layersize.report.layer_words import layer_title, line_text, named_files
from layersize.report.markdown.advice import (
    base_and_package_lines,
    finding_lines,
    package_lines,
)
from layersize.report.markdown.room import for_comment
from layersize.report.markdown.text import code, code_path, code_span, details, table
from layersize.report.style import UNICODE_SIGNS, OutputStyle
from layersize.text.sizes import count_text, share_text, size_text
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


def render(analysis: ImageAnalysis, style: OutputStyle) -> str:
    """Totals, what would help and hidden bytes at once; layers, files and warnings on a click."""
    return for_comment(list(_lines(analysis, style.units, style.top)))


def _lines(analysis: ImageAnalysis, units: str, top: int) -> Iterator[str]:
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
    yield from base_and_package_lines(analysis, units)
    yield ""
    yield from finding_lines(analysis, units, top)
    yield ""
    yield from hidden_lines(analysis, "Hidden, not freed", units, top)
    if analysis.layers:
        yield ""
        layers = count_text(len(analysis.layers), "layer")
        yield from details(layers.capitalize(), list(_layer_lines(analysis, units)))
    if analysis.biggest:
        yield ""
        yield from details("Biggest files", list(_biggest_lines(analysis, units, top)))
    yield from _folder_and_extension_lines(analysis, units, top)
    if analysis.packages:
        yield ""
        yield from details("Packages", list(package_lines(analysis, units, top)))
    if analysis.warnings:
        yield ""
        rows = [_warning_row(warning) for warning in analysis.warnings[:top]]
        lines = list(table(["code", "layer", "path", "message"], rows, "lrll"))
        yield from details(count_text(len(analysis.warnings), "warning"), lines)


def hidden_lines(analysis: ImageAnalysis, title: str, units: str, top: int) -> Iterator[str]:
    """What is shipped and not visible, by the pairs of instructions that made it so."""
    if not analysis.pairs:
        yield f"**{title}:** nothing. Every shipped byte is visible."
        return
    yield f"**{title}:** {size_text(analysis.image.shadowed_bytes, units)}"
    yield ""
    yield from _pair_lines(analysis, units, top)


def _layer_lines(analysis: ImageAnalysis, units: str) -> Iterator[str]:
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
            code(layer.instruction),
        ]
        for layer in analysis.layers
    ]
    yield from table([*titles, "instruction"], rows, f"{sides}l")


def _pair_lines(analysis: ImageAnalysis, units: str, top: int) -> Iterator[str]:
    """The largest instruction pairs, with what would save them."""
    titles = ["bytes", "cause", "added by", "hidden by", "files", "in", "largest", "remedy"]
    rows = [
        [
            size_text(pair.content_bytes, units),
            str(pair.cause),
            _layer(analysis, pair.added_in),
            _layer(analysis, pair.hidden_in),
            f"{pair.paths:,}",
            code_path(pair.directory),
            _names(pair, units),
            advice_for(pair, analysis, size_text(pair.content_bytes, units)),
        ]
        for pair in analysis.pairs[:top]
    ]
    yield from table(titles, rows, "rlllrlll")
    if len(rows) < len(analysis.pairs):
        yield ""
        yield f"{len(rows)} of {len(analysis.pairs)} pairs shown."


def _names(pair: InstructionPair, units: str) -> str:
    """The largest of its files; all where they are few."""
    named, others = named_files(pair)
    texts = [f"{code_path(file.path)} {size_text(file.content_bytes, units)}" for file in named]
    return ", ".join([*texts, others] if others else texts)


def _biggest_lines(analysis: ImageAnalysis, units: str, top: int) -> Iterator[str]:
    """The biggest files of the final file system."""
    rows = [
        [size_text(file.content_bytes, units), str(file.layer), code_path(file.path)]
        for file in analysis.biggest[:top]
    ]
    yield from table(["bytes", "layer", "path"], rows, "rrl")


def _folder_and_extension_lines(analysis: ImageAnalysis, units: str, top: int) -> Iterator[str]:
    """The biggest folders, and below them the bytes by extension; nothing of a small image."""
    folders = folders_to_tell(analysis, top)
    amounts = amounts_by_extension(extensions_to_tell(analysis, top), units)
    rows = [
        [size_text(folder.content_bytes, units), code_path(folder.path + b"/")]
        for folder in folders
    ]
    lines = list(table(["bytes", "path"], rows, "rl")) if rows else []
    by_extension = extension_line(amounts)
    if by_extension:
        lines += ["", by_extension]
    if lines:
        yield ""
        yield from details("Biggest folders and extensions", lines)


def extension_line(amounts: Iterable[tuple[str, str]]) -> str:
    """Amounts with the extensions that they are of; empty for none."""
    texts = [f"{amount} {code(extension)}" for amount, extension in amounts]
    return f"By extension: {' · '.join(texts)}" if texts else ""


def _warning_row(warning: ImageWarning) -> list[str]:
    """Code, layer, path, message."""
    layer = NOTHING if warning.layer is None else str(warning.layer)
    path = NOTHING if warning.path is None else code_path(warning.path)
    return [code(warning.code), layer, path, code(warning.message)]


def _layer(analysis: ImageAnalysis, index: int) -> str:
    title = layer_title(analysis, index).removeprefix("layer ")
    return f"{title} {code(analysis.layers[index].instruction)}"
