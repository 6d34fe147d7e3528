"""Lines of text as a widget, and how their styles become the theme's colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from layersize.report.style import GROWN, LIVE, QUIET, SHADOWED, SHRUNK, TITLE
from layersize.tui.line import Line

_COMPONENT_OF = {
    LIVE: "line--live",
    SHADOWED: "line--shadowed",
    QUIET: "line--quiet",
    TITLE: "line--title",
    GROWN: "line--grown",
    SHRUNK: "line--shrunk",
}
LINE_COMPONENTS: set[str] = set(_COMPONENT_OF.values())


def strip_of(widget: Widget, line: Line, width: int, under: Style | None = None) -> Strip:
    """A line as wide as asked, in the widget's colours, on top of a style of the whole line."""
    base = widget.rich_style + (under or Style())
    segments = []
    for text, name in line:
        component = _COMPONENT_OF.get(name)
        style = widget.get_component_rich_style(component) if component else Style()
        segments.append(Segment(text, base + Style(color=style.color, bold=style.bold or None)))
    return Strip(segments).adjust_cell_length(width, base)


class Drawing(Widget):
    """Shows lines that a function makes for the width there is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_COMPONENTS

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, classes=classes)
        self._draw: Callable[[int], Sequence[Line]] = lambda width: []  # noqa: ARG005 - as it is called
        self._drawn: tuple[Size, Sequence[Line]] | None = None

    def show(self, draw: Callable[[int], Sequence[Line]]) -> None:
        """Shows something else."""
        self._draw = draw
        self._drawn = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draws a line when it comes into view."""
        if self._drawn is None or self._drawn[0] != self.size:
            self._drawn = self.size, self._draw(self.size.width)
        lines = self._drawn[1]
        return strip_of(self, lines[y] if y < len(lines) else Line(), self.size.width)
