"""Bytes that are shipped and no longer visible, with the two instructions behind them."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.accounting.result import Cause, ImageAnalysis, InstructionPair
from layersize.findings.hidden_pairs import advice_for
from layersize.oci.masking import shown_instruction
from layersize.report.columns import COLUMN_GAP
from layersize.report.layer_words import HIDDEN_BY, layer_title, named_files
from layersize.report.style import QUIET, SHADOWED, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import amount_rows, indented, section_title
from layersize.text.sizes import count_text


def hidden_section(
    analysis: ImageAnalysis, title: str, style: OutputStyle, *, advice: bool
) -> Iterator[Part]:
    """The largest instruction pairs; one line where nothing is hidden."""
    pairs = analysis.pairs[: style.top]
    if not analysis.pairs:
        yield indented(StyledText(style.plain(f"{title}: nothing. Every shipped byte is visible.")))
        return
    remark = style.size(analysis.image.shadowed_bytes) + " in "
    remark += count_text(len(analysis.pairs), "pair") + " of instructions"
    if len(pairs) < len(analysis.pairs):
        remark += f" · {len(pairs)} of {len(analysis.pairs)} shown"
    yield section_title(title, remark, style)
    sizes = [style.size(pair.content_bytes) for pair in pairs]
    room = style.width - max(map(len, sizes), default=0) - COLUMN_GAP - 3
    rows = (
        (StyledText(size, SHADOWED), _pair_lines(pair, analysis, style, room, advice=advice))
        for size, pair in zip(sizes, pairs, strict=True)
    )
    yield indented(amount_rows(rows, wrap=True), 3)


def _pair_lines(
    pair: InstructionPair, analysis: ImageAnalysis, style: OutputStyle, room: int, *, advice: bool
) -> Iterator[StyledText]:
    """Both instructions, and below them where the files are and what would help."""
    adding, hiding = (
        f"{layer_title(analysis, index)}  "
        f"{style.name(shown_instruction(analysis.layers[index].created_by))}"
        for index in (pair.added_in, pair.hidden_in)
    )
    if pair.cause is not Cause.DUPLICATE_ENTRY:
        yield StyledText(style.cut_end(adding, room))
    yield StyledText(style.cut_end(f"{style.signs.branch} {HIDDEN_BY[pair.cause]} {hiding}", room))
    hint = advice_for(pair, analysis, style.size(pair.content_bytes)) if advice else ""
    yield from _place_and_hint(pair, hint, style, room)
    yield from _names(pair, style, room)


def _place_and_hint(
    pair: InstructionPair, hint: str, style: OutputStyle, room: int
) -> Iterator[StyledText]:
    """In one line where both fit."""
    files, place = f"   {count_text(pair.paths, 'file')} in ", pair.directory + b"/"
    if len(pair.largest) == pair.paths == 1:
        files, place = "   1 file: ", pair.largest[0].path
    shown = style.path(b"" if place == b"/" else place)
    line = StyledText(files + style.cut_start(shown, room - len(files)), QUIET)
    if not hint:
        yield line
        return
    hint = f"{style.signs.hint} {style.plain(hint)}"
    if line.cell_len + COLUMN_GAP + len(hint) <= room:
        yield line.append("  " + hint, f"not {QUIET}")
    else:
        yield line
        yield StyledText(f"   {hint}")


def _names(pair: InstructionPair, style: OutputStyle, room: int) -> Iterator[StyledText]:
    """The largest of its files; all where they are few, and none where the only one is told."""
    if pair.paths == 1:
        return
    named, others = named_files(pair)
    sizes = [style.size(file.content_bytes) for file in named]
    widest = max(map(len, sizes), default=0)
    for file, size in zip(named, sizes, strict=True):
        line = f"     {size:>{widest}}  "
        yield StyledText(line + style.cut_start(style.path(file.path), room - len(line)), QUIET)
    if others:
        yield StyledText(style.cut_end(f"     {others}", room), QUIET)
