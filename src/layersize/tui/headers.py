"""The lines on top of a screen: what an image is, and what its bytes are."""

from __future__ import annotations

from layersize.accounting.result import ImageFacts
from layersize.comparison.result import Comparison
from layersize.report.style import LIVE, QUIET, SHADOWED, TITLE, Pen
from layersize.text.sizes import count_text, growth_text, share_text
from layersize.tui.line import Line
from layersize.tui.tables.cells import bar_cell, change_cell

_NAME_CELLS = 28


def image_header(image: ImageFacts, width: int, pen: Pen) -> list[Line]:
    """Name, numbers, and one bar of live and shadowed bytes."""
    about = f"{image.platform or 'no platform'} {pen.signs.between} from {image.source}"
    room = max(10, width - len(about) - 3)
    title = Line(pen.cut_start(pen.name(image.reference), room), TITLE)
    title.add(f" {pen.signs.between} {pen.name(about)}", QUIET)
    return [
        title,
        _measures(image, width, pen),
        _stacked_bar(image, image.content_bytes, width, pen),
    ]


def _measures(image: ImageFacts, width: int, pen: Pen) -> Line:
    """Whole measures, those there is room for."""
    shadowed = f"{pen.signs.hidden} {pen.size(image.shadowed_bytes)}"
    live_share = share_text(image.live_bytes, image.content_bytes)
    line = Line("content ", QUIET).add(pen.size(image.content_bytes), TITLE)
    hidden = Line("  shadowed ", QUIET).add(shadowed, SHADOWED)
    live = Line("  live ", QUIET).add(f"{pen.signs.live} {pen.size(image.live_bytes)}", LIVE)
    if line.cells + live.cells + hidden.cells <= width:
        line.extend(live)
    line.extend(hidden)
    further = [("efficiency", live_share if image.content_bytes else pen.signs.nothing)]
    if image.transfer_bytes is not None:
        further.append(("transfer", pen.size(image.transfer_bytes)))
    for word, text in further:
        measure = Line(f"  {word} ", QUIET).add(text)
        if line.cells + measure.cells <= width:
            line.extend(measure)
    return line


def _stacked_bar(image: ImageFacts, scale: int, cells: int, pen: Pen) -> Line:
    return bar_cell(image.live_bytes, image.shadowed_bytes, scale, cells, pen)


def pair_header(comparison: Comparison, width: int, pen: Pen) -> list[Line]:
    """Both images with bars on one scale, and what differs."""
    base, other = comparison.base.image, comparison.other.image
    scale = max(base.content_bytes, other.content_bytes)
    base_name, other_name = telling_names(base.reference, other.reference)
    return [
        _side("A ", base_name, base, scale, width, pen),
        _side("B ", other_name, other, scale, width, pen),
        _differences(comparison, pen),
        _marginal(comparison, pen),
    ]


def telling_names(base: str, other: str) -> tuple[str, str]:
    """Two references without the folders, or the registry, that both begin with."""
    ours, theirs = base.split("/"), other.split("/")
    while len(ours) > 1 and len(theirs) > 1 and ours[0] == theirs[0]:
        del ours[0], theirs[0]
    return "/".join(ours), "/".join(theirs)


def _side(letter: str, name: str, image: ImageFacts, scale: int, width: int, pen: Pen) -> Line:
    """`A name  15.2 MB ███▒▒▒▒  2.1 MB live  13.1 MB`."""
    name_cells = max(16, min(_NAME_CELLS + width // 10, width - 60))
    numbers = Line(pen.size(image.live_bytes), LIVE).add(" live  ", QUIET)
    numbers.add(f"{pen.signs.hidden} {pen.size(image.shadowed_bytes)}", SHADOWED)
    line = Line(letter, TITLE)
    line.extend(Line(pen.cut_start(pen.name(name), name_cells), TITLE).padded(name_cells)).add("  ")
    line.extend(Line(pen.size(image.content_bytes)).padded(9, right=True)).add("  ")
    bar_cells = max(4, width - line.cells - 26)
    line.extend(_stacked_bar(image, scale, bar_cells, pen).padded(bar_cells)).add("  ")
    return line.extend(numbers)


def _differences(comparison: Comparison, pen: Pen) -> Line:
    delta, base = comparison.delta, comparison.base.image
    line = Line(f"{pen.signs.delta} ", TITLE)
    for word, change, before in (
        ("content", delta.content_bytes, base.content_bytes),
        ("live", delta.live_bytes, base.live_bytes),
        ("shadowed", delta.shadowed_bytes, base.shadowed_bytes),
    ):
        line.add(f"{word} ", QUIET).extend(change_cell(change, pen))
        if word == "content" and (growth := growth_text(change, before)):
            line.add(f" ({pen.plain(growth)})", QUIET)
        line.add("  ")
    if delta.transfer_bytes is not None:
        line.add("transfer ", QUIET).extend(change_cell(delta.transfer_bytes, pen))
    return line


def _marginal(comparison: Comparison, pen: Pen) -> Line:
    shared, marginal = comparison.shared, comparison.marginal
    line = Line("= ", TITLE).add("shared ", QUIET)
    line.add(f"{count_text(shared.layers, 'layer')}, {pen.size(shared.content_bytes)}")
    line.add("   B for who has A ", QUIET)
    if not marginal.layers:
        return line.add("nothing")
    line.add(f"{pen.size(marginal.content_bytes)} in {count_text(marginal.layers, 'layer')}")
    if marginal.transfer_bytes is not None:
        line.add(", to pull ", QUIET).add(pen.size(marginal.transfer_bytes))
    return line
