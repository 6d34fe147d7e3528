"""What the views of one image and of two have in common: tabs, and notes below them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.containers import Vertical
from textual.widgets import Input

from layersize.tui.widgets.notes_pane import NotesPane
from layersize.tui.widgets.tabs import TabLine


class TabbedView(Vertical):
    """Tabs over what they show; the notes below follow the highlighted row and the marks."""

    def __init__(self) -> None:
        super().__init__()
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

    def action_tab(self, number: int) -> None:
        """Shows another tab."""
        raise NotImplementedError

    def action_scroll_notes(self, lines: int) -> None:
        """Shows what the notes go on with, or began with."""
        self.query_one(NotesPane).scroll_lines(lines)

    def show_notes(self) -> None:
        """Shows the notes on what is highlighted now."""
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
