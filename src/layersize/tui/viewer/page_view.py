"""A page as a widget: its lines are made when they come into view."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from layersize.report.style import QUIET
from layersize.text.cells import cell_len
from layersize.tui.lines import Pieces
from layersize.tui.viewer.page import (
    ADDED,
    ESCAPED,
    FOUND,
    MATCH,
    PART,
    REMOVED,
    Page,
    Search,
    wrapped_pieces,
)
from layersize.tui.widgets.text_lines import LINE_COMPONENTS

_COLOURING_SECONDS = 0.03
"""Between two moments of work on the colours of what is in view."""
_LINES_OF_WHEEL = 3
_CELLS_ASIDE = 8
_Place = tuple[int, int]
"""A row, and which of its lines, where it is wrapped into several."""


class PageView(Widget, can_focus=True):
    """Rows of any number, one after the other or each wrapped into several lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *LINE_COMPONENTS,
        *(ESCAPED, MATCH, FOUND, ADDED, REMOVED, PART),
        *("code--comment", "code--keyword", "code--name", "code--string", "code--number"),
    }
    BINDING_GROUP_TITLE = "The file"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f,space", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("g,home", "first", "First line", show=False),
        Binding("G,end", "last", "Last line", show=False),
        Binding("right,l", "aside(1)", "Right, where long lines are cut", show=False),
        Binding("left,h", "aside(-1)", "Left", show=False),
        Binding("slash", "screen.ask('/')", "Search", key_display="/", priority=True),
        Binding("n", "screen.match(1)", "Next match", show=False),
        Binding("N", "screen.match(-1)", "Match before", show=False),
        Binding("w", "wrap", "Wrap or cut long lines", show=False),
    ]

    class Moved(Message):
        """Other rows are in view."""

    def __init__(self) -> None:
        super().__init__()
        self.page: Page | None = None
        self.is_wrapped = True
        self._top: _Place = (0, 0)
        self._aside = 0
        """Cells that are scrolled out at the left."""
        self._lines: list[tuple[str, Pieces]] | None = None
        """Those in view, each with its margin; None: to be made anew."""
        self._last = 0
        self._colouring: Timer | None = None

    def show(self, page: Page, offset: int = 0) -> None:
        """Shows a page from the row on that a byte is in."""
        self.page = page
        page.fit(self._width)
        self._aside = 0
        self._go((page.row_at(offset), 0))
        if self._colouring is None:
            self._colouring = self.set_interval(_COLOURING_SECONDS, self._colour)

    def redraw(self) -> None:
        """Shows what has become of the page."""
        self._lines = None
        self.refresh()
        self.post_message(self.Moved())

    @property
    def offset_in_view(self) -> int:
        """Where in the file the first row in view begins."""
        return self.page.offset_of(self._top[0]) if self.page is not None and len(self.page) else 0

    @property
    def rows_in_view(self) -> tuple[int, int]:
        """The first and the last."""
        self._visible()
        return self._top[0], self._last

    @property
    def _width(self) -> int:
        return max(1, self.size.width)

    def _room(self, page: Page) -> int:
        return max(1, self._width - len(page.margin(0)) if len(page) else self._width)

    def _lines_of(self, row: int) -> list[Pieces]:
        assert self.page is not None  # noqa: S101 - asked only where there are rows
        pieces = self.page.row(row)
        return wrapped_pieces(pieces, self._room(self.page)) if self.is_wrapped else [pieces]

    def _visible(self) -> list[tuple[str, Pieces]]:
        """The lines in view."""
        page = self.page
        if self._lines is None:
            self._lines = []
            row, skipped = self._top
            self._last = row
            while page is not None and row < len(page) and len(self._lines) < self.size.height:
                margin = page.margin(row)
                for at, line in enumerate(self._lines_of(row)):
                    if at >= skipped:
                        self._lines.append((margin if at == 0 else " " * len(margin), line))
                self._last, row, skipped = row, row + 1, 0
            del self._lines[self.size.height :]
        return self._lines

    def _go(self, place: _Place) -> None:
        """To a place, but not so far that lines below the last one are in view."""
        row, line = min(max((0, 0), place), self._lowest())
        if line and self.page is not None:
            line = min(line, len(self._lines_of(row)) - 1)
        self._top = row, line
        self.redraw()

    def _lowest(self) -> _Place:
        """The place from which on the last line is the lowest in view."""
        if self.page is None or not len(self.page):
            return 0, 0
        row = len(self.page) - 1
        return self._up((row, len(self._lines_of(row)) - 1), self.size.height - 1)

    def _up(self, place: _Place, lines: int) -> _Place:
        row, line = place
        while lines > line and row > 0:
            lines -= line + 1
            row -= 1
            line = len(self._lines_of(row)) - 1
        return row, max(0, line - lines)

    def _down(self, place: _Place, lines: int) -> _Place:
        assert self.page is not None  # noqa: S101 - asked only where there are rows
        row, line = place
        while row < len(self.page) - 1 and line + lines >= (count := len(self._lines_of(row))):
            lines -= count - line
            row, line = row + 1, 0
        return row, line + lines

    def action_move(self, lines: int) -> None:
        """Some lines on or back."""
        if self.page is not None and len(self.page):
            self._go(self._down(self._top, lines) if lines > 0 else self._up(self._top, -lines))

    def action_page(self, pages: int) -> None:
        """As many lines as are in view, but for one."""
        self.action_move(pages * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the first line."""
        self._go((0, 0))

    def action_last(self) -> None:
        """To the last line."""
        self._go(self._lowest())

    def action_aside(self, steps: int) -> None:
        """To the side, where lines are not wrapped."""
        if self.is_wrapped:
            self.notify("Long lines are wrapped: w cuts them, then there is more at the right.")
            return
        widest = max(
            (sum(cell_len(text) for text, _ in line) for _, line in self._visible()), default=0
        )
        self._aside = max(0, min(self._aside + steps * _CELLS_ASIDE, widest - _CELLS_ASIDE))
        self.redraw()

    def action_wrap(self) -> None:
        """Long lines go on below, or are cut."""
        self.is_wrapped = not self.is_wrapped
        self._aside = 0
        self._go((self._top[0], 0))

    def go_to_row(self, row: int) -> None:
        """Shows a row as the first in view, as far as there are lines below it."""
        self._go((row, 0))

    def go_to_match(self, search: Search) -> None:
        """Marks what matches, and shows the match that was found."""
        page = self.page
        if page is None:
            return
        page.search = search
        self._lines = None
        if search.found is not None and not any(map(_has_found, self._visible())):
            row = page.row_at(search.found[0])
            lines = self._lines_of(row)
            line = next((at for at, pieces in enumerate(lines) if _cells_before(pieces) >= 0), 0)
            self._go(self._up((row, line), self.size.height // 3))
        if not self.is_wrapped:
            self._show_aside()
        self.redraw()

    def _show_aside(self) -> None:
        """Scrolls to the side, if the match that was found is out of view there."""
        cells = max((_cells_before(pieces) for _, pieces in self._visible()), default=-1)
        if self.page is not None and cells >= 0:
            room = self._room(self.page)
            if not self._aside <= cells < self._aside + room:
                self._aside = max(0, cells - room // 2)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Some lines on."""
        event.stop()
        self.action_move(_LINES_OF_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Some lines back."""
        event.stop()
        self.action_move(-_LINES_OF_WHEEL)

    def on_resize(self) -> None:
        """Keeps the first row in view, and about which of its lines."""
        if self.page is not None:
            offset, line = self.offset_in_view, self._top[1]
            self.page.fit(self._width)
            self._go((self.page.row_at(offset), line))

    def _colour(self) -> None:
        """Works on the colours of what is in view, for a moment."""
        if self.page is not None and self.page.colour(self.rows_in_view[1]):
            self._lines = None
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draws a line."""
        lines = self._visible()
        base = self.rich_style
        if y >= len(lines):
            return Strip([]).adjust_cell_length(self.size.width, base)
        margin, pieces = lines[y]
        text = Strip(self._segments(pieces, base))
        if self._aside:
            text = text.crop(self._aside)
        number = Strip(self._segments([(margin, QUIET)], base))
        return Strip.join([number, text]).adjust_cell_length(self.size.width, base)

    def _segments(self, pieces: Pieces, base: Style) -> list[Segment]:
        return [Segment(text, base + self._style(name)) for text, name in pieces if text]

    def _style(self, name: str) -> Style:
        """What a style class changes; its colours as they are on the page's own background."""
        if not name:
            return Style()
        name = "line--quiet" if name == QUIET else name
        mixed = self.get_component_rich_style(name)
        changed = self.get_component_rich_style(name, partial=True)
        return changed + Style(color=mixed.color, bgcolor=changed.bgcolor and mixed.bgcolor)


def _has_found(line: tuple[str, Pieces]) -> bool:
    return _cells_before(line[1]) >= 0


def _cells_before(pieces: Pieces) -> int:
    """How many cells there are before the match that was gone to; -1 where it is not in a line."""
    cells = 0
    for text, style in pieces:
        if style == FOUND:
            return cells
        cells += cell_len(text)
    return -1
