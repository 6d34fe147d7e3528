"""Lines of text as a widget, and how their colours become the theme's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from layersize.report.style import GROWN, LIVE, QUIET, SHADOWED, SHRUNK, TITLE
from layersize.tui.lines import Pieces, pieces_of

_COMPONENT_OF = {
    LIVE: "line--live",
    SHADOWED: "line--shadowed",
    QUIET: "line--quiet",
    TITLE: "line--title",
    GROWN: "line--grown",
    SHRUNK: "line--shrunk",
}
LINE_COMPONENTS: set[str] = set(_COMPONENT_OF.values())


def strip_of(widget: Widget, pieces: Pieces, width: int, under: Style | None = None) -> Strip:
    """A line as wide as asked, in the widget's colours, on top of a style of the whole line."""
    base = widget.rich_style + (under or Style())
    segments = []
    for text, color in pieces:
        if not text:
            continue
        component = _COMPONENT_OF.get(color)
        style = widget.get_component_rich_style(component) if component else Style()
        segments.append(Segment(text, base + Style(color=style.color, bold=style.bold or None)))
    return Strip(segments).adjust_cell_length(width, base)


class TextLines(Widget):
    """Shows lines of text; a subclass says which, for the width there is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_COMPONENTS

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, classes=classes)
        self._made: tuple[Size, Sequence[Text]] | None = None

    def lines(self, width: int) -> Sequence[Text]:
        """The lines for so many terminal cells; asked again after `redraw` and in another size."""
        raise NotImplementedError

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - as Textual calls it
        """Where the style sheet leaves the height open: as many lines as there are."""
        return len(self.lines(width))

    def redraw(self) -> None:
        """Shows what has become of the lines."""
        self._made = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draws a line when it comes into view."""
        if self._made is None or self._made[0] != self.size:
            self._made = self.size, self.lines(self.size.width)
        lines = self._made[1]
        pieces = pieces_of(lines[y]) if y < len(lines) else []
        return strip_of(self, pieces, self.size.width)
