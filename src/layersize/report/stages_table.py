"""All stages of a Dockerfile as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from layersize.model.stages import StagedBuild, StageRole
from layersize.report.bars import bar, content_bar
from layersize.report.layout import (
    COLUMN_GAP,
    Column,
    cells,
    columns_that_fit,
    grid,
    indented,
    rendered,
    section_title,
    total_width,
)
from layersize.report.numbers import count_text, share_text
from layersize.report.pen import Pen
from layersize.report.signs import QUIET, TITLE
from layersize.report.stage_rows import stage_rows
from layersize.report.stage_words import ROLE_WORDS, role_sign, stage_title, what_is_left
from layersize.report.table_style import TableStyle


def stages_table(build: StagedBuild, style: TableStyle) -> str:
    """What ships, what stays behind, and a row for each stage; nothing wider than the style."""
    pen = Pen(style)
    return rendered(_parts(build, pen), style)


def _parts(build: StagedBuild, pen: Pen) -> Iterator[RenderableType]:
    yield _heading(build, pen)
    yield ""
    yield _totals(build, pen)
    yield ""
    occurring = {stage.role for stage in build.stages}
    legend = [
        f"{role_sign(role, ascii_only=pen.style.ascii)} {ROLE_WORDS[role]}"
        for role in StageRole
        if role in occurring
    ]
    yield section_title("Stages", "   ".join(legend), pen)
    yield stage_rows(build, pen)


def _heading(build: StagedBuild, pen: Pen) -> Text:
    """`Dockerfile · 4 stages · linux/amd64 · built by Docker engine 26.1.5`."""
    engine = f"built by {build.engine}" if build.engine else None
    facts = [count_text(len(build.stages), "stage"), build.platform, engine]
    line = Text(pen.cut_start(pen.name(build.dockerfile), 4 * pen.style.width), TITLE)
    for fact in filter(None, facts):
        line.append(f" {pen.signs.between} {pen.name(fact)}", f"not {TITLE} {QUIET}")
    return line


def _totals(build: StagedBuild, pen: Pen) -> RenderableType:
    """What ships and what does not, on one scale."""
    shipped, left = build.stages[build.shipped], build.left_behind
    length = max(10, min(40, pen.style.width - 70))
    whole = shipped.content_bytes + left.content_bytes
    drawings = [
        content_bar(shipped.live_bytes, shipped.shadowed_bytes, whole, length, pen),
        bar(left.content_bytes, whole, length, QUIET, pen),
    ]
    amounts = [shipped.content_bytes, left.content_bytes]
    shares = [share_text(amount, whole) if whole else "" for amount in amounts]
    columns = [
        Column(
            title="",
            cells=[Text("ships", TITLE), Text("stays behind")],
            usefulness=9,
            align_right=False,
        ),
        Column(title="", cells=drawings, usefulness=5, align_right=False),
        Column(title="", cells=cells(pen.size(amount) for amount in amounts), usefulness=9),
        Column(title="", cells=cells(shares), usefulness=7),
    ]
    room = pen.style.width - 2 - COLUMN_GAP - total_width(columns)
    remarks = [pen.name(stage_title(shipped)), pen.plain(what_is_left(build, pen.style.units))]
    texts = cells([pen.cut_end(remark, room) for remark in remarks], QUIET)
    columns.append(Column(title="", cells=texts, usefulness=1, align_right=False))
    return indented(grid(columns_that_fit(columns, pen.style.width - 2), titles=False))
