"""The titles of the views, of which one is shown."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.events import Click
from textual.message import Message

from layersize.report.style import QUIET, TITLE
from layersize.tui.widgets.text_lines import TextLines

_GAP = 3


class TabLine(TextLines):
    """Titles with the digits that choose them."""

    class Selected(Message):
        """Another tab is wanted."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = titles
        self.number = 0

    def choose(self, number: int) -> None:
        """Marks a tab as the one that is shown."""
        self.number = number
        self.redraw()

    def _label(self, number: int) -> str:
        return f"{number + 1} {self._titles[number]}"

    def lines(self, width: int) -> Sequence[Text]:  # noqa: ARG002 - what has no room is cut off
        """One line of all titles."""
        line = Text()
        for number in range(len(self._titles)):
            if number == self.number:
                line.append(f"[{self._label(number)}]", TITLE)
            else:
                line.append(f" {self._label(number)} ", QUIET)
            line.append(" " * (_GAP - 2))
        return [line]

    def on_click(self, event: Click) -> None:
        """Chooses the tab under the mouse."""
        at = 0
        for number in range(len(self._titles)):
            at += len(self._label(number)) + _GAP
            if event.x < at:
                self.post_message(self.Selected(number))
                return
