"""A directory of a tree, with the way to it on top, and what can be done with its rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from layersize.report.style import QUIET, SHADOWED, TITLE, Pen
from layersize.tui.line import Line
from layersize.tui.table import Table
from layersize.tui.tree_rows import AnyItem, AnyTree, Order, TreeRows, parent_of
from layersize.tui.widgets.drawing import Drawing
from layersize.tui.widgets.filter_field import FilterField
from layersize.tui.widgets.listing import Listing


def way_line(
    title: str, directory: bytes, order: Order, pattern: str, width: int, pen: Pen
) -> Line:
    """What the tree is, its directories from the root on, and how its rows were chosen."""
    line = Line(f"{title} " if title else "", QUIET)
    notes = [f"/{pen.name(pattern)}/"] if pattern else []
    notes += ["changed only"] if order.only_changed else []
    notes += ["by name"] if order.by_name else []
    notes += ["reversed"] if order.is_reversed else []
    note = "  " + ", ".join(notes) if notes else ""
    parts = [pen.path(part) for part in directory.split(b"/") if part]
    way = " / ".join(["", *parts]).strip() or "/"
    line.add(pen.cut_start(way, max(10, width - line.cells - len(note))), TITLE)
    return line.add(note, SHADOWED)


Item = TypeVar("Item", bound=AnyItem)


class TreeView(Vertical, Generic[Item]):
    """Walks through a tree, one directory at a time."""

    BINDING_GROUP_TITLE = "Files"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace,h,left", "up", "Up", key_display="⌫"),
        Binding("escape", "clear_filter", "Clear the filter", show=False),
        Binding("s", "sort_by_size", "Sort by size, again: reversed", show=False),
        Binding("n", "sort_by_name", "Sort by name, again: reversed", show=False),
        Binding("d", "only_changed", "Changed only", show=False),
        Binding("space", "mark", "Mark", key_display="space"),
        Binding("y", "copy", "Copy the path", show=False),
    ]

    class AtHand(Message):
        """Another item is at hand; None where a directory is empty."""

        def __init__(self, item: AnyItem | None) -> None:
            super().__init__()
            self.item = item

    class Found(Message):
        """A tree was searched."""

        def __init__(self, pattern: re.Pattern[bytes], tree: AnyTree[Any]) -> None:
            super().__init__()
            self.pattern = pattern
            self.tree = tree

    class Marked(Message):
        """The set of marked paths has changed."""

    def __init__(
        self,
        table_of: Callable[[TreeRows[Item], set[bytes], int], Table],
        marks: set[bytes],
        pen: Pen,
        *,
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(id=id)
        self._table_of = table_of
        self._marks = marks
        self._pen = pen
        self._title = ""
        self._whole: AnyTree[Item] | None = None
        self._tree: AnyTree[Item] | None = None
        self._pattern: re.Pattern[bytes] | None = None
        self._order = Order()
        self.rows: TreeRows[Item] | None = None

    def compose(self) -> ComposeResult:
        """The way, the rows, and where a filter is typed."""
        yield Drawing(classes="way")
        yield Listing(self._pen)
        yield FilterField()

    def on_mount(self) -> None:
        """Shows the way, though there is no tree yet."""
        self.query_one(Drawing).show(lambda width: [self._way(width)])

    @property
    def _field(self) -> FilterField:
        return self.query_one(FilterField)

    @property
    def listing(self) -> Listing:
        """The rows as a widget."""
        return self.query_one(Listing)

    @property
    def item(self) -> Item | None:
        """What is at hand."""
        rows = self.rows
        return rows.item(self.listing.cursor) if rows is not None and len(rows) else None

    def show_tree(self, tree: AnyTree[Item], title: str) -> None:
        """Shows another tree, at the same place if it has that; what a filter finds in it."""
        self._whole, self._title = tree, title
        pattern = self._pattern
        if pattern is None:
            self._show(tree)
        else:
            self.run_worker(lambda: self._search(tree, pattern), thread=True, exclusive=True)

    def _search(self, tree: AnyTree[Item], pattern: re.Pattern[bytes]) -> None:
        """In a thread: looks at every path; tells nobody if it is too late."""
        found = tree.matching(pattern)
        found.listing(b"")
        if not get_current_worker().is_cancelled:
            self.post_message(self.Found(pattern, found))

    def on_tree_view_found(self, event: Found) -> None:
        """Shows what a filter found, if that is still wanted."""
        event.stop()
        if event.pattern is self._pattern:
            self._show(event.tree)

    def _show(self, tree: AnyTree[Item]) -> None:
        self._tree = tree
        place = self.rows.directory if self.rows else b""
        at_hand = self.item
        while place and not len(tree.listing(place).names):
            place = parent_of(place)
        self._open(place, at_hand.name if at_hand else b"")

    def go_to(self, path: bytes) -> None:
        """Opens the directory of a path, and takes it at hand; drops a filter that hides it."""
        if self._whole is not None:
            self._drop_filter()
            self._order = replace(self._order, only_changed=False)
            self._open(parent_of(path), path.rpartition(b"/")[2])

    def _open(self, directory: bytes, name: bytes = b"") -> None:
        if self._tree is not None:
            rows = TreeRows(self._tree.listing(directory), directory, self._order)
            self._show_rows(rows, name)

    def _reorder(self) -> None:
        if self.rows is not None:
            at_hand = self.item
            rows = self.rows.reordered(self._order)
            self._show_rows(rows, at_hand.name if at_hand else b"")

    def _show_rows(self, rows: TreeRows[Item], name: bytes) -> None:
        self.rows = rows
        row = rows.row_of(name) if name else 0
        self.listing.show(lambda width: self._table_of(rows, self._marks, width), row)
        self.query_one(Drawing).show(lambda width: [self._way(width)])
        if not len(rows):
            self.post_message(self.AtHand(None))

    def _way(self, width: int) -> Line:
        directory = self.rows.directory if self.rows else b""
        found = self._pattern.pattern.decode() if self._pattern else ""
        return way_line(self._title, directory, self._order, found, width, self._pen)

    def on_listing_moved(self, event: Listing.Moved) -> None:
        """Tells which item is at hand."""
        event.stop()
        self.post_message(self.AtHand(self.item))

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        """Descends."""
        event.stop()
        if self.item is not None and self.item.is_directory:
            self._open(self.item.path)

    def on_click(self, event: Click) -> None:
        """A click on the way goes up."""
        if self.query_one(".way").region.contains_point(event.screen_offset):
            self.action_up()

    def action_up(self) -> None:
        """To the directory above."""
        if self.rows is not None and self.rows.directory:
            directory = self.rows.directory
            self._open(parent_of(directory), directory.rpartition(b"/")[2])

    def action_sort_by_size(self) -> None:
        """By size, and again the other way round."""
        self._order = self._order.sorted_by(name=False)
        self._reorder()

    def action_sort_by_name(self) -> None:
        """By name, and again the other way round."""
        self._order = self._order.sorted_by(name=True)
        self._reorder()

    def action_only_changed(self) -> None:
        """Leaves out what has not changed, or shows it again."""
        self._order = replace(self._order, only_changed=not self._order.only_changed)
        self._reorder()

    def action_mark(self) -> None:
        """Marks the item at hand, or takes the mark away, and goes on to the next."""
        if self.item is not None:
            self._marks ^= {self.item.path}
            self.listing.redraw()
            self.listing.action_move(1)
            self.post_message(self.Marked())

    def action_copy(self) -> None:
        """Copies the path at hand to the terminal's clipboard."""
        if self.item is not None:
            path = self._pen.path(self.item.path)
            self.app.copy_to_clipboard(path)
            self.notify(f"copied {path}", markup=False)

    def ask_filter(self) -> None:
        """Asks for a pattern; the tree follows while it is typed."""
        self._field.ask()

    def on_filter_field_wanted(self, event: FilterField.Wanted) -> None:
        """Shows what matches."""
        event.stop()
        self._pattern = event.pattern
        if self._whole is not None:
            self.show_tree(self._whole, self._title)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The pattern stays; back to the rows."""
        event.stop()
        self.screen.set_focus(self.listing)

    def action_clear_filter(self) -> None:
        """Shows everything again."""
        if self._whole is not None:
            self._drop_filter()
            self.show_tree(self._whole, self._title)
            self.screen.set_focus(self.listing)

    def _drop_filter(self) -> None:
        self._field.drop()
        self._pattern, self._tree = None, self._whole
