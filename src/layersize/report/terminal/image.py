"""One image as a table for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from layersize.accounting.result import ImageAnalysis, ImageFacts
from layersize.layers.image import EngineFacts
from layersize.report.cells import bar, shadowed_bar
from layersize.report.columns import columns_that_fit
from layersize.report.style import LIVE, QUIET, TITLE, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.advice import advice_section, base_and_packages
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.breakdown import folders_and_extensions
from layersize.report.terminal.grid import (
    cells,
    filled,
    grid,
    indented,
    rendered,
    section_title,
    title_line,
    totals,
)
from layersize.report.terminal.hidden import hidden_section
from layersize.report.terminal.layers import layer_table
from layersize.text.sizes import count_text, docker_size_text, share_text, size_text
from layersize.warning import MOST_OF_A_CODE
from layersize.warning import Warning as ImageWarning

_MOST_WARNING_LINES = 6


def render(analysis: ImageAnalysis, style: OutputStyle) -> str:
    """Totals, what would help, layers, what is hidden, what is big, as wide as the style says."""
    return rendered(_parts(analysis, style), style)


def _parts(analysis: ImageAnalysis, style: OutputStyle) -> Iterator[Part]:
    yield heading(analysis, style)
    yield ""
    yield image_totals(analysis.image, style)
    room = style.width - 3
    sentence = style.plain(_engine_words(analysis.image, style.units, room))
    yield indented(StyledText(style.cut_end(sentence, room), QUIET), 2)
    yield from base_and_packages(analysis, style)
    yield ""
    yield from advice_section(analysis, style)
    yield ""
    if analysis.layers:
        yield layer_table(analysis, style)
    else:
        yield indented(StyledText("The image has no layers."))
    yield ""
    yield from hidden_section(analysis, "Hidden, not freed", style, advice=True)
    yield from _biggest(analysis, style)
    yield from folders_and_extensions(analysis, style)
    yield from _warnings(analysis.warnings, style)


def heading(analysis: ImageAnalysis, style: OutputStyle) -> StyledText:
    """`hello:v1 · linux/amd64 · 6 layers · from docker-archive`."""
    image = analysis.image
    facts = [image.platform, count_text(len(analysis.layers), "layer"), f"from {image.source}"]
    return title_line(image.reference, facts, style)


def image_totals(image: ImageFacts, style: OutputStyle) -> Part:
    """A row for each measure of the image, with bars on one scale."""
    length = max(10, min(40, style.width - 60))
    content, shadowed = image.content_bytes, image.shadowed_bytes
    scale = max(content, image.transfer_bytes or 0)
    shadowed_words = "still shipped, not visible" if shadowed else ""
    rows = [
        ("live", bar(image.live_bytes, scale, length, LIVE, style), image.live_bytes, ""),
        ("shadowed", shadowed_bar(shadowed, scale, length, style), shadowed, shadowed_words),
        ("content", StyledText(), content, ""),
    ]
    for name, transfer, words in (
        ("transfer", image.transfer_bytes, "as a registry sends it"),
        ("estimate", image.transfer_estimate_bytes, "about what a registry would send"),
    ):
        if transfer is not None:
            rows.append((name, bar(transfer, scale, length, QUIET, style), transfer, words))
    columns = totals(
        [StyledText(name, TITLE if name == "content" else "") for name, *_ in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        [
            share_text(amount, content) if content and name != "content" else ""
            for name, _, amount, _ in rows
        ],
        style,
    )
    remarks = cells([row[3] for row in rows], QUIET)
    columns.append(filled("", remarks, 1, align_right=False))
    return indented(grid(columns_that_fit(columns, style.width - 2), titles=False))


def _engine_words(image: ImageFacts, units: str, longest: int) -> str:
    """`docker images says disk usage 613MB: …`, or what it would say.

    `longest` is how many characters there is room for, if that can be.
    """
    if image.engine is None:
        return _what_docker_would_say(image, units, longest)
    engine = image.engine
    shown = docker_size_text(engine.image_bytes)
    if engine.store == "podman":
        return f"podman images says {shown}: the lengths of the layers' tars"
    words = f"docker images says disk usage {shown}"
    if engine.store != "containerd":
        return f"{words}: {_classic_reason(image, engine, units)}"
    if engine.platforms > 1:
        words += f" of all {engine.platforms} platforms"
    stored = engine.stored_bytes
    content_size = "" if stored is None else f", content size {docker_size_text(stored)}"
    long = f"{words} (blocks on disk plus the layers as stored){content_size}"
    return long if len(long) <= longest else words + content_size


def _classic_reason(image: ImageFacts, engine: EngineFacts, units: str) -> str:
    more = engine.image_bytes - image.content_bytes
    if more == 0:
        return "the content alone"
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


def _biggest(analysis: ImageAnalysis, style: OutputStyle) -> Iterator[Part]:
    files = analysis.biggest[: style.top]
    if not files:
        return
    yield ""
    yield section_title("Biggest files", "", style)
    layers = [f"layer {file.layer}" for file in files]
    sizes = cells(style.size(file.content_bytes) for file in files)
    room = style.width - 3 - max(map(len, layers)) - max(size.cell_len for size in sizes) - 4
    paths = cells(style.cut_start(style.path(file.path), room) for file in files)
    columns = [
        filled("", sizes),
        filled("", cells(layers, QUIET), align_right=False),
        filled("", paths, align_right=False),
    ]
    yield indented(grid(columns, titles=False), 2)


def _warnings(warnings: Sequence[ImageWarning], style: OutputStyle) -> Iterator[Part]:
    """A line per code with the first of its warnings; nothing where there is none."""
    if not warnings:
        return
    first_of_code: dict[str, ImageWarning] = {}
    for warning in warnings:
        first_of_code.setdefault(warning.code, warning)
    counted = Counter(warning.code for warning in warnings).most_common()
    yield ""
    yield section_title("Warnings", "", style)
    for code, count in counted[:_MOST_WARNING_LINES]:
        line = _warning_line(first_of_code[code], count, style)
        yield indented(StyledText(style.cut_end(line, style.width - 3)), 3)
    if len(counted) > _MOST_WARNING_LINES:
        yield indented(
            StyledText(f"and {len(counted) - _MOST_WARNING_LINES} other kinds", QUIET), 3
        )


def _warning_line(warning: ImageWarning, count: int, style: OutputStyle) -> str:
    times = f"over {MOST_OF_A_CODE}" if count > MOST_OF_A_CODE else str(count)
    place = "" if warning.layer is None else f"layer {warning.layer}: "
    path = "" if warning.path is None else f"{style.path(warning.path)}: "
    example = f"{place}{path}{style.name(warning.message)}"
    code = style.name(warning.code)
    return f"{code}: {example}" if count == 1 else f"{code}, {times} times, first {example}"
