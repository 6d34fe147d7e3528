"""The titles of the views, of which one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text
from textual.events import Click
from textual.message import Message

from layersize.report.style import QUIET, TITLE
from layersize.tui.widgets.text_lines import TextLines

_GAP = 3


class Tab(NamedTuple):
    """One of the views."""

    title: str
    rows: int | None = None
    """How many rows it has, where that is of interest before it is chosen."""


class TabLine(TextLines):
    """Titles with the digits that choose them; of one that isn't shown, the number of rows is left
    out where there is too little room."""

    class Selected(Message):
        """Another tab is wanted."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self._tabs = tabs
        self.number = 0

    def show(self, tabs: Sequence[Tab]) -> None:
        """Shows other numbers of rows."""
        self._tabs = tabs
        self.redraw()

    def choose(self, number: int) -> None:
        """Marks a tab as the one that is shown."""
        self.number = number
        self.redraw()

    def _labels(self, width: int) -> list[str]:
        whole = [self._label(number, has_count=True) for number in range(len(self._tabs))]
        if sum(len(label) + _GAP for label in whole) - 1 <= width:
            return whole
        numbers = range(len(self._tabs))
        return [self._label(number, has_count=number == self.number) for number in numbers]

    def _label(self, number: int, *, has_count: bool) -> str:
        title, rows = self._tabs[number]
        count = f" ({rows:,})" if has_count and rows is not None else ""
        return f"{number + 1} {title}{count}"

    def lines(self, width: int) -> Sequence[Text]:
        """One line of all titles; what has no room is cut off."""
        line = Text()
        for number, label in enumerate(self._labels(width)):
            if number == self.number:
                line.append(f"[{label}]", TITLE)
            else:
                line.append(f" {label} ", QUIET)
            line.append(" " * (_GAP - 2))
        return [line]

    def on_click(self, event: Click) -> None:
        """Chooses the tab under the mouse."""
        at = 0
        for number, label in enumerate(self._labels(self.size.width)):
            at += len(label) + _GAP
            if event.x < at:
                self.post_message(self.Selected(number))
                return
