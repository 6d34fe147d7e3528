"""Lines that several kinds of notes have."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from layersize.accounting.result import Cause, ImageAnalysis, InstructionPair
from layersize.findings.hidden_pairs import advice_for
from layersize.report.layer_words import HIDDEN_BY, named_files
from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.text.sizes import count_text
from layersize.tui.tables.layers import instruction

_LONG_INSTRUCTION = 40
"""In characters: what is shorter is rarely cut in the line that it is the end of."""


def hidden_line(
    byte_count: int,
    cause: Cause,
    hidden_in: int,
    analysis: ImageAnalysis,
    style: OutputStyle,
    *,
    of: str = "",
) -> Text:
    """`⊘ 12.0 kB deleted by layer 3 RUN rm -r /src`, cut where there is no room for all of it."""
    line = Text(no_wrap=True)
    line.append(f"{style.signs.hidden} {style.size(byte_count)}{of} ", SHADOWED)
    line.append(f"{HIDDEN_BY[cause]} layer {hidden_in} ", QUIET)
    return line.append(instruction(analysis, hidden_in, style))


def remedy_lines(
    pair: InstructionPair, analysis: ImageAnalysis, style: OutputStyle
) -> Iterator[Text]:
    """`→ one RUN for both would save 13.0 MB`; none where nothing would help."""
    if advice := advice_for(pair, analysis, style.size(pair.content_bytes)):
        yield Text(f"{style.signs.hint} {style.plain(advice)}")


def place_line(pair: InstructionPair, style: OutputStyle) -> Text:
    """`12 files in src/: src/a 3.0 kB, src/b 2.0 kB, 10 more`, cut where there is no room."""
    directory = style.path(pair.directory + b"/" if pair.directory else b"")
    line = Text(no_wrap=True).append(f"{count_text(pair.paths, 'file')} in ", QUIET)
    line.append(directory)
    named, others = named_files(pair)
    texts = [f"{style.path(file.path)} {style.size(file.content_bytes)}" for file in named]
    if texts:
        line.append(": " + ", ".join([*texts, *([others] if others else [])]), QUIET)
    return line


def instruction_line(analysis: ImageAnalysis, index: int, style: OutputStyle) -> Text:
    """`layer 3 RUN rm -r /src`, whole."""
    words = instruction(analysis, index, style)
    return Text.assemble((f"layer {index} ", QUIET), (words, TITLE))


def long_instruction(analysis: ImageAnalysis, index: int, style: OutputStyle) -> Iterator[Text]:
    """The whole instruction, where another line may have cut it."""
    if len(instruction(analysis, index, style)) > _LONG_INSTRUCTION:
        yield instruction_line(analysis, index, style)
