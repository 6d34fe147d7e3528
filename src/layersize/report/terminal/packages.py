"""Whose the bytes of an image are: its packages, and what none of them owns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.advice import PackageBytes
from layersize.accounting.result import ImageAnalysis
from layersize.report.advice_words import (
    layers_words,
    owned_packages,
    package_name,
    shown_packages,
)
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.style import QUIET, SHADOWED, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.advice import base_and_packages
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import (
    cells,
    colored_cells,
    content_bars,
    filled,
    grid,
    indented,
    rendered,
    section_title,
    size_cells,
)
from layersize.report.terminal.image import heading, image_totals
from layersize.text.sizes import count_text

_LEAST_NAME = 20
_MOST_LAYER_CELLS = 14


def render(analysis: ImageAnalysis, style: OutputStyle) -> str:
    """The totals, and a row for each of the biggest packages; what no package owns comes last."""
    return rendered(_parts(analysis, style), style)


def _parts(analysis: ImageAnalysis, style: OutputStyle) -> Iterator[Part]:
    yield heading(analysis, style)
    yield ""
    yield image_totals(analysis.image, style)
    yield from base_and_packages(analysis, style)
    yield ""
    yield from package_section(analysis, style)


def package_section(analysis: ImageAnalysis, style: OutputStyle) -> Iterator[Part]:
    """Their bytes add up to what a container sees, once all rows are shown."""
    packages = analysis.packages
    if not packages:
        yield indented(StyledText("Packages: none, as there is no file."))
        return
    owned = owned_packages(analysis)
    yield section_title("Packages", _summary(owned, style), style)
    shown, rest = shown_packages(analysis, style.top)
    yield _table(shown, style)
    if rest:
        rest_bytes = sum(package.content_bytes for package in rest)
        words = f"… {count_text(len(rest), 'more package')}, {style.size(rest_bytes)} together"
        yield indented(StyledText(style.plain(words), QUIET), 2)


def _summary(owned: Sequence[PackageBytes], style: OutputStyle) -> str:
    """`96 of dpkg, 12 of pip`."""
    managers: dict[str, int] = {}
    for package in owned:
        managers[package.manager or ""] = managers.get(package.manager or "", 0) + 1
    counted = (f"{count:,} of {style.name(manager)}" for manager, count in managers.items())
    return ", ".join(counted) or "none found"


def _table(packages: Sequence[PackageBytes], style: OutputStyle) -> Part:
    amounts = [(package.content_bytes, package.hidden_bytes) for package in packages]
    scale = max(map(sum, amounts), default=0)
    colors = ["" if package.manager else QUIET for package in packages]
    managers = [
        style.cut_end(style.name(package.manager or style.signs.nothing), 12)
        for package in packages
    ]
    layers = [style.cut_end(layers_words(each.layers), _MOST_LAYER_CELLS) for each in packages]
    columns = [
        filled(
            "",
            content_bars(amounts, scale, style),
            3,
            align_right=False,
        ),
        filled("bytes", size_cells((live for live, _ in amounts), style), 11),
    ]
    if any(hidden for _, hidden in amounts):
        hidden = size_cells((hidden for _, hidden in amounts), style, SHADOWED, style.signs.hidden)
        columns.append(filled("hidden", hidden, 8))
    columns += [
        filled("files", cells(f"{package.files:,}" for package in packages), 5),
        filled("layers", cells(layers), 6, align_right=False),
        filled("manager", colored_cells(managers, colors), 7, align_right=False),
    ]
    room = style.width - 1 - COLUMN_GAP
    kept = columns_that_fit(columns, room - _LEAST_NAME) or [columns[1]]
    room = max(1, room - total_width(kept))
    names = [
        style.cut_end(style.name(package_name(package.name, package.version)), room)
        for package in packages
    ]
    return grid([*kept, filled("package", colored_cells(names, colors), align_right=False)])
