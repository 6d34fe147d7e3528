"""One line of tabs, and the views behind them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click
from textual.message import Message

from layersize.report.style import QUIET, TITLE
from layersize.tui.line import Line
from layersize.tui.widgets.drawing import Drawing

_GAP = 3


class TabLine(Drawing):
    """Titles with the digits that choose them."""

    class Chosen(Message):
        """Another tab is wanted."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = titles
        self.number = 0

    def on_mount(self) -> None:
        """Draws the titles."""
        self.show(lambda _width: [self._line()])

    def choose(self, number: int) -> None:
        """Marks a tab as the one that is shown."""
        self.number = number
        self.show(lambda _width: [self._line()])

    def _label(self, number: int) -> str:
        return f"{number + 1} {self._titles[number]}"

    def _line(self) -> Line:
        line = Line()
        for number in range(len(self._titles)):
            if number == self.number:
                line.add(f"[{self._label(number)}]", TITLE)
            else:
                line.add(f" {self._label(number)} ", QUIET)
            line.add(" " * (_GAP - 2))
        return line

    def on_click(self, event: Click) -> None:
        """Chooses the tab under the mouse."""
        at = 0
        for number in range(len(self._titles)):
            at += len(self._label(number)) + _GAP
            if event.x < at:
                self.post_message(self.Chosen(number))
                return
