"""The cells of `report.cells` as the screens draw them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from rich.text import Text

from layersize.report import cells
from layersize.report.styled_text import StyledText

_P = ParamSpec("_P")


def rich_text(styled: StyledText) -> Text:
    """The same text with the same styles."""
    text = Text(styled.plain, styled.style)
    for start, end, style in styled.spans:
        text.stylize(style, start, end)
    return text


def _in_rich(cell: Callable[_P, StyledText]) -> Callable[_P, Text]:
    def made(*given: _P.args, **named: _P.kwargs) -> Text:
        return rich_text(cell(*given, **named))

    return made


size_cell = _in_rich(cells.size_cell)
shadowed_cell = _in_rich(cells.shadowed_cell)
hides_cell = _in_rich(cells.hides_cell)
change_cell = _in_rich(cells.change_cell)
content_bar = _in_rich(cells.content_bar)
shadowed_bar = _in_rich(cells.shadowed_bar)
diverging_bar = _in_rich(cells.diverging_bar)
