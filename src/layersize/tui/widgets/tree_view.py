"""A directory of a tree, with its path on top, and what can be done with its rows."""

from __future__ import annotations

from dataclasses import replace
from operator import ge
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
from layersize.tui.outline import AnyRows, Outline
from layersize.tui.tables.files import TreeTable
from layersize.tui.tree_rows import AnyTree, ItemT, Order, TreeRows, parent_of
from layersize.tui.widgets.breadcrumb import Breadcrumb
from layersize.tui.widgets.filter_field import FilterField
from layersize.tui.widgets.table_view import TableView

ROOMY = 180, 50
"""From this size of the terminal on, there is room to begin with the tree unfolded."""


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
        Binding("c", "details", "Mode, owner and link target", show=False),
        Binding("u", "outline", "Tree or folder"),
        Binding("plus", "unfold", "Unfold, in the tree", key_display="+", show=False),
        Binding("minus", "fold", "Fold", key_display="-", show=False),
        Binding("asterisk", "unfold_below", "Unfold all below", key_display="*", show=False),
    ]

    class Highlighted(Message):
        """Another item is highlighted, or none where a directory is empty."""

    class Opened(Message):
        """Enter on something that is no directory."""

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
        self._is_outline = False
        """Whether folders unfold in place, or take the place of the one that they are in."""
        self._unfolded: set[bytes] = set()
        self._unfolded_found: set[bytes] = set()
        """The same among what a filter found."""
        self._is_arranged = False
        """Whether the user has chosen what is unfolded."""

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
    def rows(self) -> AnyRows[ItemT]:
        """The rows of the directory that is shown, or of the tree."""
        return self._table.rows

    @property
    def item(self) -> ItemT | None:
        """What is highlighted."""
        return self.rows.item(self.listing.cursor) if len(self.rows) else None

    @property
    def shown_tree(self) -> AnyTree[ItemT] | None:
        """What is shown, without what a filter leaves out."""
        return self._tree

    def show_tree(self, tree: AnyTree[ItemT], title: str) -> None:
        """Shows another tree, at the same place if it has that; what a filter finds in it."""
        if self._whole is None:
            self._is_outline = all(map(ge, self.app.size, ROOMY))
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
        directory, path = self._directory, self._path
        self._tree = tree
        if self._is_outline:
            self._unfolded_found = set()
            self._show_outline(path, is_new=True)
        else:
            self._open(self._nearest(directory), path)

    @property
    def _directory(self) -> bytes:
        """The folder that is shown, or that the highlighted row of the tree is in."""
        rows, item = self.rows, self.item
        if isinstance(rows, TreeRows):
            return rows.directory
        return b"" if item is None else parent_of(item.path)

    @property
    def _path(self) -> bytes:
        """What is highlighted; where nothing is, the folder that is shown."""
        item = self.item
        return self._directory if item is None else item.path

    def go_to(self, path: bytes) -> None:
        """Opens the directory of a path and highlights the path; drops a filter that hides it."""
        if self._whole is not None:
            self._drop_filter()
            self._order = replace(self._order, only_changed=False)
            if self._is_outline:
                self._unfold_to(path)
            else:
                self._open(self._nearest(parent_of(path)), path)

    def _nearest(self, directory: bytes) -> bytes:
        """The directory, or the nearest above it that there is something in."""
        while directory and self._tree is not None and not len(self._tree.listing(directory).names):
            directory = parent_of(directory)
        return directory

    def _open(self, directory: bytes, path: bytes = b"") -> None:
        """Shows one folder, and highlights a path in it."""
        if self._tree is not None:
            rows = TreeRows(self._tree.listing(directory), directory, self._order)
            self._show_rows(rows, path)

    def _unfold_to(self, path: bytes) -> None:
        """Shows the tree, with a path in sight."""
        above = parent_of(path)
        while above:
            self._is_arranged = True
            self._unfolded.add(above)
            above = parent_of(above)
        self._show_outline(path, is_new=True)

    def _show_outline(self, path: bytes, *, is_new: bool = False) -> None:
        """What is unfolded of a tree that is new is for this to choose, if not for the user."""
        if self._tree is None:
            return
        pattern = self._pattern
        if pattern is None and is_new and not self._is_arranged:
            self._unfolded.clear()
        unfolded = self._unfolded if pattern is None else self._unfolded_found
        rows = Outline(self._tree, self._order, unfolded)
        if is_new and pattern is not None:
            rows.unfold_found(pattern)
        elif is_new and not self._is_arranged:
            height = self.listing.size.height
            rows.unfold_largest(height - 2 if height > 2 else self.app.size.height // 2)
        self._show_rows(rows, path)

    def _reorder(self) -> None:
        rows = self.rows
        if isinstance(rows, TreeRows):
            self._show_rows(rows.reordered(self._order), self._path)
        else:
            self._show_outline(self._path)

    def _show_rows(self, rows: AnyRows[ItemT], path: bytes) -> None:
        self._table.show(rows)
        self.listing.show(self._table, rows.row_of(path) if path else 0)
        self._show_place()
        if not len(rows):
            self.post_message(self.Highlighted())

    def _show_place(self) -> None:
        place = self._title, self._directory, self._order, self._typed
        self.query_one(Breadcrumb).show(*place)

    def _show_folds(self, row: int) -> None:
        """Shows what became of the tree when something was folded or unfolded."""
        self._is_arranged = True
        self._table.show(self.rows)
        self.listing.show(self._table, row)

    def on_table_view_highlighted(self, event: TableView.Highlighted) -> None:
        """Passes it on: an item of the tree is highlighted."""
        event.stop()
        if self._is_outline:
            self._show_place()
        self.post_message(self.Highlighted())

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Descends, or unfolds in place; what is unfolded already is gone into, or folded."""
        event.stop()
        item, rows = self.item, self.rows
        if item is not None and item.is_directory:
            if isinstance(rows, TreeRows):
                self._open(item.path)
            elif rows.unfold(self.listing.cursor):
                self._show_folds(self.listing.cursor)
            elif event.goes_in:
                self.listing.action_move(1)
            else:
                self.action_fold()
        elif item is not None:
            self.post_message(self.Opened())

    def on_click(self, event: Click) -> None:
        """A click on the breadcrumb goes up."""
        if self.query_one(Breadcrumb).region.contains_point(event.screen_offset):
            self.action_up()

    def action_up(self) -> None:
        """To the directory above; in the tree, folds what is unfolded first."""
        rows, cursor = self.rows, self.listing.cursor
        if isinstance(rows, TreeRows):
            if rows.directory:
                self._open(parent_of(rows.directory), rows.directory)
            else:
                self.notify("This is the top folder.")
        elif len(rows) and rows.fold(cursor):
            self._show_folds(cursor)
        elif len(rows) and (above := rows.above(cursor)) is not None:
            self.listing.move_to(above)
        else:
            self.notify("This is at the top.")

    def action_outline(self) -> None:
        """Folders that unfold in place, or one folder at a time; the place stays."""
        path = self._path
        self._is_outline = not self._is_outline
        if self._is_outline:
            self._unfold_to(path)
        else:
            self._open(self._nearest(parent_of(path)), path)

    def _outline(self) -> Outline[ItemT]:
        """The rows as a tree, which is shown if it wasn't."""
        if isinstance(self.rows, TreeRows):
            self._is_arranged = True
            self.action_outline()
        assert isinstance(self.rows, Outline)  # noqa: S101 - shown now
        return self.rows

    def action_unfold(self) -> None:
        """Shows what is in a folder below it."""
        if self.item is None or not self._outline().unfold(self.listing.cursor):
            self.notify("There is nothing here to unfold.")
        else:
            self._show_folds(self.listing.cursor)

    def action_fold(self) -> None:
        """Hides what is in a folder."""
        rows = self.rows
        if isinstance(rows, TreeRows) or not len(rows) or not rows.fold(self.listing.cursor):
            self.notify("There is nothing here to fold.")
        else:
            self._show_folds(self.listing.cursor)

    def action_unfold_below(self) -> None:
        """Unfolds a folder and all in it, as far as that is of use."""
        if self.item is None or not self.item.is_directory:
            self.notify("There is nothing here to unfold.")
            return
        is_whole = self._outline().unfold_below(self.listing.cursor)
        self._show_folds(self.listing.cursor)
        if not is_whole:
            self.notify("There is more below: unfold those folders one by one.")

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

    def action_details(self) -> None:
        """Shows mode, owner and link target, or leaves them out."""
        self._table.switch_details()
        self.listing.show(self._table, self.listing.cursor)

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
            was_filtered, path = self._pattern is not None, self._path
            self._drop_filter()
            if was_filtered and self._is_outline:
                self._unfold_to(path)  # what was found stays in sight
            else:
                self.show_tree(self._whole, self._title)
            self.screen.set_focus(self.listing)

    def _drop_filter(self) -> None:
        self._field.drop()
        self._pattern, self._typed, self._tree = None, "", self._whole
