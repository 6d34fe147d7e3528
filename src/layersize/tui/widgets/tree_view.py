"""A directory of a tree, with its path on top, and what can be done with its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Generic

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from layersize.patterns import Pattern
from layersize.tui.tables.files import TreeTable
from layersize.tui.tree_rows import AnyTree, ItemT, Order, TreeRows, parent_of
from layersize.tui.widgets.breadcrumb import Breadcrumb
from layersize.tui.widgets.filter_field import FilterField
from layersize.tui.widgets.table_view import TableView


class TreeView(Vertical, Generic[ItemT]):
    """Walks through a tree, one directory at a time."""

    BINDING_GROUP_TITLE = "Files"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace,h,left", "up", "Up", key_display="⌫"),
        Binding("escape", "clear_filter", "Clear the filter", show=False),
        Binding("s", "sort_by_size", "Sort by size; again to reverse", show=False),
        Binding("n", "sort_by_name", "Sort by name; again to reverse", show=False),
        Binding("d", "only_changed", "Changed only", show=False),
        Binding("space", "mark", "Mark", key_display="space"),
        Binding("y", "copy", "Copy the path", show=False),
    ]

    class Highlighted(Message):
        """Another item is highlighted, or none where a directory is empty."""

    class Found(Message):
        """A tree was searched."""

        def __init__(self, pattern: Pattern, tree: AnyTree[Any]) -> None:
            super().__init__()
            self.pattern = pattern
            self.tree = tree

    class Marked(Message):
        """The set of marked paths has changed."""

    def __init__(self, table: TreeTable[ItemT], *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._table = table
        self._style = table.style
        self._title = ""
        self._whole: AnyTree[ItemT] | None = None
        self._tree: AnyTree[ItemT] | None = None
        self._pattern: Pattern | None = None
        self._typed = ""
        self._order = Order()

    def compose(self) -> ComposeResult:
        """Where in the tree it is, the rows, and where a filter is typed."""
        yield Breadcrumb(self._style)
        yield TableView(self._style)
        yield FilterField()

    @property
    def _field(self) -> FilterField:
        return self.query_one(FilterField)

    @property
    def listing(self) -> TableView:
        """The rows as a widget."""
        return self.query_one(TableView)

    @property
    def rows(self) -> TreeRows[ItemT]:
        """The rows of the directory that is shown."""
        return self._table.rows

    @property
    def item(self) -> ItemT | None:
        """What is highlighted."""
        return self.rows.item(self.listing.cursor) if len(self.rows) else None

    def show_tree(self, tree: AnyTree[ItemT], title: str) -> None:
        """Shows another tree, at the same place if it has that; what a filter finds in it."""
        self._whole, self._title = tree, title
        pattern = self._pattern
        if pattern is None:
            self._show(tree)
        else:
            self._search(tree, pattern)

    @work(thread=True, exclusive=True)
    def _search(self, tree: AnyTree[ItemT], pattern: Pattern) -> None:
        """Looks at every path; the result of a search that was overtaken is dropped."""
        found = tree.matching(pattern)
        found.listing(b"")
        if not get_current_worker().is_cancelled:
            self.post_message(self.Found(pattern, found))

    def on_tree_view_found(self, event: Found) -> None:
        """Shows what a filter found, if that is still wanted."""
        event.stop()
        if event.pattern is self._pattern:
            self._show(event.tree)

    def _show(self, tree: AnyTree[ItemT]) -> None:
        self._tree = tree
        item = self.item
        self._open(self._nearest(self.rows.directory), item.name if item else b"")

    def go_to(self, path: bytes) -> None:
        """Opens the directory of a path and highlights the path; drops a filter that hides it."""
        if self._whole is not None:
            self._drop_filter()
            self._order = replace(self._order, only_changed=False)
            self._open(self._nearest(parent_of(path)), path.rpartition(b"/")[2])

    def _nearest(self, directory: bytes) -> bytes:
        """The directory, or the nearest above it that there is something in."""
        while directory and self._tree is not None and not len(self._tree.listing(directory).names):
            directory = parent_of(directory)
        return directory

    def _open(self, directory: bytes, name: bytes = b"") -> None:
        if self._tree is not None:
            rows = TreeRows(self._tree.listing(directory), directory, self._order)
            self._show_rows(rows, name)

    def _reorder(self) -> None:
        if self._tree is not None:
            item = self.item
            self._show_rows(self.rows.reordered(self._order), item.name if item else b"")

    def _show_rows(self, rows: TreeRows[ItemT], name: bytes) -> None:
        self._table.show(rows)
        self.listing.show(self._table, rows.row_of(name) if name else 0)
        self.query_one(Breadcrumb).show(self._title, rows.directory, self._order, self._typed)
        if not len(rows):
            self.post_message(self.Highlighted())

    def on_table_view_highlighted(self, event: TableView.Highlighted) -> None:
        """Passes it on: an item of the tree is highlighted."""
        event.stop()
        self.post_message(self.Highlighted())

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Descends."""
        event.stop()
        item = self.item
        if item is not None and item.is_directory:
            self._open(item.path)
        elif item is not None:
            name = self._style.path(item.name)
            text = (
                f"{name} is not a folder: the lines at the bottom are about it; y copies its path."
            )
            self.notify(text, markup=False)

    def on_click(self, event: Click) -> None:
        """A click on the breadcrumb goes up."""
        if self.query_one(Breadcrumb).region.contains_point(event.screen_offset):
            self.action_up()

    def action_up(self) -> None:
        """To the directory above."""
        if self.rows.directory:
            directory = self.rows.directory
            self._open(parent_of(directory), directory.rpartition(b"/")[2])
        else:
            self.notify("This is the top folder.")

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
        """Marks the highlighted item, or takes the mark away, and goes on to the next."""
        if self.item is not None:
            self._table.marks ^= {self.item.path}
            self.listing.refresh()
            self.listing.action_move(1)
            self.post_message(self.Marked())
        else:
            self.notify("There is nothing here to mark.")

    def action_copy(self) -> None:
        """Copies the highlighted path to the terminal's clipboard."""
        if self.item is not None:
            path = self._style.path(self.item.path)
            self.app.copy_to_clipboard(path)
            self.notify(f"copied {path}", markup=False)
        else:
            self.notify("There is nothing here to copy.")

    def ask_filter(self) -> None:
        """Asks for a pattern; the tree follows while it is typed."""
        self._field.ask()

    def on_filter_field_wanted(self, event: FilterField.Wanted) -> None:
        """Shows what matches."""
        event.stop()
        self._pattern, self._typed = event.pattern, event.typed
        if self._whole is not None:
            self.show_tree(self._whole, self._title)

    def on_filter_field_refused(self, event: FilterField.Refused) -> None:
        """Says what is wrong with what is typed; the rows stay."""
        event.stop()
        self.query_one(Breadcrumb).refuse(event.problem)

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
        self._pattern, self._typed, self._tree = None, "", self._whole
