"""What the views of one image and of two have in common: tabs, and notes below them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import work
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from layersize.explore.explored import ExploredImage
from layersize.explore.file_tree import FileTree
from layersize.explore.layer_shares import LayerShares
from layersize.tui.tree_rows import AnyItem
from layersize.tui.widgets.notes_pane import NotesPane
from layersize.tui.widgets.tabs import TabLine

_FEW_FILES = 10_000
"""In a folder, for its layers to be told at once."""
_PAUSE_SECONDS = 0.15
"""For which a large folder must stay highlighted before all in it is looked at."""


class TabbedView(Vertical):
    """Tabs over what they show; the notes below follow the highlighted row and the marks."""

    class SourcesFound(Message):
        """It is known which layers a large folder comes from."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: tuple[ExploredImage, FileTree, bytes] | None = None
        """A large folder whose layers are to be found."""
        self.marks: set[bytes] = set()
        """The paths that are marked in any of the trees."""

    @property
    def tab(self) -> int:
        """The number of the tab that is shown, from 0."""
        return self.query_one(TabLine).number

    def notes(self) -> Sequence[Text]:
        """What there is to say about the highlighted row."""
        raise NotImplementedError

    def removal(self) -> Text | None:
        """What it would save to leave the marked paths out; None where none is marked."""
        raise NotImplementedError

    def show_advice(self) -> None:
        """Shows packages and what would help, now that they are known."""
        raise NotImplementedError

    def action_tab(self, number: int) -> None:
        """Shows another tab."""
        raise NotImplementedError

    def layer_shares(
        self, image: ExploredImage, tree: object, item: AnyItem | None
    ) -> LayerShares | None:
        """Which layers a folder's bytes come from; of a large one, if it stays highlighted."""
        if item is None or not item.is_directory or not isinstance(tree, FileTree):
            return None
        found = image.layer_shares(tree, item.path, most_files=_FEW_FILES)
        if found is None:
            wanted = self._wanted = image, tree, item.path
            self.set_timer(_PAUSE_SECONDS, lambda: self._find_shares(*wanted))
        return found

    def _find_shares(self, image: ExploredImage, tree: FileTree, path: bytes) -> None:
        if self._wanted == (image, tree, path):
            self._search_sources(image, tree, path)

    @work(thread=True, exclusive=True)
    def _search_sources(self, image: ExploredImage, tree: FileTree, path: bytes) -> None:
        image.layer_shares(tree, path, most_files=None)
        if not get_current_worker().is_cancelled:
            self.post_message(self.SourcesFound())

    def on_tabbed_view_sources_found(self) -> None:
        """Shows them, if their folder is highlighted still."""
        self.query_one(NotesPane).show(self.notes(), self.removal())

    def action_scroll_notes(self, lines: int) -> None:
        """Shows what the notes go on with, or began with."""
        self.query_one(NotesPane).scroll_lines(lines)

    def show_notes(self) -> None:
        """Shows the notes on what is highlighted now."""
        self._wanted = None
        self.query_one(NotesPane).show(self.notes(), self.removal())

    def on_tab_line_selected(self, event: TabLine.Selected) -> None:
        """A tab was clicked."""
        self.action_tab(event.number)

    def on_table_view_highlighted(self) -> None:
        """Another row of a list: shows its notes."""
        self.show_notes()

    def on_tree_view_highlighted(self) -> None:
        """Another path of a tree: shows its notes."""
        self.show_notes()

    def on_tree_view_marked(self) -> None:
        """Sums up what the marks would save."""
        self.show_notes()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002 - as Textual calls it
        """A slash that is typed into a pattern is part of it."""
        return action != "filter" or not isinstance(self.screen.focused, Input)
