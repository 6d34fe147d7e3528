"""Warnings, counted by their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.model.warning import MOST_OF_A_CODE
from layersize.model.warning import Warning as ImageWarning
from layersize.report.layout import indented, section_title
from layersize.report.pen import Pen
from layersize.report.signs import QUIET

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
