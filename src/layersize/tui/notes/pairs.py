"""On pairs of instructions of which the second hides what the first shipped, and on warnings."""

from __future__ import annotations

from rich.text import Text

from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.comparison.result import Comparison
from layersize.explore.explored import ExploredImage, ShadowedPair
from layersize.explore.shipped_files import ShippedFile
from layersize.report.layer_words import HIDDEN_BY
from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.tui.notes.files import entry_line
from layersize.tui.notes.words import hidden_line, instruction_line, place_line, remedy_lines
from layersize.warning import Warning


def pair_notes(analysis: ImageAnalysis, pair: InstructionPair, style: OutputStyle) -> list[Text]:
    """What hides the bytes, what would help, where the files are, both instructions whole."""
    adding, hiding = pair.added_in, pair.hidden_in
    return [
        hidden_line(pair.content_bytes, pair.cause, hiding, analysis, style),
        *remedy_lines(pair, analysis, style),
        place_line(pair, style),
        instruction_line(analysis, adding, style),
        *([instruction_line(analysis, hiding, style)] if hiding != adding else []),
    ]


def hidden_file_notes(
    image: ExploredImage, file: ShippedFile, pair: InstructionPair, style: OutputStyle
) -> list[Text]:
    """Of one file of a pair: what hides it, what would help, what its entry says."""
    analysis, details = image.analysis, image.details(file.inode)
    lines = [
        hidden_line(file.content_bytes, pair.cause, pair.hidden_in, analysis, style),
        *remedy_lines(pair, analysis, style),
        Text(style.path(file.path), TITLE),
    ]
    if details is not None:
        lines.append(entry_line(details, image, style))
    return lines


def shadowed_notes(pair: ShadowedPair, comparison: Comparison, style: OutputStyle) -> list[Text]:
    """The bytes on either side, what would help, both instructions whole."""
    sides = (("A", comparison.base, pair.base), ("B", comparison.other, pair.other))
    told = {
        letter: list(remedy_lines(side, analysis, style))
        for letter, analysis, side in sides
        if side is not None
    }
    if len(told) == len(sides) and told["A"] == told["B"]:
        told["A"] = []  # once is enough
    lines: list[Text] = []
    for letter, _, side in sides:
        line = Text(no_wrap=True).append(f"{letter} ", TITLE)
        if side is None:
            lines.append(line.append("nothing", QUIET))
            continue
        line.append(f"{style.signs.hidden} {style.size(side.content_bytes)}", SHADOWED)
        line.append(" ").append_text(place_line(side, style))
        lines += [line, *told[letter]]
    by = style.name(pair.hidden_by)
    lines.append(Text.assemble((f"{HIDDEN_BY[pair.cause]} ", QUIET), (by, TITLE)))
    lines.append(Text.assemble(("shipped by ", QUIET), (style.name(pair.added_by), TITLE)))
    return lines


def warning_notes(warning: Warning, style: OutputStyle) -> list[Text]:
    """The message whole."""
    title = Text().append(style.name(warning.code), SHADOWED)
    if warning.layer is not None:
        title.append(f"  layer {warning.layer}", QUIET)
    if warning.path is not None:
        title.append(f"  {style.path(warning.path)}")
    return [title, Text(style.name(warning.message))]
