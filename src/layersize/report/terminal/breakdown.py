"""The biggest folders of an image, and its bytes by extension, in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison
from layersize.report.advice_words import package_change_words
from layersize.report.breakdown_words import (
    amounts_by_extension,
    changes_by_extension,
    extension_changes_to_tell,
    extensions_to_tell,
    folders_to_tell,
)
from layersize.report.columns import COLUMN_GAP
from layersize.report.style import OutputStyle
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import cells, filled, grid, indented, section_title
from layersize.text.cells import cell_len
from layersize.text.sizes import change_text


def folders_and_extensions(analysis: ImageAnalysis, style: OutputStyle) -> Iterator[Part]:
    """Nothing where they tell nothing."""
    folders = folders_to_tell(analysis, style.top)
    if folders:
        yield ""
        yield section_title("Biggest folders", "", style)
        sizes = cells(style.size(folder.content_bytes) for folder in folders)
        room = style.width - 3 - COLUMN_GAP - max(size.cell_len for size in sizes)
        paths = cells(style.cut_start(style.path(folder.path + b"/"), room) for folder in folders)
        columns = [filled("", sizes), filled("", paths, align_right=False)]
        yield indented(grid(columns, titles=False), 2)
    rows = extensions_to_tell(analysis, style.top)
    if rows:
        yield ""
        yield _line(amounts_by_extension(rows, style.units), style)


def extension_changes(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """One line; nothing where it tells nothing."""
    rows = extension_changes_to_tell(comparison, style.top)
    if rows:
        yield ""
        yield _line(changes_by_extension(rows, style.units), style)


def package_line(comparison: Comparison, style: OutputStyle) -> Iterator[Part]:
    """The packages that differ most, in one line; nothing where none does."""
    deltas = comparison.packages[: style.top]
    if deltas:
        yield ""
        changes = (
            (change_text(row.delta_bytes, style.units), style.name(package_change_words(row)))
            for row in deltas
        )
        yield _line(changes, style, "By package")


def _line(
    amounts: Iterable[tuple[str, str]], style: OutputStyle, title: str = "By extension"
) -> Part:
    """As many as fit beside each other, at least one."""
    words = ""
    for amount, extension in amounts:
        longer = f"{words} · {amount} {extension}" if words else f"{amount} {extension}"
        if words and cell_len(f" {title} · {style.plain(longer)}") > style.width:
            break
        words = longer
    return section_title(title, words, style)
