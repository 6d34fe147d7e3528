"""All stages of a Dockerfile as a table for a terminal."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence

from layersize.dockerfile.result import StagedBuild, StageFacts, StageRole
from layersize.report.cells import bar, content_bar
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.stage_words import (
    COULD_SAVE,
    ROLE_WORDS,
    base_title,
    role_sign,
    stage_title,
    taken_from,
    what_is_left,
)
from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import (
    FilledColumn,
    cells,
    colored_cells,
    content_bars,
    filled,
    grid,
    indented,
    rendered,
    section_title,
    size_cells,
    title_line,
    totals,
)
from layersize.text.cells import cell_len
from layersize.text.sizes import count_text, share_text

_WIDEST = 1000
"""Cells, more than any table has."""
_COLORS = {StageRole.SHIPS: TITLE, StageRole.UNUSED: QUIET}


def render(build: StagedBuild, style: OutputStyle) -> str:
    """What ships, what stays behind, and a row for each stage; nothing wider than the style."""
    return rendered(_parts(build, style), style)


def _parts(build: StagedBuild, style: OutputStyle) -> Iterator[Part]:
    engine = f"built by {build.engine}" if build.engine else None
    facts = [count_text(len(build.stages), "stage"), build.platform, engine]
    yield title_line(build.dockerfile, facts, style)
    yield ""
    yield _totals(build, style)
    yield ""
    occurring = {stage.role for stage in build.stages}
    legend = [
        f"{role_sign(role, ascii_only=style.ascii)} {ROLE_WORDS[role]}"
        for role in StageRole
        if role in occurring
    ]
    yield section_title("Stages", "   ".join(legend), style)
    yield _stage_rows(build, style)


def _totals(build: StagedBuild, style: OutputStyle) -> Part:
    """What ships and what does not, on one scale."""
    shipped, left = build.stages[build.shipped], build.left_behind
    length = max(10, min(40, style.width - 70))
    whole = shipped.content_bytes + left.content_bytes
    amounts = [shipped.content_bytes, left.content_bytes]
    columns = totals(
        [StyledText("ships", TITLE), StyledText("stays behind")],
        [
            content_bar(shipped.live_bytes, shipped.shadowed_bytes, whole, length, style),
            bar(left.content_bytes, whole, length, QUIET, style),
        ],
        amounts,
        [share_text(amount, whole) if whole else "" for amount in amounts],
        style,
    )
    room = style.width - 2 - COLUMN_GAP - total_width(columns)
    remarks = [style.name(stage_title(shipped)), style.plain(what_is_left(build, style.units))]
    texts = cells([style.cut_end(remark, room) for remark in remarks], QUIET)
    columns.append(filled("", texts, 1, align_right=False))
    return indented(grid(columns_that_fit(columns, style.width - 2), titles=False))


def _stage_rows(build: StagedBuild, style: OutputStyle) -> Part:
    """The numbers, and behind them the words in the room that is left."""
    takes = f" {style.signs.takes} takes files from"
    title = "base" + (takes if any(stage.sources for stage in build.stages) else "")
    longest = max(cell_len(_origin(stage, build, style, _WIDEST)) for stage in build.stages)
    least = min(max(longest, len(title)), max(20, style.width // 4))
    room = style.width - 1 - COLUMN_GAP
    colors = [_COLORS.get(stage.role, "") for stage in build.stages]
    columns = columns_that_fit(_number_columns(build.stages, colors, style), room - least)
    left = room - total_width(columns)
    origins = [_origin(stage, build, style, left) for stage in build.stages]
    last = filled(style.cut_end(title, left), colored_cells(origins, colors), align_right=False)
    return grid([*columns, last])


def _origin(stage: StageFacts, build: StagedBuild, style: OutputStyle, room: int) -> str:
    """`nginx:1.27 ← build, deps`: what it is built on, and where it takes files from."""
    base, taken = style.name(base_title(stage, build)), style.name(taken_from(stage, build))
    taken = f" {style.signs.takes} {taken}" if taken else ""
    for_base = max(room - cell_len(taken), room // 2 if taken else room)
    return style.cut_end(style.cut_start(base, for_base) + taken, room)


def _number_columns(
    stages: Sequence[StageFacts], colors: Sequence[str], style: OutputStyle
) -> list[FilledColumn]:
    """Signs, names, and every measure that has something to say about these stages.

    A bar shows what a stage's own layers ship, were it the one that does.
    """
    longest_name = max(8, style.width // 5)
    signs = [role_sign(stage.role, ascii_only=style.ascii) for stage in stages]
    numbers = [str(stage.index) for stage in stages]
    names = [style.cut_end(style.name(stage_title(stage)), longest_name) for stage in stages]
    own = [stage.own_content_bytes for stage in stages]
    live = [stage.own_live_bytes for stage in stages]
    shadowed_of_own = map(operator.sub, own, live)
    bars = content_bars(zip(live, shadowed_of_own, strict=True), max(own), style)
    columns = [
        filled("", colored_cells(signs, colors), 10),
        filled("#", colored_cells(numbers, colors), 10),
        filled("stage", colored_cells(names, colors), 10, align_right=False),
        filled("", bars, 5, align_right=False),
        _sizes("adds", own, colors, 9, style),
        _sizes("content", [stage.content_bytes for stage in stages], colors, 8, style),
    ]
    shadowed = [stage.shadowed_bytes for stage in stages]
    if any(shadowed):
        columns.append(_sizes("live", [stage.live_bytes for stage in stages], colors, 3, style))
        hidden = size_cells(shadowed, style, SHADOWED, style.signs.hidden)
        columns.append(filled("shadowed", hidden, 7))
    savings = [stage.safe_finding_bytes for stage in stages]
    if any(savings):
        columns.append(_sizes(COULD_SAVE, savings, colors, 6, style))
    return columns


def _sizes(
    title: str, amounts: Sequence[int], colors: Sequence[str], usefulness: int, style: OutputStyle
) -> FilledColumn:
    """Sizes in the colours of their stages."""
    texts = [style.size_or_dash(amount) for amount in amounts]
    return filled(title, colored_cells(texts, colors), usefulness)
