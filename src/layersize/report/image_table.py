"""One image as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from layersize.model.analysis import ImageAnalysis, ImageFacts
from layersize.report.bars import bar, shadowed_bar
from layersize.report.engine_line import engine_line
from layersize.report.hidden_section import hidden_section
from layersize.report.layer_table import layer_table
from layersize.report.layout import (
    Column,
    cells,
    columns_that_fit,
    grid,
    indented,
    rendered,
    section_title,
)
from layersize.report.numbers import count_text, share_text
from layersize.report.pen import Pen
from layersize.report.signs import LIVE, QUIET, TITLE
from layersize.report.table_style import TableStyle
from layersize.report.warning_lines import warning_lines


def image_table(analysis: ImageAnalysis, style: TableStyle) -> str:
    """Totals, layers, what is hidden, what is big; nothing wider than the style says."""
    pen = Pen(style)
    return rendered(_parts(analysis, pen), style)


def heading(analysis: ImageAnalysis, pen: Pen) -> Text:
    """`hello:v1 · linux/amd64 · 6 layers · from docker-archive`."""
    image = analysis.image
    facts = [image.platform, count_text(len(analysis.layers), "layer"), f"from {image.source}"]
    line = Text(pen.cut_start(pen.name(image.reference), 4 * pen.style.width), TITLE)
    for fact in filter(None, facts):
        line.append(f" {pen.signs.between} {pen.name(fact)}", f"not {TITLE} {QUIET}")
    return line


def _parts(analysis: ImageAnalysis, pen: Pen) -> Iterator[RenderableType]:
    yield heading(analysis, pen)
    yield ""
    yield _totals(analysis.image, pen)
    room = pen.style.width - 3
    sentence = pen.plain(engine_line(analysis.image, pen.style.units, room))
    yield indented(Text(pen.cut_end(sentence, room), QUIET), 2)
    yield ""
    if analysis.layers:
        yield layer_table(analysis, pen)
    else:
        yield indented(Text("The image has no layers."))
    yield ""
    yield from hidden_section(analysis, "Hidden, not freed", pen, advice=True)
    yield from _biggest(analysis, pen)
    yield from warning_lines(analysis.warnings, pen)


def _totals(image: ImageFacts, pen: Pen) -> RenderableType:
    length = max(10, min(40, pen.style.width - 60))
    content = image.content_bytes
    scale = max(content, image.transfer_bytes or 0)
    rows = [
        ("live", bar(image.live_bytes, scale, length, LIVE, pen), image.live_bytes, ""),
        (
            "shadowed",
            shadowed_bar(image.shadowed_bytes, scale, length, pen),
            image.shadowed_bytes,
            "still shipped, not visible" if image.shadowed_bytes else "",
        ),
        ("content", Text(), content, ""),
    ]
    for name, transfer, how in (
        ("transfer", image.transfer_bytes, "as a registry sends it"),
        ("estimate", image.transfer_estimate_bytes, "about what a registry would send"),
    ):
        if transfer is not None:
            drawing = bar(transfer, scale, length, QUIET, pen)
            rows.append((name, drawing, transfer, how))
    shares = [
        share_text(byte_count, content) if content and name != "content" else ""
        for name, _, byte_count, _ in rows
    ]
    names = [Text(name, TITLE if name == "content" else "") for name, *_ in rows]
    columns = [
        Column(title="", cells=names, usefulness=9, align_right=False),
        Column(title="", cells=[row[1] for row in rows], usefulness=5, align_right=False),
        Column(title="", cells=cells(pen.size(row[2]) for row in rows), usefulness=9),
        Column(title="", cells=cells(shares), usefulness=8),
        Column(
            title="",
            cells=cells([row[3] for row in rows], QUIET),
            usefulness=1,
            align_right=False,
        ),
    ]
    return indented(grid(columns_that_fit(columns, pen.style.width - 2), titles=False))


def _biggest(analysis: ImageAnalysis, pen: Pen) -> Iterator[RenderableType]:
    files = analysis.biggest[: pen.style.top]
    if not files:
        return
    yield ""
    yield section_title("Biggest files", "", pen)
    layers = [f"layer {file.layer}" for file in files]
    sizes = cells(pen.size(file.content_bytes) for file in files)
    numbers = [
        Column(title="", cells=sizes, usefulness=9),
        Column(title="", cells=cells(layers, QUIET), usefulness=9, align_right=False),
    ]
    room = pen.style.width - 3 - max(map(len, layers)) - max(map(len, sizes)) - 4
    paths = cells(pen.cut_start(pen.path(file.path), room) for file in files)
    numbers.append(Column(title="", cells=paths, usefulness=9, align_right=False))
    yield indented(grid(numbers, titles=False), 2)
