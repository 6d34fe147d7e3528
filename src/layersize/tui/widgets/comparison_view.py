"""Two images side by side: layers, files, what either leaves shadowed, and packages."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import ContentSwitcher

from layersize.accounting.result import InstructionPair
from layersize.comparison.paths import ROOT_PATH
from layersize.comparison.result import PathStatus
from layersize.explore.explored import ExploredPair, ShadowedPair
from layersize.explore.layer_shares import LayerShares
from layersize.explore.merged_tree import MergedItem, MergedTree
from layersize.explore.metadata import Metadata
from layersize.explore.shipped_files import ShippedFile
from layersize.report.comparison_words import nothing_differs
from layersize.report.style import OutputStyle
from layersize.tui.notes.advice import package_change_notes
from layersize.tui.notes.files import PATH_WORDS, merged_notes, removal_line
from layersize.tui.notes.layers import aligned_notes
from layersize.tui.notes.pairs import hidden_file_notes, shadowed_notes
from layersize.tui.tables.advice import PackageChangesTable
from layersize.tui.tables.files import MergedTable
from layersize.tui.tables.hidden import ShadowedTable
from layersize.tui.tables.layers import AlignedTable, layer_of_row, row_of_layer
from layersize.tui.tables.pair_files import PairFilesTable, PairSide
from layersize.tui.wanted import DiffWanted, ExtractWanted, ViewWanted
from layersize.tui.widgets.groups_body import GroupsBody
from layersize.tui.widgets.headers import ComparisonHeader
from layersize.tui.widgets.notes_pane import NotesPane
from layersize.tui.widgets.tabbed_view import TabbedView
from layersize.tui.widgets.table_view import TableView
from layersize.tui.widgets.tabs import Tab, TabLine
from layersize.tui.widgets.tree_view import TreeView

_LAYERS, _FILES, _SHADOWED, _PACKAGES = range(4)
_BODIES = ("both", "both", "shadowed", "packages")
_STATUSES = (None, *PathStatus)


class ComparisonView(TabbedView):
    """Explores a comparison; A is the base, B the other."""

    BINDING_GROUP_TITLE = "Both images"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "tab(0)", "Layers and files", show=False),
        Binding("2", "tab(1)", "Files", show=False),
        Binding("3", "tab(2)", "Shadowed", show=False),
        Binding("4", "tab(3)", "Packages", show=False),
        Binding("right_square_bracket", "step(1)", "Next difference", key_display="]"),
        Binding(
            "left_square_bracket", "step(-1)", "Previous difference", key_display="[", show=False
        ),
        Binding("slash", "filter", "Filter", key_display="/", priority=True),
        Binding("f", "status", "Cycle: added, removed, changed", show=False),
        Binding("x", "swap", "Swap"),
        Binding("w", "next_shadowed", "Next shadowed", show=False),
        Binding("v", "view", "View the file, or how it differs", show=False),
        Binding("ctrl+e", "extract", "Extract the file or folder", show=False),
        Binding("o", "hiding_layer", "Go to the layer that hides it", show=False),
        Binding("i", "shipping_layer", "Go to the layer that ships it", show=False),
        Binding("J,shift+down", "scroll_notes(1)", "Scroll the notes down", show=False),
        Binding("K,shift+up", "scroll_notes(-1)", "Scroll the notes up", show=False),
    ]

    def __init__(self, pair: ExploredPair, style: OutputStyle) -> None:
        super().__init__()
        self._pair = pair
        self._style = style
        self._status: PathStatus | None = None
        self._step: int | None = None
        """Which of the largest differences was gone to; `None`: none yet."""

    @property
    def pair(self) -> ExploredPair:
        """The comparison as it is shown."""
        return self._pair

    def compose(self) -> ComposeResult:
        """From the header down to the notes on the highlighted row."""
        style = self._style
        yield ComparisonHeader(self._pair.comparison, style)
        yield TabLine(self._tabs())
        with ContentSwitcher(initial="both"):
            with Container(id="both"):
                yield TableView(style, id="aligned", is_as_high_as_needed=True)
                yield TreeView(MergedTable(self.marks, style, self._metadata))
            yield GroupsBody(self._files_of, self.marks, style, id="shadowed", group_word="pair")
            yield TableView(style, id="packages")
        yield NotesPane(style)

    def _metadata(self, item: MergedItem) -> Metadata:
        return self._pair.files.metadata(item.path)

    def on_mount(self) -> None:
        """Fills the listings."""
        self._show_all()
        self.screen.set_focus(self._aligned)

    def _show_all(self) -> None:
        pair, style = self._pair, self._style
        self.query_one(ComparisonHeader).show(pair.comparison)
        rows = pair.comparison.layers
        largest = max(range(len(rows)), key=lambda at: abs(rows[at].delta_bytes), default=0)
        self._aligned.show(AlignedTable(pair.comparison, style), largest)
        self._shadowed.show(ShadowedTable(pair.shadowed, style))
        self._packages.show(PackageChangesTable(pair, style))
        self._show_tree()
        self.show_notes()

    def _tabs(self) -> list[Tab]:
        packages = len(self._pair.packages) if self._pair.has_advice else None
        return [Tab("Layers"), Tab("Files"), Tab("Shadowed"), Tab("Packages", packages)]

    def show_advice(self) -> None:
        self._pair = self._pair.with_advice()
        self._packages.show(PackageChangesTable(self._pair, self._style))
        self.query_one(TabLine).show(self._tabs())
        if self.tab == _PACKAGES:
            self.show_notes()

    def _show_tree(self) -> None:
        files: MergedTree = self._pair.files
        if self._status is not None:
            files = files.of_status(self._status)
        words = "files" if self._pair.comparison.paths else "files: none differs"
        if self._status is not None:
            words = PATH_WORDS[self._status]
        self._tree.show_tree(files, words)

    @property
    def _aligned(self) -> TableView:
        return self.query_one("#aligned", TableView)

    @property
    def _shadowed(self) -> GroupsBody[tuple[PairSide, ShippedFile]]:
        return self.query_one("#shadowed", GroupsBody)

    @property
    def _packages(self) -> TableView:
        return self.query_one("#packages", TableView)

    @property
    def _tree(self) -> TreeView[MergedItem]:
        return self.query_one(TreeView)

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Enter: from the layers to the files."""
        if event.view is self._aligned:
            self.screen.set_focus(self._tree.listing)
        elif event.view is self._packages:
            self.notify("The files of a package are listed where one image is browsed.")

    def _files_of(self, row: int) -> PairFilesTable:
        pair, shadowed = self._pair, self._pair.shadowed[row]
        sides = ("B", pair.other, shadowed.other), ("A", pair.base, shadowed.base)
        found = [
            PairSide(letter=letter, image=image, files=image.pair_files(side))
            for letter, image, side in sides
            if side is not None
        ]
        return PairFilesTable(found, self.marks, self._style)

    def on_groups_body_highlighted(self) -> None:
        """Another pair, or file of it: shows its notes."""
        self.show_notes()

    def on_groups_body_opened(self) -> None:
        """Enter on a file of a pair: shows it."""
        self.action_view()

    def on_groups_body_marked(self) -> None:
        """Shows the marks everywhere."""
        self._tree.listing.refresh()
        self.show_notes()

    def on_tree_view_opened(self) -> None:
        """Enter on a file: shows it."""
        self.action_view()

    def on_descendant_focus(self) -> None:
        """The focus decides whether the notes are on layers or on files."""
        self.show_notes()

    def notes(self) -> list[Text]:
        comparison, style = self._pair.comparison, self._style
        if self.tab == _SHADOWED:
            pairs = self._pair.shadowed
            if not pairs:
                return []
            if (found := self._shadowed.file) is not None:
                side, file = found
                return hidden_file_notes(side.image, file, side.files.pair, style)
            return shadowed_notes(pairs[self._shadowed.listing.cursor], comparison, style)
        if self.tab == _PACKAGES:
            packages = self._pair.packages
            return package_change_notes(packages[self._packages.cursor], style) if packages else []
        if self.tab == _FILES or self._tree.listing.has_focus:
            return self._merged_notes()
        return aligned_notes(comparison, self._aligned.cursor, style) if comparison.layers else []

    def _merged_notes(self) -> list[Text]:
        pair, tree, item = self._pair, self._tree.shown_tree, self._tree.item
        sides: list[LayerShares | None] = [None, None]
        if isinstance(tree, MergedTree):
            sides = [
                self.layer_shares(pair.base, tree.base, item),
                self.layer_shares(pair.other, tree.other, item),
            ]
        return merged_notes(pair.base, pair.other, item, self._style, sides)

    def removal(self) -> Text | None:
        if not self.marks:
            return None
        removal = self._pair.other.removal(self.marks, None)
        return removal_line(removal, "B", self._style)

    def action_tab(self, number: int) -> None:
        """Shows another view of the images: layers over files, files alone, and others."""
        self.query_one(TabLine).choose(number)
        self.query_one(ContentSwitcher).current = _BODIES[number]
        self._aligned.display = number == _LAYERS
        listings = self._aligned, self._tree.listing, self._shadowed.listing, self._packages
        self.screen.set_focus(listings[number])
        self.show_notes()

    def action_step(self, steps: int) -> None:
        """To the next of the largest differences, or back."""
        differences = self._pair.steps
        if not differences:
            self.notify(nothing_differs(self._pair.comparison))
            return
        before = self._step if self._step is not None else min(-steps, 0)
        self._step = (before + steps) % len(differences)
        if self.tab in (_SHADOWED, _PACKAGES):
            self.action_tab(_LAYERS)
        if self._status is not None:
            self._status = None
            self._show_tree()
        path = differences[self._step].path
        if path == ROOT_PATH:
            self.notify("The top folder has another owner, mode or extended attribute.")
        self._tree.go_to(path.rstrip(b"/"))
        self.screen.set_focus(self._tree.listing)

    def action_status(self) -> None:
        """Only what differs in one way; then in the next; then all again."""
        self._status = _STATUSES[(_STATUSES.index(self._status) + 1) % len(_STATUSES)]
        self._show_tree()

    def action_filter(self) -> None:
        """Asks for a pattern that paths must match."""
        if self.tab in (_SHADOWED, _PACKAGES):
            self.action_tab(_FILES)
        self._tree.ask_filter()

    def action_swap(self) -> None:
        """A for B."""
        self._pair = self._pair.swapped()
        self._show_all()

    def action_view(self) -> None:
        """Shows the highlighted file, or the largest that a pair of instructions hides."""
        from layersize.tui.viewer.subjects import (
            subject_of_shipped,
            subjects_of_either,
            subjects_of_item,
        )

        pairs, item = self._pair.shadowed, self._tree.item
        if self.tab == _SHADOWED and self._shadowed.file is not None:
            hidden = self._shadowed.files_from_here()
            files = [
                subject_of_shipped(side.image, file, f"in {side.letter}") for side, file in hidden
            ]
            self.post_message(ViewWanted(files))
        elif self.tab == _SHADOWED and pairs:
            row = pairs[self._shadowed.listing.cursor]
            self.post_message(ViewWanted(subjects_of_either(self._pair, row)))
        elif item is not None and (self.tab == _FILES or self._tree.listing.has_focus):
            subjects = subjects_of_item(self._pair, item)
            is_diff = len(subjects) > 1
            self.post_message(DiffWanted(*subjects) if is_diff else ViewWanted(subjects))
        else:
            self.notify("v shows a file: tab goes from the layers to the files.")

    def action_extract(self) -> None:
        """Writes the highlighted file or folder to disk: B's, if B has it, else A's."""
        item = self._tree.item
        if self.tab == _SHADOWED and self._shadowed.file is not None:
            side, file = self._shadowed.file
            self.post_message(ExtractWanted(side.image, file.path, side.files.pair.added_in))
        elif item is None or not (self.tab == _FILES or self._tree.listing.has_focus):
            self.notify("ctrl+e extracts a file or folder: tab goes from the layers to the files.")
        else:
            pair = self._pair
            image = pair.other if pair.other.files.has(item.path) else pair.base
            self.post_message(ExtractWanted(image, item.path, None))

    def action_hiding_layer(self) -> None:
        """To the layer that hides most of the highlighted one, or the bytes of a pair."""
        pairs = self._pair.shadowed
        if self.tab == _SHADOWED and pairs:
            cursor = self._shadowed.listing.cursor
            self._go_to_layer(pairs[cursor], lambda side: side.hidden_in)
        elif self.tab == _SHADOWED:
            self.notify("Neither image leaves anything hidden.")
        elif self.tab == _PACKAGES:
            self.notify("o goes from a layer, or a pair, to the layer that hides the bytes.")
        elif self.tab == _FILES or self._tree.listing.has_focus:
            self.notify("These are the files that containers see: no layer hides them.")
        elif self._pair.comparison.layers:
            self._go_to_hiding_layer()
        else:
            self.notify("Neither image has a layer.")

    def action_shipping_layer(self) -> None:
        """From a pair to the layer that ships the bytes."""
        pairs = self._pair.shadowed
        if self.tab == _SHADOWED and pairs:
            cursor = self._shadowed.listing.cursor
            self._go_to_layer(pairs[cursor], lambda side: side.added_in)
        else:
            self.notify("i goes from a pair of instructions to the layer that ships the bytes.")

    def _go_to_hiding_layer(self) -> None:
        comparison = self._pair.comparison
        analysis, index = layer_of_row(comparison, self._aligned.cursor)
        hiding = next((pair.hidden_in for pair in analysis.pairs if pair.added_in == index), None)
        if hiding is None:
            self.notify("No layer hides any bytes of this one.")
        else:
            self._aligned.move_to(row_of_layer(comparison, analysis, hiding))

    def _go_to_layer(self, pair: ShadowedPair, layer_of: Callable[[InstructionPair], int]) -> None:
        """To a layer of a pair: in B where it has the pair, else in A."""
        comparison = self._pair.comparison
        side, analysis = pair.other, comparison.other
        if side is None:
            side, analysis = pair.base, comparison.base
        if side is not None:
            self.action_tab(_LAYERS)
            self._aligned.move_to(row_of_layer(comparison, analysis, layer_of(side)))

    def action_next_shadowed(self) -> None:
        """To the next pair of instructions of which the second hides what the first shipped."""
        if self.tab == _SHADOWED:
            self._shadowed.listing.action_move(1)
        else:
            self.action_tab(_SHADOWED)
