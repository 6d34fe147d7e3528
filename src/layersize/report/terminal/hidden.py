"""Bytes that are shipped and no longer visible, told by the two instructions behind them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from layersize.accounting.result import Cause, ImageAnalysis, InstructionPair
from layersize.oci.instruction import clean_instruction
from layersize.report.grid import COLUMN_GAP, indented, section_title
from layersize.report.layer_words import HIDDEN_BY, layer_title, remedy
from layersize.report.style import QUIET, SHADOWED, Pen
from layersize.text.sizes import count_text


def hidden_section(
    analysis: ImageAnalysis, title: str, pen: Pen, *, advice: bool
) -> Iterator[RenderableType]:
    """The largest instruction pairs; one line where nothing is hidden."""
    pairs = analysis.pairs[: pen.style.top]
    if not analysis.pairs:
        yield indented(Text(pen.plain(f"{title}: nothing. Every shipped byte is visible.")))
        return
    remark = pen.size(analysis.image.shadowed_bytes) + " in "
    remark += count_text(len(analysis.pairs), "pair") + " of instructions"
    if len(pairs) < len(analysis.pairs):
        remark += f" · {len(pairs)} of {len(analysis.pairs)} shown"
    yield section_title(title, remark, pen)
    rows = Table.grid(padding=(0, COLUMN_GAP, 0, 0), pad_edge=False)
    rows.add_column(justify="right", no_wrap=True)
    rows.add_column()
    size_width = max((len(pen.size(pair.content_bytes)) for pair in pairs), default=0)
    room = pen.style.width - size_width - COLUMN_GAP - 3
    for pair in pairs:
        rows.add_row(
            Text(pen.size(pair.content_bytes), SHADOWED),
            Group(*_pair_lines(pair, analysis, pen, room, advice=advice)),
        )
    yield indented(rows, 3)


def _pair_lines(
    pair: InstructionPair, analysis: ImageAnalysis, pen: Pen, room: int, *, advice: bool
) -> Iterator[RenderableType]:
    branch = pen.signs.branch
    adding, hiding = (
        f"{layer_title(analysis, index)}  "
        f"{pen.name(clean_instruction(analysis.layers[index].created_by))}"
        for index in (pair.added_in, pair.hidden_in)
    )
    if pair.cause is not Cause.DUPLICATE_ENTRY:
        yield Text(pen.cut_end(adding, room))
    yield Text(pen.cut_end(f"{branch} {HIDDEN_BY[pair.cause]} {hiding}", room))
    hint = remedy(pair, analysis, pen.size(pair.content_bytes)) if advice else ""
    yield from _place_and_hint(
        pair, f"{pen.signs.hint} {pen.plain(hint)}" if hint else "", pen, room
    )


def _place_and_hint(pair: InstructionPair, hint: str, pen: Pen, room: int) -> Iterator[Text]:
    """In one line where both fit."""
    files = "   " + count_text(pair.paths, "file") + " in "
    directory = pen.path(pair.directory + b"/" if pair.directory else b"")
    place = files + pen.cut_start(directory, room - len(files))
    line = Text(place, QUIET)
    if hint and line.cell_len + COLUMN_GAP + len(hint) <= room:
        yield line.append("  " + hint, f"not {QUIET}")
    else:
        yield line
        if hint:
            yield Text(f"   {hint}")
