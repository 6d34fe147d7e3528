"""Pairs of instructions, and below them the files of the highlighted one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from layersize.explore.pair_files import HiddenFile
from layersize.report.style import OutputStyle
from layersize.tui.table import Table
from layersize.tui.tables.pair_files import PairFilesTable, PairSide
from layersize.tui.widgets.table_view import TableView

_AT_ONCE = 100
"""Files that can be stepped through when one of them is viewed."""


class PairsBody(Vertical):
    """The files follow the highlighted pair."""

    BINDING_GROUP_TITLE = "Shadowed"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace,h,left", "leave", "From the files to the pairs", show=False),
        Binding("space", "mark", "Mark the file", show=False),
        Binding("y", "copy", "Copy the file's path", show=False),
    ]

    class Highlighted(Message):
        """Another pair or file is highlighted."""

    class Opened(Message):
        """Enter on a file."""

    class Marked(Message):
        """The set of marked paths has changed."""

    def __init__(
        self,
        files_of: Callable[[int], PairFilesTable],
        marks: set[bytes],
        style: OutputStyle,
        *,
        id: str,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(id=id)
        self._files_of = files_of
        self._files: PairFilesTable | None = None
        self._shown: int | None = None
        """The number of the pair whose files these are."""
        self._marks = marks
        self._style = style

    def compose(self) -> ComposeResult:
        """Pairs first, then files."""
        yield TableView(self._style, classes="pairs", is_as_high_as_needed=True)
        yield TableView(self._style, classes="pair-files")

    def show(self, pairs: Table) -> None:
        """Shows other pairs."""
        self._files = self._shown = None
        self.listing.show(pairs)
        if not len(pairs):
            self.files.display = False

    @property
    def listing(self) -> TableView:
        """The pairs."""
        return self.query_one(".pairs", TableView)

    @property
    def files(self) -> TableView:
        """The files of one of them."""
        return self.query_one(".pair-files", TableView)

    @property
    def pair(self) -> int | None:
        """The number of the highlighted pair; None where there is none."""
        return self.listing.cursor if self.listing.row_count else None

    @property
    def file(self) -> tuple[PairSide, HiddenFile] | None:
        """The highlighted file, while the keys act on files."""
        if self._files is None or not len(self._files) or not self.files.has_focus:
            return None
        return self._files.file(self.files.cursor)

    def files_from_here(self) -> list[tuple[PairSide, HiddenFile]]:
        """The highlighted file and some of those below it."""
        files, first = self._files, self.files.cursor
        if files is None:
            return []
        return [files.file(row) for row in range(first, min(len(files), first + _AT_ONCE))]

    def on_show(self) -> None:
        """Finds the files of the highlighted pair, now that they can be seen."""
        self._show_files()

    def on_table_view_highlighted(self, event: TableView.Highlighted) -> None:
        """Shows the files of the highlighted pair."""
        event.stop()
        if event.view is self.listing and self.display:
            self._show_files()
        self.post_message(self.Highlighted())

    def _show_files(self) -> None:
        if self.pair is not None and self.pair != self._shown:
            self._shown = self.pair
            self._files = self._files_of(self.pair)
            self.files.display = True
            self.files.show(self._files)

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Enter: from a pair into its files; what it does with a file is not for this to say."""
        event.stop()
        if event.view is self.listing:
            self.screen.set_focus(self.files)
        else:
            self.post_message(self.Opened())

    def on_descendant_focus(self) -> None:
        """The focus decides whether the pair or the file is highlighted."""
        self.post_message(self.Highlighted())

    def action_leave(self) -> None:
        """Back to the pairs."""
        if self.files.has_focus:
            self.screen.set_focus(self.listing)
        else:
            self.notify("These are the pairs: nothing is above them.")

    def action_mark(self) -> None:
        """Marks the highlighted file, or takes the mark away, and goes on to the next."""
        if self.file is None:
            self.notify("There is no file here to mark: enter goes to the files of a pair.")
            return
        _, file = self.file
        self._marks ^= {file.path}
        self.files.refresh()
        self.files.action_move(1)
        self.post_message(self.Marked())

    def action_copy(self) -> None:
        """Copies the highlighted path to the terminal's clipboard."""
        if self.file is None:
            self.notify("There is no path here to copy: enter goes to the files of a pair.")
            return
        path = self._style.path(self.file[1].path)
        self.app.copy_to_clipboard(path)
        self.notify(f"copied {path}", markup=False)
