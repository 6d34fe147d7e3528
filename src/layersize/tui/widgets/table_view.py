"""A table of any length as a widget: a row is drawn when it comes into view."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from layersize.report.style import QUIET, OutputStyle
from layersize.tui.table import Table, TableLayout
from layersize.tui.widgets.text_lines import LINE_COMPONENTS, strip_of

_BLANKS = "  "
"""At the left, where the highlighted row has its sign."""


class TableView(ScrollView, can_focus=True):
    """A table under a line of titles that stays; one of its rows is highlighted."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*LINE_COMPONENTS, "table--cursor"}
    BINDING_GROUP_TITLE = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("g,home", "first", "First", show=False),
        Binding("G,end", "last", "Last", show=False),
        Binding("enter", "choose", "Open", key_display="⏎"),
        Binding("l,right", "go_in", "Open, or go into what is unfolded", show=False),
    ]

    class Highlighted(Message):
        """Another row is highlighted."""

        def __init__(self, view: TableView, row: int) -> None:
            super().__init__()
            self.view = view
            self.row = row

        @property
        def control(self) -> TableView:
            """The view it is about."""
            return self.view

    class Selected(Highlighted):
        """Enter, or a double click; or the way to the right, which never closes anything."""

        def __init__(self, view: TableView, row: int, *, goes_in: bool) -> None:
            super().__init__(view, row)
            self.goes_in = goes_in

    def __init__(
        self,
        style: OutputStyle,
        *,
        id: str | None = None,  # noqa: A002 - Textual's word
        classes: str | None = None,
        is_as_high_as_needed: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._is_as_high_as_needed = is_as_high_as_needed
        self._signs = style.signs
        self._table: Table | None = None
        self._drawn: tuple[int, TableLayout] | None = None
        self.cursor = 0

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._table or ())

    def show(self, table: Table, cursor: int = 0) -> None:
        """Shows a table, or what has become of it, with one of its rows highlighted."""
        self._table = table
        self._drawn = None
        self.virtual_size = Size(0, self.row_count + 1)
        if self._is_as_high_as_needed:
            self.styles.height = max(2, self.row_count + 1)
        self.cursor = -1
        self.move_to(cursor)
        self.refresh()

    def on_focus(self) -> None:
        """Shows that the keys act here."""
        self.refresh()

    def on_blur(self) -> None:
        """Shows that they don't."""
        self.refresh()

    def on_resize(self) -> None:
        """Keeps the highlighted row in view."""
        self._scroll_to_cursor()

    def move_to(self, row: int) -> None:
        """Highlights a row, or the nearest there is."""
        row = max(0, min(row, self.row_count - 1))
        if row != self.cursor:
            before, scrolled = self.cursor, self.scroll_offset.y
            self.cursor = row
            self._scroll_to_cursor()
            if self.scroll_offset.y == scrolled and before >= 0:
                self.refresh_line(before + 1)
                self.refresh_line(row + 1)
            else:
                self.refresh()
            if self.row_count:
                self.post_message(self.Highlighted(self, row))

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
        self.move_to(self.row_count - 1)

    def action_choose(self) -> None:
        """Opens the highlighted row."""
        self._select(goes_in=False)

    def action_go_in(self) -> None:
        """Opens the highlighted row, or goes into it where it is open."""
        self._select(goes_in=True)

    def _select(self, *, goes_in: bool) -> None:
        if self.row_count:
            self.post_message(self.Selected(self, self.cursor, goes_in=goes_in))
        else:
            self.notify("There is nothing here to open.")

    def on_click(self, event: Click) -> None:
        """Highlights the row under the mouse; opens it if it was clicked twice."""
        row = event.y - 1 + self.scroll_offset.y
        if event.y < 1 or row >= self.row_count:
            return
        self.move_to(row)
        if event.chain == 2:
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Draws the titles, or the row that has scrolled there."""
        width = self.scrollable_content_region.width
        if self._table is None:
            return strip_of(self, [], width)
        if y == 0 and not len(self._table):
            return strip_of(self, [(_BLANKS, ""), (self._table.empty, QUIET)], width)
        if self._drawn is None or self._drawn[0] != width:
            layout = TableLayout(self._table, max(0, width - len(_BLANKS)))
            self._drawn = width, layout
        layout = self._drawn[1]
        if y == 0:
            return strip_of(self, [(_BLANKS, ""), *layout.header()], width)
        return self._row_strip(layout, y - 1 + self.scroll_offset.y, width)

    def _row_strip(self, layout: TableLayout, row: int, width: int) -> Strip:
        if row >= self.row_count:
            return strip_of(self, [], width)
        pieces = layout.row(row)
        if row != self.cursor:
            return strip_of(self, [(_BLANKS, ""), *pieces], width)
        style = Style(bold=True)
        if self.has_focus:
            style += Style(bgcolor=self.get_component_rich_style("table--cursor").bgcolor)
        cursor = self._signs.cursor if self.has_focus else self._signs.resting_cursor
        return strip_of(self, [(f"{cursor} ", ""), *pieces], width, style)
