"""On findings and packages, on files of them, and on the base image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from layersize.accounting.advice import Certainty, Finding, Owner, PackageBytes
from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import PackageDelta
from layersize.explore.explored import ExploredImage
from layersize.explore.shipped_files import ShippedFile
from layersize.report.advice_words import (
    base_words,
    package_change_words,
    package_name,
)
from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.text.sizes import count_text
from layersize.tui.cells import change_cell
from layersize.tui.notes.files import entry_line
from layersize.tui.notes.words import hidden_line, instruction_line

_REFERENCE_CELLS = 48
_CERTAINTY = {
    Certainty.LOSSLESS: "no container sees a difference",
    Certainty.SAFE: "no program needs these bytes",
    Certainty.JUDGE: "only who knows the image can say whether they are needed",
}
_OWNERS = {
    Owner.YOURS: "",
    Owner.BASE: "of the base image: another one, or a newer one, helps",
    Owner.UNKNOWN: "of the base image, it seems; --base REF says for sure",
}


def finding_notes(analysis: ImageAnalysis, finding: Finding, style: OutputStyle) -> list[Text]:
    """The fix, what it saves and changes, whose it is, an example, the instructions behind it."""
    lines = [Text(f"{style.signs.hint} {style.name(finding.fix)}", TITLE)]
    line = Text(f"saves {style.size(finding.content_bytes)} ")
    line.append(f"in {count_text(finding.paths, 'file')}; {_CERTAINTY[finding.certainty]}", QUIET)
    lines.append(line)
    lines.append(Text.assemble((f"{finding.rule} ", QUIET), style.name(finding.title)))
    if _OWNERS[finding.owner]:
        lines.append(Text(_OWNERS[finding.owner], QUIET))
    return [*lines, *_instructions(analysis, finding.layers, style)]


def package_notes(analysis: ImageAnalysis, package: PackageBytes, style: OutputStyle) -> list[Text]:
    """Name and version whole, its bytes, the instructions that brought it."""
    name = style.name(package_name(package.name, package.version))
    lines = [Text.assemble((name, TITLE), (_of_manager(package.manager, style), QUIET))]
    line = Text(style.size(package.content_bytes))
    line.append(f" in {count_text(package.files, 'file')}", QUIET)
    if package.hidden_bytes:
        hidden = style.size(package.hidden_bytes)
        line.append(f"  {style.signs.hidden} {hidden} ", SHADOWED)
        line.append("more are still shipped, not visible", QUIET)
    return [*lines, line, *_instructions(analysis, package.layers, style)]


def package_change_notes(package: PackageDelta, style: OutputStyle) -> list[Text]:
    """What differs, whole."""
    words = style.name(package_change_words(package))
    line = Text("A ", QUIET).append(style.size(package.base_bytes), TITLE)
    line.append("  B ", QUIET).append(style.size(package.other_bytes), TITLE).append("  ")
    line.append_text(change_cell(package.delta_bytes, style))
    return [Text.assemble((words, TITLE), (_of_manager(package.manager, style), QUIET)), line]


def shipped_file_notes(image: ExploredImage, file: ShippedFile, style: OutputStyle) -> list[Text]:
    """What hides a file, if something does; its path, and what its entry says."""
    details, lines = image.details(file.inode), list[Text]()
    if details is not None and (shadow := details.shadow) is not None:
        whole_bytes = image.traces.content_bytes[file.inode]
        lines.append(
            hidden_line(whole_bytes, shadow.cause, shadow.hidden_in, image.analysis, style)
        )
    lines.append(Text(style.path(file.path), TITLE))
    if details is not None:
        lines.append(entry_line(details, image, style))
    return lines


def base_line(analysis: ImageAnalysis, layer: int, style: OutputStyle) -> Iterator[Text]:
    """`base image: 3 layers, 75.1 MB (debian:12, by --base)`, of a layer of it."""
    base = analysis.base
    if base is not None and layer < base.layers:
        words = base_words(
            base, style.cut_start(style.name(base.reference or ""), _REFERENCE_CELLS), style.units
        )
        yield Text.assemble(("base image: ", QUIET), style.plain(words))


def _of_manager(manager: str | None, style: OutputStyle) -> str:
    return "" if manager is None else f"  {style.name(manager)}"


def _instructions(
    analysis: ImageAnalysis, layers: Sequence[int], style: OutputStyle
) -> Iterator[Text]:
    for layer in layers:
        yield instruction_line(analysis, layer, style)
