"""A list of any length: a row is drawn when it comes into view, and is no object before."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from layersize.report.style import QUIET, Pen
from layersize.tui.line import Line
from layersize.tui.table import Column, Table
from layersize.tui.widgets.drawing import LINE_COMPONENTS, strip_of

_POINTER = 2
"""Cells at the left, for the sign of the row at hand."""
_NO_TABLE = Table(
    rows=0,
    columns=(),
    last=Column(title="", cells=0, draw=lambda row, cells: Line()),  # noqa: ARG005 - as it is called
)


class Listing(ScrollView, can_focus=True):
    """A table under a line of titles that stays; one of its rows is at hand."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*LINE_COMPONENTS, "listing--cursor"}
    BINDING_GROUP_TITLE = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("g,home", "first", "First", show=False),
        Binding("G,end", "last", "Last", show=False),
        Binding("enter,l,right", "choose", "Open", key_display="⏎"),
    ]

    class Moved(Message):
        """Another row is at hand."""

        def __init__(self, listing: Listing, row: int) -> None:
            super().__init__()
            self.listing = listing
            self.row = row

        @property
        def control(self) -> Listing:
            """The listing it is about."""
            return self.listing

    class Chosen(Moved):
        """Enter, or a double click."""

    def __init__(self, pen: Pen, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._table_for: Callable[[int], Table] = lambda width: _NO_TABLE  # noqa: ARG005 - as it is called
        self._table: tuple[int, Table] = (0, _NO_TABLE)
        self._pointer, self._place = (">", ".") if pen.style.ascii else ("▶", "·")
        self.cursor = 0

    @property
    def table(self) -> Table:
        """The table for the present width."""
        width = max(0, self.scrollable_content_region.width - _POINTER)
        if self._table[0] != width:
            self._table = width, self._table_for(width)
        return self._table[1]

    def show(self, table_for: Callable[[int], Table], cursor: int = 0) -> None:
        """Shows the table that a function makes for the width there is."""
        self._table_for = table_for
        self._table = (-1, _NO_TABLE)
        self.virtual_size = Size(0, self.table.rows + 1)
        self.cursor = -1
        self.move_to(cursor)
        self.refresh()

    def redraw(self) -> None:
        """Draws the rows anew, of which something has changed."""
        self._table = (-1, _NO_TABLE)
        self.refresh()

    def on_focus(self) -> None:
        """Shows that the keys act here."""
        self.refresh()

    def on_blur(self) -> None:
        """Shows that they don't."""
        self.refresh()

    def on_resize(self) -> None:
        """Keeps the row at hand in view."""
        self._scroll_to_cursor()

    def move_to(self, row: int) -> None:
        """Takes another row at hand, the nearest there is."""
        row = max(0, min(row, self.table.rows - 1))
        if row != self.cursor:
            self.cursor = row
            self._scroll_to_cursor()
            self.refresh()
            if self.table.rows:
                self.post_message(self.Moved(self, row))

    def _scroll_to_cursor(self) -> None:
        visible = max(1, self.scrollable_content_region.height - 1)
        if self.cursor < self.scroll_offset.y:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= self.scroll_offset.y + visible:
            self.scroll_to(y=self.cursor - visible + 1, animate=False, immediate=True)

    def action_move(self, rows: int) -> None:
        """One row on or back."""
        self.move_to(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """As many rows as are in view."""
        self.move_to(self.cursor + pages * max(1, self.scrollable_content_region.height - 2))

    def action_first(self) -> None:
        """The first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """The last row."""
        self.move_to(self.table.rows - 1)

    def action_choose(self) -> None:
        """Opens the row at hand."""
        if self.table.rows:
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: Click) -> None:
        """Takes the row under the mouse at hand; opens it if it was clicked twice."""
        row = event.y - 1 + self.scroll_offset.y
        if event.y < 1 or row >= self.table.rows:
            return
        self.move_to(row)
        if event.chain == 2:
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Draws the titles, or the row that has scrolled there."""
        width = self.scrollable_content_region.width
        table = self.table
        row = y - 1 + self.scroll_offset.y
        blanks = " " * _POINTER
        if y == 0:
            header = table.header(width - _POINTER) if table.rows else Line(table.empty, QUIET)
            return strip_of(self, Line(blanks).extend(header), width)
        if row >= table.rows:
            return strip_of(self, Line(), width)
        line = table.line(row, width - _POINTER)
        if row != self.cursor:
            return strip_of(self, Line(blanks).extend(line), width)
        style = Style(bold=True)
        if self.has_focus:
            style += Style(bgcolor=self.get_component_rich_style("listing--cursor").bgcolor)
        pointer = self._pointer if self.has_focus else self._place
        return strip_of(self, Line(f"{pointer} ").extend(line), width, style)
