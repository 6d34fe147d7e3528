"""Groups of files, such as those of a finding, and below them the files of the highlighted one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Generic

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from layersize.report.style import OutputStyle
from layersize.tui.table import FilesTable, FileT, Table
from layersize.tui.widgets.table_view import TableView

_AT_ONCE = 100
"""Files that can be stepped through when one of them is viewed."""


class GroupsBody(Vertical, Generic[FileT]):
    """The files follow the highlighted group."""

    BINDING_GROUP_TITLE = "Files of a row"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace,h,left", "leave", "From the files to the list above", show=False),
        Binding("space", "mark", "Mark the file", show=False),
        Binding("y", "copy", "Copy the file's path", show=False),
    ]

    class Highlighted(Message):
        """Another group or file is highlighted."""

    class Opened(Message):
        """Enter on a file."""

    class Marked(Message):
        """The set of marked paths has changed."""

    def __init__(
        self,
        files_of: Callable[[int], FilesTable[FileT]],
        marks: set[bytes],
        style: OutputStyle,
        *,
        id: str,  # noqa: A002 - Textual's word
        group_word: str,
    ) -> None:
        """`files_of` finds the files of a group by its number; messages call one `group_word`."""
        super().__init__(id=id)
        self._group_word = group_word
        self._files_of = files_of
        self._files: FilesTable[FileT] | None = None
        self._shown: int | None = None
        """The number of the group whose files these are."""
        self._marks = marks
        self._style = style

    def compose(self) -> ComposeResult:
        """Groups first, then files."""
        yield TableView(self._style, classes="groups", is_as_high_as_needed=True)
        yield TableView(self._style, classes="group-files")

    def show(self, groups: Table) -> None:
        """Shows other groups."""
        self._files = self._shown = None
        self.listing.show(groups)
        if not len(groups):
            self.files.display = False

    @property
    def listing(self) -> TableView:
        """The groups."""
        return self.query_one(".groups", TableView)

    @property
    def files(self) -> TableView:
        """The files of one of them."""
        return self.query_one(".group-files", TableView)

    @property
    def group(self) -> int | None:
        """The number of the highlighted group; None where there is none."""
        return self.listing.cursor if self.listing.row_count else None

    @property
    def file(self) -> FileT | None:
        """The highlighted file, while the keys act on files."""
        if self._files is None or not len(self._files) or not self.files.has_focus:
            return None
        return self._files.file(self.files.cursor)

    @property
    def _path(self) -> bytes | None:
        """The path of the highlighted file, while the keys act on files."""
        files = self._files
        return None if files is None or self.file is None else files.path(self.files.cursor)

    @property
    def _how_to_files(self) -> str:
        return f"enter goes to the files of a {self._group_word}"

    def files_from_here(self) -> list[FileT]:
        """The highlighted file and some of those below it."""
        files, first = self._files, self.files.cursor
        if files is None:
            return []
        return [files.file(row) for row in range(first, min(len(files), first + _AT_ONCE))]

    def on_show(self) -> None:
        """Finds the files of the highlighted group, now that they can be seen."""
        self._show_files()

    def on_table_view_highlighted(self, event: TableView.Highlighted) -> None:
        """Shows the files of the highlighted group."""
        event.stop()
        if event.view is self.listing and self.display:
            self._show_files()
        self.post_message(self.Highlighted())

    def _show_files(self) -> None:
        if self.group is not None and self.group != self._shown:
            self._shown = self.group
            self._files = self._files_of(self.group)
            self.files.display = True
            self.files.show(self._files)

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Enter: from a group into its files; what it does with a file is not for this to say."""
        event.stop()
        if event.view is self.listing:
            self.screen.set_focus(self.files)
        else:
            self.post_message(self.Opened())

    def on_descendant_focus(self) -> None:
        """The focus decides whether the group or the file is highlighted."""
        self.post_message(self.Highlighted())

    def action_leave(self) -> None:
        """Back to the groups."""
        if self.files.has_focus:
            self.screen.set_focus(self.listing)
        else:
            self.notify(f"These are the {self._group_word}s: nothing is above them.")

    def action_mark(self) -> None:
        """Marks the highlighted file, or takes the mark away, and goes on to the next."""
        path = self._path
        if path is None:
            self.notify(f"There is no file here to mark: {self._how_to_files}.")
            return
        self._marks ^= {path}
        self.files.refresh()
        self.files.action_move(1)
        self.post_message(self.Marked())

    def action_copy(self) -> None:
        """Copies the highlighted path to the terminal's clipboard."""
        if self._path is None:
            self.notify(f"There is no path here to copy: {self._how_to_files}.")
            return
        path = self._style.path(self._path)
        self.app.copy_to_clipboard(path)
        self.notify(f"copied {path}", markup=False)
