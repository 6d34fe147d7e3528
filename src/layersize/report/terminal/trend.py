"""A trend for a terminal: each series as a line that is drawn, and its jumps with their layers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import plotext  # type: ignore[import-untyped] # it has no annotations

from layersize.budgets.history import HistoryEntry
from layersize.budgets.result import LayerShare
from layersize.budgets.trend import Jump, Series, Trend
from layersize.report.cause_words import STATUS_WORDS
from layersize.report.cells import change_cell
from layersize.report.style import LIVE, QUIET, SHADOWED, TITLE, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import indented, rendered, section_title
from layersize.text.sizes import change_text, count_text, growth_text, size_text, sizes_in_one_unit

_LEAST_WIDTH = 40
"""Of a terminal that a line is drawn in."""
_PLOT_ROWS = 12
_PLOT_LABELS = 4
_COMMIT_CHARACTERS = 12
_LIMIT = "╌"
_DRAWN = re.compile(r"[▀▄▌▐▖▗▘▝▙▚▛▜▞▟█*]+")
_ASCII_AXES = str.maketrans("─│┌┐└┘┤├┬┴┼", "-|+++++++++")


def render(trend: Trend, style: OutputStyle) -> str:
    """One series below the other; nothing wider than the style says."""
    return rendered(_parts(trend, style), style)


def _parts(trend: Trend, style: OutputStyle) -> Iterator[Part]:
    if not trend.series:
        file = style.cut_start(style.name(trend.file), style.width - 13)
        yield indented(StyledText(f"{file}: no runs yet"), 0)
    for number, series in enumerate(trend.series):
        if number:
            yield ""
        yield from _series(series, style)


def _series(series: Series, style: OutputStyle) -> Iterator[Part]:
    facts = [f"{series.metric} bytes", style.cut_end(style.name(series.platform or ""), 20)]
    facts.append("without the base image" if series.ignores_base else "")
    rest = "".join(f" {style.signs.between} {fact}" for fact in facts if fact)
    name = style.cut_end(style.name(series.name), max(8, style.width - len(rest)))
    yield _cropped(StyledText(name, TITLE).append(rest, f"not {TITLE}"), style)
    for line in _summary(series, style.units):
        yield indented(StyledText(style.cut_end(style.plain(line), style.width - 2)), 2)
    if len(series.sizes) > 1:
        if style.width >= _LEAST_WIDTH:
            yield ""
            for line in _plot_lines(series, style):
                yield indented(_colored(line))
        yield ""
        yield from _jumps(series, style)


def _summary(series: Series, units: str) -> Iterator[str]:
    """From when to when, from what to what, and the limit of the last run."""
    runs, sizes = series.runs, series.sizes
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


def _change(sizes: Sequence[int], units: str) -> str:
    """From the first run to the last: `+13.1 MB, +634.2 %`."""
    delta_bytes = sizes[-1] - sizes[0]
    if not delta_bytes:
        return "no change"
    growth = growth_text(delta_bytes, sizes[0])
    return ", ".join(filter(None, (change_text(delta_bytes, units), growth)))


def _plot_lines(series: Series, style: OutputStyle) -> list[str]:
    """The sizes of the runs, their limits where those are near, and the jumps as 1, 2, …"""
    sizes = series.sizes
    limits, low, high = _limits_and_range(series)
    figure = plotext.figure
    figure.clear()
    plotext.terminal.limit(False, False)
    figure.plot_size(style.width - 1, _PLOT_ROWS)
    figure.axes(False, axis="x", side="upper")
    figure.axes(False, axis="y", side="right")
    if len(limits) > 1:
        marker = "-" if style.ascii else _LIMIT
        figure.draw(figure.signal(list(limits), list(limits.values()), marker=marker).lines())
    marker = "*" if style.ascii else "hd"
    figure.draw(figure.signal(*_steps(sizes), marker=marker).lines())
    heights = [low + (high - low) * step // (_PLOT_LABELS - 1) for step in range(_PLOT_LABELS)]
    figure.ruler("y").lim(low, high).ticks(heights, sizes_in_one_unit(heights, style.units))
    marks = [jump.run for jump in series.jumps]
    figure.ruler("x").ticks(marks, [str(number) for number in range(1, len(marks) + 1)])
    text: str = figure.build().string(colorless=True)
    if style.ascii:
        text = text.translate(_ASCII_AXES)
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _limits_and_range(series: Series) -> tuple[dict[int, int], int, int]:
    """The limits of runs that are near the sizes, and the least and the largest of all these."""
    smallest, largest = min(series.sizes), max(series.sizes)
    span = max(largest - smallest, largest // 20)
    near = {
        number: run.limit_bytes
        for number, run in enumerate(series.runs)
        if run.limit_bytes is not None and smallest - span <= run.limit_bytes <= largest + span
    }
    low, high = min([smallest, *near.values()]), max([largest, *near.values()])
    if low == high:
        return near, max(0, low - span), high + max(span, 1)
    return near, low, high


def _steps(sizes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Runs and heights of a line that keeps its height until the next run."""
    runs, heights = [0], [sizes[0]]
    for run in range(1, len(sizes)):
        runs += [run, run]
        heights += [sizes[run - 1], sizes[run]]
    return runs, heights


def _colored(line: str) -> StyledText:
    text = StyledText(line, QUIET)
    for drawn in _DRAWN.finditer(line):
        text.stylize(f"not {QUIET} {LIVE}", *drawn.span())
    for limit in re.finditer(f"{_LIMIT}+", line):
        text.stylize(f"not {QUIET} {SHADOWED}", *limit.span())
    return text


def _jumps(series: Series, style: OutputStyle) -> Iterator[Part]:
    if not series.jumps and not series.other_jumps:
        yield indented(StyledText("No jump: no step of 1 % or more."))
        return
    count = len(series.jumps) + series.other_jumps
    remark = f"the largest {len(series.jumps)} shown" if series.other_jumps else ""
    yield section_title(f"{count_text(count, 'jump')} of 1 % or more", remark, style)
    amounts = [change_cell(jump.delta_bytes, style) for jump in series.jumps]
    widest = max([amount.cell_len for amount in amounts], default=0)
    for number, (jump, amount) in enumerate(zip(series.jumps, amounts, strict=True), 1):
        line = StyledText(f"{number:>2}  {' ' * (widest - amount.cell_len)}").append_text(amount)
        line.append(style.plain(f"  {growth_text(jump.delta_bytes, jump.before_bytes):>8}"))
        yield _cropped(line.append(f"  {_run(series.runs[jump.run], style)}"), style)
        for row in _layers(jump, style):
            yield indented(StyledText(style.cut_end(style.plain(row), style.width - 6)), 6)


def _run(run: HistoryEntry, style: OutputStyle) -> str:
    """When, and of which commit."""
    commit = style.cut_end(style.name(run.commit or "")[:_COMMIT_CHARACTERS], _COMMIT_CHARACTERS)
    return f"{_time(run)}  {commit}".rstrip()


def _time(run: HistoryEntry) -> str:
    return run.time.strftime("%Y-%m-%d %H:%M")


def _layers(jump: Jump, style: OutputStyle) -> Iterator[str]:
    for share in jump.layers:
        amount = change_text(share.delta_bytes, style.units)
        yield f"{amount}  {_layer_title(share)}{style.name(share.instruction)}"
    if jump.other_layers:
        amount = change_text(jump.other_layers_bytes, style.units)
        yield f"{amount}  {count_text(jump.other_layers, 'other layer')}"


def _layer_title(share: LayerShare) -> str:
    if share.index is None or share.status is None:
        return "gone: "
    words = STATUS_WORDS[share.status]
    return f"layer {share.index} ({words})  "


def _cropped(line: StyledText, style: OutputStyle) -> Part:
    return line.cropped(style.width)
