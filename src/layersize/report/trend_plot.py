"""The line of a trend, drawn by plotext."""

from __future__ import annotations

from collections.abc import Sequence

import plotext  # type: ignore[import-untyped] # it has no annotations

from layersize.report.pen import Pen
from layersize.report.verdict_words import sizes_in_one_unit

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
