"""All stages of a Dockerfile as a table for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from layersize.dockerfile.result import StagedBuild, StageFacts, StageRole
from layersize.report.grid import (
    COLUMN_GAP,
    Column,
    bar,
    cells,
    columns_that_fit,
    content_bar,
    grid,
    indented,
    rendered,
    section_title,
    total_width,
)
from layersize.report.stage_words import (
    ROLE_WORDS,
    base_title,
    role_sign,
    stage_title,
    taken_from,
    what_is_left,
)
from layersize.report.style import QUIET, SHADOWED, TITLE, Pen, TableStyle
from layersize.text.sizes import count_text, share_text

_WIDEST = 1000
"""Cells, more than any table has."""
_COLORS = {StageRole.SHIPS: TITLE, StageRole.UNUSED: QUIET}


def stage_rows(build: StagedBuild, pen: Pen) -> RenderableType:
    """The numbers, and behind them the words in the room that is left."""
    takes = f" {pen.signs.takes} takes files from"
    title = "base" + (takes if any(stage.sources for stage in build.stages) else "")
    longest = max(cell_len(_origin(stage, build, pen, _WIDEST)) for stage in build.stages)
    least = min(max(longest, len(title)), max(20, pen.style.width // 4))
    room = pen.style.width - 1 - COLUMN_GAP
    columns = columns_that_fit(_number_columns(build.stages, pen), room - least)
    left = room - total_width(columns)
    words = [
        Text(_origin(stage, build, pen, left), _COLORS.get(stage.role, ""))
        for stage in build.stages
    ]
    last = Column(title=pen.cut_end(title, left), cells=words, usefulness=10, align_right=False)
    return grid([*columns, last])


def _origin(stage: StageFacts, build: StagedBuild, pen: Pen, room: int) -> str:
    """`nginx:1.27 ← build, deps`: what it is built on, and where it takes files from."""
    base, taken = pen.name(base_title(stage, build)), pen.name(taken_from(stage, build))
    taken = f" {pen.signs.takes} {taken}" if taken else ""
    for_base = max(room - cell_len(taken), room // 2 if taken else room)
    return pen.cut_end(pen.cut_start(base, for_base) + taken, room)


def _number_columns(stages: Sequence[StageFacts], pen: Pen) -> list[Column]:
    """Signs, names, and every measure that has something to say about these stages."""
    colors = [_COLORS.get(stage.role, "") for stage in stages]

    def column(title: str, usefulness: int, texts: Sequence[str], *, right: bool = True) -> Column:
        colored = [Text(text, color) for text, color in zip(texts, colors, strict=True)]
        return Column(title=title, cells=colored, usefulness=usefulness, align_right=right)

    def sizes(title: str, usefulness: int, measure: Callable[[StageFacts], int]) -> Column:
        return column(title, usefulness, [pen.size_or_dash(measure(stage)) for stage in stages])

    longest_name = max(8, pen.style.width // 5)
    names = [pen.cut_end(pen.name(stage_title(stage)), longest_name) for stage in stages]
    columns = [
        column("", 10, [role_sign(stage.role, ascii_only=pen.style.ascii) for stage in stages]),
        column("#", 10, [str(stage.index) for stage in stages]),
        column("stage", 10, names, right=False),
        Column(title="", cells=_bars(stages, pen), usefulness=5, align_right=False),
        sizes("adds", 9, lambda stage: stage.own_content_bytes),
        sizes("content", 8, lambda stage: stage.content_bytes),
    ]
    if any(stage.shadowed_bytes for stage in stages):
        columns.append(sizes("live", 3, lambda stage: stage.live_bytes))
        columns.append(_shadowed(stages, pen))
    return columns


def _shadowed(stages: Sequence[StageFacts], pen: Pen) -> Column:
    texts = [pen.size_or_dash(stage.shadowed_bytes, pen.signs.hidden) for stage in stages]
    colors = [SHADOWED if stage.shadowed_bytes else QUIET for stage in stages]
    column_cells = [Text(text, color) for text, color in zip(texts, colors, strict=True)]
    return Column(title="shadowed", cells=column_cells, usefulness=7)


def _bars(stages: Sequence[StageFacts], pen: Pen) -> list[Text]:
    """On one scale: what a stage's own layers ship, were it the one that does."""
    largest = max(stage.own_content_bytes for stage in stages)
    length = max(8, min(24, pen.style.width // 5 - 8))
    return [
        content_bar(
            stage.own_live_bytes,
            stage.own_content_bytes - stage.own_live_bytes,
            largest,
            length,
            pen,
        )
        for stage in stages
    ]


def render(build: StagedBuild, style: TableStyle) -> str:
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
