"""Two images side by side: layers, files, and what either leaves shadowed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import ContentSwitcher, Input

from layersize.comparison.result import PathStatus
from layersize.explore.explored import ExploredPair
from layersize.explore.merged_tree import MergedItem, MergedTree
from layersize.report.style import Pen
from layersize.report.terminal.differences import NOTHING_DIFFERS
from layersize.tui.headers import pair_header
from layersize.tui.line import Line
from layersize.tui.notes import (
    STATUS_WORDS,
    aligned_notes,
    merged_notes,
    removal_line,
    shadowed_notes,
)
from layersize.tui.tables.files import merged_table
from layersize.tui.tables.hidden import shadowed_table
from layersize.tui.tables.layers import aligned_table
from layersize.tui.widgets.drawing import Drawing
from layersize.tui.widgets.listing import Listing
from layersize.tui.widgets.notes_pane import NotesPane
from layersize.tui.widgets.tabs import TabLine
from layersize.tui.widgets.tree_view import TreeView

_LAYERS, _FILES, _SHADOWED = range(3)
_STATUSES = (None, *PathStatus)


class PairView(Vertical):
    """Explores a comparison; A is the base, B the other."""

    BINDING_GROUP_TITLE = "Both images"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "tab(0)", "Layers and files", show=False),
        Binding("2", "tab(1)", "Files", show=False),
        Binding("3", "tab(2)", "Shadowed", show=False),
        Binding("right_square_bracket", "step(1)", "Next difference", key_display="]"),
        Binding(
            "left_square_bracket", "step(-1)", "Previous difference", key_display="[", show=False
        ),
        Binding("slash", "filter", "Filter", key_display="/", priority=True),
        Binding("f", "status", "Only one way to differ", show=False),
        Binding("x", "swap", "Swap"),
        Binding("w", "next_shadowed", "Next shadowed", show=False),
    ]

    def __init__(self, pair: ExploredPair, pen: Pen) -> None:
        super().__init__()
        self._pair = pair
        self._pen = pen
        self._marks: set[bytes] = set()
        self._status: PathStatus | None = None
        self._step: int | None = None
        """Which of the largest differences is at hand; `None`: none yet."""

    @property
    def pair(self) -> ExploredPair:
        """The comparison as it is shown."""
        return self._pair

    def compose(self) -> ComposeResult:
        """From the header down to what is said of the row at hand."""
        pen = self._pen
        yield Drawing(classes="header pair")
        yield TabLine(["Layers", "Files", "Shadowed"])
        with ContentSwitcher(initial="both"):
            with Container(id="both"):
                yield Listing(pen, id="aligned")
                yield TreeView[MergedItem](
                    lambda rows, marks, width: merged_table(rows, marks, width, pen),
                    self._marks,
                    pen,
                )
            yield Listing(pen, id="shadowed")
        yield NotesPane()

    def on_mount(self) -> None:
        """Fills the listings."""
        self._show_pair()
        self.screen.set_focus(self._aligned)

    def _show_pair(self) -> None:
        pair, pen = self._pair, self._pen
        header = self.query_one(".header", Drawing)
        header.show(lambda width: pair_header(pair.comparison, width, pen))
        rows = pair.comparison.layers
        largest = max(range(len(rows)), key=lambda at: abs(rows[at].delta_bytes), default=0)
        self._aligned.show(lambda width: aligned_table(pair.comparison, width, pen), largest)
        self._shadowed.show(lambda width: shadowed_table(pair.shadowed, width, pen))
        self._show_tree()
        self._tell()

    def _show_tree(self) -> None:
        files: MergedTree = self._pair.files
        if self._status is not None:
            files = files.of_status(self._status)
        words = "files" if self._pair.comparison.paths else "files: none differs"
        if self._status is not None:
            words = STATUS_WORDS[self._status]
        self._tree.show_tree(files, words)

    @property
    def _aligned(self) -> Listing:
        return self.query_one("#aligned", Listing)

    @property
    def _shadowed(self) -> Listing:
        return self.query_one("#shadowed", Listing)

    @property
    def _tree(self) -> TreeView[MergedItem]:
        return self.query_one(TreeView)

    @property
    def _tab(self) -> int:
        return self.query_one(TabLine).number

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        """Enter: from the layers to the files."""
        if event.listing is self._aligned:
            self.screen.set_focus(self._tree.listing)

    def on_listing_moved(self) -> None:
        """Says what there is to say about the row at hand."""
        self._tell()

    def on_tree_view_at_hand(self) -> None:
        """Says what there is to say about the path at hand."""
        self._tell()

    def on_descendant_focus(self) -> None:
        """What is said follows the focus."""
        self._tell()

    def on_tree_view_marked(self) -> None:
        """Sums up what the marks would save."""
        self._tell()

    def _tell(self) -> None:
        self.query_one(NotesPane).say(self._notes, self._removal)

    def _notes(self) -> list[Line]:
        comparison, pen = self._pair.comparison, self._pen
        if self._tab == _SHADOWED:
            pairs = self._pair.shadowed
            if not pairs:
                return []
            return shadowed_notes(pairs[self._shadowed.cursor], comparison, pen)
        if self._tab == _FILES or self._tree.listing.has_focus:
            return merged_notes(self._pair.base, self._pair.other, self._tree.item, pen)
        return aligned_notes(comparison, self._aligned.cursor, pen) if comparison.layers else []

    def _removal(self) -> Line | None:
        if not self._marks:
            return None
        removal = self._pair.other.removal(self._marks, None)
        return removal_line(removal, "B", self._pen)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """A tab was clicked."""
        self.action_tab(event.number)

    def action_tab(self, number: int) -> None:
        """Shows another view of the images: layers over files, files alone, what is shadowed."""
        self.query_one(TabLine).choose(number)
        self.query_one(ContentSwitcher).current = "shadowed" if number == _SHADOWED else "both"
        self._aligned.display = number == _LAYERS
        listings = self._aligned, self._tree.listing, self._shadowed
        self.screen.set_focus(listings[number])
        self._tell()

    def action_step(self, steps: int) -> None:
        """To the next of the largest differences, or back."""
        differences = self._pair.steps
        if not differences:
            self.notify(NOTHING_DIFFERS)
            return
        before = self._step if self._step is not None else min(-steps, 0)
        self._step = (before + steps) % len(differences)
        if self._tab == _SHADOWED:
            self.action_tab(_LAYERS)
        if self._status is not None:
            self._status = None
            self._show_tree()
        self._tree.go_to(differences[self._step].path.rstrip(b"/"))
        self.screen.set_focus(self._tree.listing)

    def action_status(self) -> None:
        """Only what differs in one way; then in the next; then all again."""
        self._status = _STATUSES[(_STATUSES.index(self._status) + 1) % len(_STATUSES)]
        self._show_tree()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002 - as Textual calls it
        """A slash that is typed into a pattern is part of it."""
        return action != "filter" or not isinstance(self.screen.focused, Input)

    def action_filter(self) -> None:
        """Asks for a pattern that paths must match."""
        if self._tab == _SHADOWED:
            self.action_tab(_FILES)
        self._tree.ask_filter()

    def action_swap(self) -> None:
        """A for B."""
        self._pair = self._pair.swapped()
        self._show_pair()

    def action_next_shadowed(self) -> None:
        """To the next pair of instructions of which the second hides what the first shipped."""
        if self._tab == _SHADOWED:
            self._shadowed.action_move(1)
        else:
            self.action_tab(_SHADOWED)
