"""One image as a table for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.accounting.result import ImageAnalysis, ImageFacts
from layersize.layers.image import EngineFacts
from layersize.report.grid import (
    Column,
    bar,
    cells,
    columns_that_fit,
    grid,
    indented,
    rendered,
    section_title,
    shadowed_bar,
)
from layersize.report.style import LIVE, QUIET, TITLE, Pen, TableStyle
from layersize.report.terminal.hidden import hidden_section
from layersize.report.terminal.layers import layer_table
from layersize.text.sizes import count_text, docker_size_text, share_text, size_text
from layersize.warning import MOST_OF_A_CODE
from layersize.warning import Warning as ImageWarning


def engine_line(image: ImageFacts, units: str, longest: int) -> str:
    """`docker images says 613MB: content plus 12.0 kB of symlink targets`, or what it would say.

    `longest` is how many characters there is room for, if that can be.
    """
    if image.engine is None:
        return _what_docker_would_say(image, units, longest)
    command = "podman images" if image.engine.store == "podman" else "docker images"
    shown = docker_size_text(image.engine.image_bytes)
    return f"{command} says {shown}: {_reason(image, image.engine, units)}"


def _reason(image: ImageFacts, engine: EngineFacts, units: str) -> str:
    if engine.store == "containerd":
        return "blocks on disk plus the layers as stored"
    if engine.store == "podman":
        return "the lengths of the layers' tars"
    more = engine.image_bytes - image.content_bytes
    if more == 0:
        return "the content, as here"
    if 0 < more <= image.symlink_target_bytes:  # of layers that were built it leaves them out
        return f"content plus {size_text(more, units)} of symlink targets"
    return "as its storage driver counts"


def _what_docker_would_say(image: ImageFacts, units: str, longest: int) -> str:
    """The classic store counts symlink targets; the containerd store counts something else."""
    shown = docker_size_text(image.content_bytes + image.symlink_target_bytes)
    sentence = f"docker images: {shown}"
    if image.symlink_target_bytes:
        sentence += f", with {size_text(image.symlink_target_bytes, units)} of symlink targets"
    sentence += "; containerd store: "
    long = sentence + "disk blocks + compressed layers"
    return long if len(long) <= longest else sentence + "more"


_MOST_LINES = 6


def warning_lines(warnings: Sequence[ImageWarning], pen: Pen) -> Iterator[RenderableType]:
    """A line per code with the first of its warnings; nothing where there is none."""
    if not warnings:
        return
    first_of_code: dict[str, ImageWarning] = {}
    for warning in warnings:
        first_of_code.setdefault(warning.code, warning)
    counted = Counter(warning.code for warning in warnings).most_common()
    yield ""
    yield section_title("Warnings", "", pen)
    for code, count in counted[:_MOST_LINES]:
        line = _line(first_of_code[code], count, pen)
        yield indented(Text(pen.cut_end(line, pen.style.width - 3)), 3)
    if len(counted) > _MOST_LINES:
        yield indented(Text(f"and {len(counted) - _MOST_LINES} other kinds", QUIET), 3)


def _line(warning: ImageWarning, count: int, pen: Pen) -> str:
    times = f"over {MOST_OF_A_CODE}" if count > MOST_OF_A_CODE else str(count)
    place = "" if warning.layer is None else f"layer {warning.layer}: "
    path = "" if warning.path is None else f"{pen.path(warning.path)}: "
    example = f"{place}{path}{pen.name(warning.message)}"
    code = pen.name(warning.code)
    return f"{code}: {example}" if count == 1 else f"{code}, {times} times, first {example}"


def render(analysis: ImageAnalysis, style: TableStyle) -> str:
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
