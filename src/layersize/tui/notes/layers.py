"""On layers, of one image and of two beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from layersize.accounting.result import Cause, ImageAnalysis, InstructionPair, LayerFacts
from layersize.comparison.result import Comparison, LayerStatus
from layersize.oci.digest import Digest
from layersize.report.layer_words import HIDDEN_BY
from layersize.report.style import QUIET, SHADOWED, OutputStyle
from layersize.text.sizes import count_text
from layersize.tui.notes.advice import base_line
from layersize.tui.notes.words import (
    hidden_line,
    instruction_line,
    long_instruction,
    remedy_lines,
)
from layersize.tui.tables.layers import instruction, layer_of_row

_HERE = {
    Cause.DELETED: "deleted here",
    Cause.OVERWRITTEN: "overwritten here",
    Cause.METADATA_ONLY: "shipped again here, same content",
    Cause.DUPLICATE_ENTRY: "twice in the tar",
}
_LAYER_WORDS = {
    LayerStatus.SHARED: "both images have this layer: stored and pulled once",
    LayerStatus.SAME_INSTRUCTION: "the same instruction, other content",
    LayerStatus.ONLY_BASE: "only in A",
    LayerStatus.ONLY_OTHER: "only in B",
}


def layer_notes(analysis: ImageAnalysis, index: int, style: OutputStyle) -> list[Text]:
    """What hides its bytes and what it hides, what would help, its numbers, its instruction."""
    return _notes(analysis, index, style, "")


def aligned_notes(comparison: Comparison, row: int, style: OutputStyle) -> list[Text]:
    """The same of B's layer, else of A's, and how the layers of the row stand to each other."""
    words = _LAYER_WORDS[comparison.layers[row].status]
    return _notes(*layer_of_row(comparison, row), style, words)


def _notes(analysis: ImageAnalysis, index: int, style: OutputStyle, status: str) -> list[Text]:
    layer = analysis.layers[index]
    lost = [pair for pair in analysis.pairs if pair.added_in == index]
    hides = [pair for pair in analysis.pairs if pair.hidden_in == index != pair.added_in]
    lines = [*_lost_lines(lost, analysis, style), *_hides_lines(hides, analysis, style)]
    if status:
        lines.append(Text(status, QUIET))
    lines += base_line(analysis, index, style)
    lines += [_measures(layer, style), instruction_line(analysis, index, style)]
    lines.append(_digests(layer, style))
    if lost:
        lines += long_instruction(analysis, lost[0].hidden_in, style)
    if hides:
        lines += long_instruction(analysis, hides[0].added_in, style)
    return lines


def _lost_lines(
    pairs: Sequence[InstructionPair], analysis: ImageAnalysis, style: OutputStyle
) -> Iterator[Text]:
    """What hides most of its bytes, and what would help; then what else hides some."""
    if not pairs:
        return
    first, *others = pairs
    yield hidden_line(first.content_bytes, first.cause, first.hidden_in, analysis, style)
    yield from remedy_lines(first, analysis, style)
    if others:
        words = (f"{HIDDEN_BY[pair.cause]} layer {pair.hidden_in}" for pair in others)
        yield _also(style.signs.hidden, others, words, style)


def _hides_lines(
    pairs: Sequence[InstructionPair], analysis: ImageAnalysis, style: OutputStyle
) -> Iterator[Text]:
    """Whose bytes it hides most of, and what would help; then of which others it hides some."""
    if not pairs:
        return
    first, *others = pairs
    line = Text(f"{style.signs.hides} {style.size(first.content_bytes)} ", no_wrap=True)
    line.append(f"{_HERE[first.cause]}, still shipped by layer {first.added_in} ", QUIET)
    yield line.append(instruction(analysis, first.added_in, style))
    yield from remedy_lines(first, analysis, style)
    if others:
        words = (f"of layer {pair.added_in}" for pair in others)
        yield _also(style.signs.hides, others, words, style)


def _also(
    sign: str, pairs: Sequence[InstructionPair], words: Iterable[str], style: OutputStyle
) -> Text:
    """`also ⊘ 716 B overwritten by layer 5, ⊘ 710 B …`, cut where there is no room."""
    line = Text(no_wrap=True).append("also ", QUIET)
    for at, (pair, text) in enumerate(zip(pairs, words, strict=True)):
        line.append(f"{', ' if at else ''}{sign} {style.size(pair.content_bytes)} ", SHADOWED)
        line.append(text, QUIET)
    return line


def _measures(layer: LayerFacts, style: OutputStyle) -> Text:
    measures = {
        "added": layer.added_bytes,
        "rewritten": layer.rewritten_bytes,
        "twice in tar": layer.in_layer_waste_bytes,
        "whiteouts hide": layer.whiteout_bytes,
        "overwrites hide": layer.overwritten_bytes,
        "tar": layer.tar_bytes,
        "transfer": layer.transfer_bytes,
        "transfer, estimated": layer.transfer_estimate_bytes,
    }
    line = Text()
    for word, byte_count in measures.items():
        if byte_count:
            line.append(f"{word} ", QUIET).append(style.size(byte_count)).append("  ")
    return line.append(count_text(layer.entries, "tar header"), QUIET)


def _digests(layer: LayerFacts, style: OutputStyle) -> Text:
    """As short as docker writes them; `y` copies the whole diff_id."""
    line = Text.assemble(("diff_id ", QUIET), _short(layer.diff_id, style))
    if layer.digest is not None and layer.digest != layer.diff_id:
        line.append("  digest ", QUIET).append(_short(layer.digest, style))
    return line.append(f"  {style.name(layer.media_type)}", QUIET)


def _short(digest: Digest | None, style: OutputStyle) -> str:
    if digest is None:
        return "not stated"
    return str(digest)[: len("sha256:") + 12] + style.signs.ellipsis
