"""A trend for a terminal: each series as a line that is drawn, and its jumps with their layers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import plotext  # type: ignore[import-untyped] # it has no annotations
from rich.console import RenderableType
from rich.text import Text

from layersize.budgets.history import HistoryEntry
from layersize.budgets.result import LayerShare
from layersize.budgets.trend import Jump, Series, Trend
from layersize.report.cause_words import STATUS_WORDS
from layersize.report.grid import indented, rendered
from layersize.report.style import LIVE, QUIET, SHADOWED, TITLE, Pen, TableStyle
from layersize.text.sizes import (
    change_text,
    count_text,
    growth_text,
    size_text,
    sizes_in_one_unit,
)

_ROWS = 12
_LABELS = 4
_ASCII = str.maketrans("─│┌┐└┘┤├┬┴┼", "-|+++++++++")
LIMIT = "╌"


def plot_lines(
    sizes: Sequence[int], limits: Sequence[int | None], marks: Sequence[int], pen: Pen
) -> list[str]:
    """Sizes of at least two runs, their limits where those are near, and runs marked 1, 2, …"""
    span = max(max(sizes) - min(sizes), max(sizes) // 20)
    near = [
        (run, limit)
        for run, limit in enumerate(limits)
        if limit is not None and min(sizes) - span <= limit <= max(sizes) + span
    ]
    shown = [*sizes, *(limit for _, limit in near)]
    low, high = min(shown), max(shown)
    if low == high:
        low, high = max(0, low - span), high + max(span, 1)
    figure = plotext.figure
    figure.clear()
    plotext.terminal.limit(False, False)
    figure.plot_size(pen.style.width - 1, _ROWS)
    figure.axes(False, axis="x", side="upper")
    figure.axes(False, axis="y", side="right")
    if len(near) > 1:
        marker = "-" if pen.style.ascii else LIMIT
        runs, limit_heights = map(list, zip(*near, strict=True))
        figure.draw(figure.signal(runs, limit_heights, marker=marker).lines())
    marker = "*" if pen.style.ascii else "hd"
    figure.draw(figure.signal(*_steps(sizes), marker=marker).lines())
    heights = [low + (high - low) * step // (_LABELS - 1) for step in range(_LABELS)]
    figure.ruler("y").lim(low, high).ticks(heights, sizes_in_one_unit(heights, pen.style.units))
    figure.ruler("x").ticks(list(marks), [str(number) for number in range(1, len(marks) + 1)])
    text: str = figure.build().string(colorless=True)
    if pen.style.ascii:
        text = text.translate(_ASCII)
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _steps(sizes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Runs and heights of a line that keeps its height until the next run."""
    runs, heights = [0], [sizes[0]]
    for run in range(1, len(sizes)):
        runs += [run, run]
        heights += [sizes[run - 1], sizes[run]]
    return runs, heights


_LEAST_WIDTH = 40
"""Of a terminal that a line is drawn in."""
_COMMIT_CHARACTERS = 12
_DRAWN = re.compile(r"[▀▄▌▐▖▗▘▝▙▚▛▜▞▟█*]+")


def render(trend: Trend, style: TableStyle) -> str:
    """One series below the other; nothing wider than the style says."""
    return rendered(_parts(trend, Pen(style)), style)


def _parts(trend: Trend, pen: Pen) -> Iterator[RenderableType]:
    if not trend.series:
        file = pen.cut_start(pen.name(trend.file), pen.style.width - 13)
        yield indented(Text(f"{file}: no runs yet"), 0)
    for number, series in enumerate(trend.series):
        if number:
            yield ""
        yield from _series(series, pen)


def _series(series: Series, pen: Pen) -> Iterator[RenderableType]:
    facts = [f"{series.metric} bytes", pen.cut_end(pen.name(series.platform or ""), 20)]
    facts.append("without the base image" if series.ignores_base else "")
    rest = "".join(f" {pen.signs.between} {fact}" for fact in facts if fact)
    name = pen.cut_end(pen.name(series.name), max(8, pen.style.width - len(rest)))
    yield _cropped(Text(name, TITLE).append(rest, f"not {TITLE}"), pen)
    for line in _summary(series, pen):
        yield indented(Text(pen.cut_end(pen.plain(line), pen.style.width - 2)), 2)
    sizes = series.sizes
    if len(sizes) > 1 and pen.style.width >= _LEAST_WIDTH:
        yield ""
        limits = [run.limit_bytes for run in series.runs]
        marks = [jump.run for jump in series.jumps]
        for line in plot_lines(sizes, limits, marks, pen):
            yield indented(_colored(line))
    if len(sizes) > 1:
        yield ""
        yield from _jumps(series, pen)


def _summary(series: Series, pen: Pen) -> Iterator[str]:
    """From when to when, from what to what, and the limit of the last run."""
    runs, sizes, units = series.runs, series.sizes, pen.style.units
    if runs:
        whole = size_text(sizes[-1], units)
        limit_bytes = runs[-1].limit_bytes
        limit = "" if limit_bytes is None else f" · limit {size_text(limit_bytes, units)}"
        if len(runs) == 1:
            yield f"1 run · {_time(runs[0])} · {whole}{limit}"
        else:
            yield f"{len(runs):,} runs · {_time(runs[0])} to {_time(runs[-1])}"
            yield f"{size_text(sizes[0], units)} to {whole} · {_change(sizes, units)}{limit}"
    if series.unmeasured:
        yield f"{count_text(series.unmeasured, 'run')} could not be measured"


def _jumps(series: Series, pen: Pen) -> Iterator[RenderableType]:
    if not series.jumps and not series.other_jumps:
        yield indented(Text("No jump: no step of 1 % or more."))
        return
    count = len(series.jumps) + series.other_jumps
    heading = Text(f"{count_text(count, 'jump')} of 1 % or more", TITLE)
    if series.other_jumps:
        shown = f" {pen.signs.between} the largest {len(series.jumps)} shown"
        heading.append(shown, f"not {TITLE} {QUIET}")
    yield indented(heading)
    amounts = [pen.change(jump.delta_bytes) for jump in series.jumps]
    widest = max([amount.cell_len for amount in amounts], default=0)
    for number, (jump, amount) in enumerate(zip(series.jumps, amounts, strict=True), 1):
        line = Text(f"{number:>2}  {' ' * (widest - amount.cell_len)}").append_text(amount)
        line.append(pen.plain(f"  {growth_text(jump.delta_bytes, jump.before_bytes):>8}"))
        yield _cropped(line.append(f"  {_run(series.runs[jump.run], pen)}"), pen)
        for row in _layers(jump, pen):
            yield indented(Text(pen.cut_end(pen.plain(row), pen.style.width - 6)), 6)


def _change(sizes: Sequence[int], units: str) -> str:
    """From the first run to the last: `+13.1 MB, +634.2 %`."""
    delta_bytes = sizes[-1] - sizes[0]
    if not delta_bytes:
        return "no change"
    growth = growth_text(delta_bytes, sizes[0])
    return ", ".join(filter(None, (change_text(delta_bytes, units), growth)))


def _run(run: HistoryEntry, pen: Pen) -> str:
    """When, and of which commit."""
    commit = pen.cut_end(pen.name(run.commit or "")[:_COMMIT_CHARACTERS], _COMMIT_CHARACTERS)
    return f"{_time(run)}  {commit}".rstrip()


def _layers(jump: Jump, pen: Pen) -> Iterator[str]:
    for share in jump.layers:
        amount = change_text(share.delta_bytes, pen.style.units)
        yield f"{amount}  {_layer_title(share)}{pen.name(share.instruction)}"
    if jump.other_layers:
        amount = change_text(jump.other_layers_bytes, pen.style.units)
        yield f"{amount}  {count_text(jump.other_layers, 'other layer')}"


def _layer_title(share: LayerShare) -> str:
    if share.index is None or share.status is None:
        return "gone: "
    words = STATUS_WORDS[share.status]
    return f"layer {share.index} ({words})  "


def _time(run: HistoryEntry) -> str:
    return run.time.strftime("%Y-%m-%d %H:%M")


def _cropped(line: Text, pen: Pen) -> RenderableType:
    line.truncate(pen.style.width)
    return indented(line, 0)


def _colored(line: str) -> Text:
    text = Text(line, QUIET)
    for drawn in _DRAWN.finditer(line):
        text.stylize(f"not {QUIET} {LIVE}", *drawn.span())
    for limit in re.finditer(f"{LIMIT}+", line):
        text.stylize(f"not {QUIET} {SHADOWED}", *limit.span())
    return text
