"""One image: its layers, what is shadowed, its files, and the warnings."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from layersize.accounting.result import InstructionPair
from layersize.explore.explored import ExploredImage
from layersize.explore.listing import Item
from layersize.report.style import OutputStyle
from layersize.tui.notes.files import item_notes, removal_line
from layersize.tui.notes.pairs import hidden_file_notes, pair_notes, warning_notes
from layersize.tui.tables.files import FileTable
from layersize.tui.tables.hidden import PairsTable
from layersize.tui.tables.pair_files import PairFilesTable, PairSide
from layersize.tui.tables.warnings import WarningsTable
from layersize.tui.wanted import ExtractWanted, ViewWanted
from layersize.tui.widgets.headers import ImageHeader
from layersize.tui.widgets.layers_body import LayersBody
from layersize.tui.widgets.notes_pane import NotesPane
from layersize.tui.widgets.pairs_body import PairsBody
from layersize.tui.widgets.tabbed_view import TabbedView
from layersize.tui.widgets.table_view import TableView
from layersize.tui.widgets.tabs import TabLine
from layersize.tui.widgets.tree_view import TreeView

_LAYERS, _SHADOWED, _FILES, _WARNINGS = range(4)
_BODIES = ("layers-body", "pairs-body", "files", "warnings")


class ImageView(TabbedView):
    """Explores one image."""

    BINDING_GROUP_TITLE = "The image"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "tab(0)", "Layers", show=False),
        Binding("2", "tab(1)", "Shadowed", show=False),
        Binding("3", "tab(2)", "Files", show=False),
        Binding("4", "tab(3)", "Warnings", show=False),
        Binding("slash", "filter", "Filter", key_display="/", priority=True),
        Binding("v", "view", "View the file", show=False),
        Binding("ctrl+e", "extract", "Extract the file or folder", show=False),
        Binding("o", "hiding_layer", "Go to the layer that hides it", show=False),
        Binding("i", "shipping_layer", "Go to the layer that ships it", show=False),
        Binding("w", "next_shadowed", "Next shadowed", show=False),
        Binding("J,shift+down", "scroll_notes(1)", "Scroll the notes down", show=False),
        Binding("K,shift+up", "scroll_notes(-1)", "Scroll the notes up", show=False),
    ]

    def __init__(self, image: ExploredImage, style: OutputStyle) -> None:
        super().__init__()
        self._image = image
        self._analysis = image.analysis
        self._style = style

    def compose(self) -> ComposeResult:
        """From the header down to the notes on the highlighted row."""
        style, analysis = self._style, self._analysis
        yield ImageHeader(analysis.image, style)
        shadowed, warnings = len(analysis.pairs), len(analysis.warnings)
        yield TabLine(["Layers", f"Shadowed ({shadowed})", "Files", f"Warnings ({warnings})"])
        with ContentSwitcher(initial=_BODIES[_LAYERS]):
            yield LayersBody(self._image, self.marks, style)
            yield PairsBody(self._files_of, self.marks, style, id="pairs-body")
            yield TreeView(FileTable(self.marks, style, self._image.metadata), id="files")
            yield TableView(style, id="warnings")
        yield NotesPane(style)

    def on_mount(self) -> None:
        """Fills what doesn't fill itself."""
        self._pairs.show(PairsTable(self._analysis, self._style))
        self._warnings.show(WarningsTable(self._analysis, self._style))
        self._files.show_tree(self._image.files, "")
        self.screen.set_focus(self._body.listing)

    @property
    def _body(self) -> LayersBody:
        return self.query_one(LayersBody)

    @property
    def _pairs(self) -> PairsBody:
        return self.query_one(PairsBody)

    @property
    def _files(self) -> TreeView[Item]:
        return self.query_one("#files", TreeView)

    @property
    def _warnings(self) -> TableView:
        return self.query_one("#warnings", TableView)

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Enter: from a warning to its layer."""
        if event.view is self._warnings:
            warning = self._analysis.warnings[event.row]
            if warning.layer is None:
                self.notify("This warning is about the whole image, not about a layer.")
            else:
                self._jump(warning.layer, warning.path or b"")

    def _files_of(self, row: int) -> PairFilesTable:
        files = self._image.pair_files(self._analysis.pairs[row])
        side = PairSide(letter="", image=self._image, files=files)
        return PairFilesTable([side], self.marks, self._style)

    def on_layers_body_highlighted(self) -> None:
        """Another layer, or file in it: shows its notes."""
        self.show_notes()

    def on_tree_view_opened(self) -> None:
        """Enter on a file: shows it."""
        self.action_view()

    def on_pairs_body_highlighted(self) -> None:
        """Another pair, or file of it: shows its notes."""
        self.show_notes()

    def on_pairs_body_opened(self) -> None:
        """Enter on a file of a pair: shows it."""
        self.action_view()

    def on_pairs_body_marked(self) -> None:
        """Shows the marks everywhere."""
        self.on_tree_view_marked()
        self.show_notes()

    def on_tree_view_marked(self) -> None:
        """Shows the marks in all lists."""
        for listing in (self._body.files.listing, self._files.listing, self._pairs.files):
            listing.refresh()

    def notes(self) -> list[Text]:
        analysis, style, tab = self._analysis, self._style, self.tab
        if tab == _LAYERS:
            layer_shares = None
            if self._body.files.listing.has_focus:
                layer_shares = self.layer_shares(
                    self._image, self._body.files.shown_tree, self._body.files.item
                )
            return self._body.notes(layer_shares)
        if tab == _FILES:
            item = self._files.item
            layer_shares = self.layer_shares(self._image, self._files.shown_tree, item)
            return item_notes(self._image, item, None, style, layer_shares)
        if tab == _SHADOWED and (pair := self._pair) is not None:
            if (found := self._pairs.file) is not None:
                return hidden_file_notes(self._image, found[1], pair, style)
            return pair_notes(analysis, pair, style)
        if tab == _WARNINGS and analysis.warnings:
            return warning_notes(analysis.warnings[self._warnings.cursor], style)
        return []

    def removal(self) -> Text | None:
        if not self.marks:
            return None
        layer = self._body.layer_alone if self.tab == _LAYERS else None
        if self.tab == _SHADOWED and (pair := self._pair) is not None:
            layer = pair.added_in
        removal = self._image.removal(self.marks, layer)
        return removal_line(
            removal, "the image" if layer is None else f"layer {layer}", self._style
        )

    def action_tab(self, number: int) -> None:
        """Shows another view of the image."""
        self.query_one(TabLine).choose(number)
        self.query_one(ContentSwitcher).current = _BODIES[number]
        listings: tuple[Widget, ...] = (
            self._body.listing,
            self._pairs.listing,
            self._files.listing,
            self._warnings,
        )
        self.screen.set_focus(listings[number])
        self.show_notes()

    def action_next_shadowed(self) -> None:
        """Where nothing is shadowed, or all is: to the next pair of instructions."""
        if self.tab == _SHADOWED:
            self._pairs.listing.action_move(1)
        else:
            self.action_tab(_SHADOWED)

    def action_filter(self) -> None:
        """Asks for a pattern that paths must match."""
        if self.tab not in (_LAYERS, _FILES):
            self.action_tab(_FILES)
        (self._body.files if self.tab == _LAYERS else self._files).ask_filter()

    def action_view(self) -> None:
        """Shows the highlighted file, or the largest that a pair of instructions hides."""
        from layersize.tui.viewer.subjects import (  # few need it
            subject_of,
            subject_of_hidden,
            subjects_of_pair,
        )

        in_layer, item, pair = self.tab == _LAYERS, self._item, self._pair
        subjects = []
        if self.tab == _SHADOWED and self._pairs.file is not None:
            hidden = self._pairs.files_from_here()
            subjects = [subject_of_hidden(side.image, file) for side, file in hidden]
        elif self.tab == _SHADOWED and pair is not None:
            subjects = subjects_of_pair(self._image, pair)
        elif item is not None:
            subjects = [subject_of(self._image, item, follows_links=not in_layer)]
        if subjects:
            self.post_message(ViewWanted(subjects))
        else:
            self.notify("v shows a file: tab goes from the layers to their files.")

    @property
    def _pair(self) -> InstructionPair | None:
        """The highlighted pair of instructions."""
        number = self._pairs.pair
        return None if number is None else self._analysis.pairs[number]

    def action_extract(self) -> None:
        """Writes the highlighted file or folder to disk: what a container sees, or of a layer."""
        in_layer, item = self.tab == _LAYERS, self._item
        if self.tab == _SHADOWED and self._pairs.file is not None:
            side, file = self._pairs.file
            self.post_message(ExtractWanted(side.image, file.path, side.files.pair.added_in))
        elif item is None:
            self.notify("ctrl+e extracts a file or folder: 3 goes to all, tab to those of a layer.")
        elif in_layer and self._body.layer_alone is None:
            self.notify("These are files of several layers: a shows those of one, 3 all of them.")
        else:
            layer = self._body.layer_alone if in_layer else None
            self.post_message(ExtractWanted(self._image, item.path, layer))

    def action_hiding_layer(self) -> None:
        """From a pair, or a file of it, to the layer that hides the bytes."""
        if self.tab == _FILES:
            self.notify("A container sees what is listed here: no layer hides it.")
        elif self.tab == _WARNINGS:
            self.notify("o goes from a layer, a file in it or a pair to the layer that hides it.")
        elif self.tab == _SHADOWED:
            if (pair := self._pair) is not None:
                self._jump_from(pair, pair.hidden_in)
            else:
                self.notify("Nothing is hidden: every shipped byte is visible.")

    def action_shipping_layer(self) -> None:
        """From a file, or a pair, to the layer that ships the bytes."""
        item, pair = self._item, self._pair
        if self.tab == _SHADOWED and pair is not None:
            self._jump_from(pair, pair.added_in)
        elif item is not None and item.inode >= 0:
            layer = self._image.image.overlay.layer_of(item.inode)
            self._jump(layer, item.path, is_file=True)
        else:
            self.notify("i goes from a file, or a pair, to the layer that ships it.")

    @property
    def _item(self) -> Item | None:
        """The highlighted row of a tree."""
        if self.tab == _FILES:
            return self._files.item
        tree = self._body.files
        return tree.item if self.tab == _LAYERS and tree.listing.has_focus else None

    def _jump_from(self, pair: InstructionPair, layer: int) -> None:
        """From the highlighted file of a pair, or from the pair to where all its files are."""
        found = self._pairs.file
        if found is None:
            self._jump(layer, pair.directory)
        else:
            self._jump(layer, found[1].path, is_file=True)

    def _jump(self, layer: int, path: bytes, *, is_file: bool = False) -> None:
        """To a layer, and to a path in it; who comes from a file gets to the file."""
        self.action_tab(_LAYERS)
        self._body.jump(layer, path)
        if is_file:
            self.screen.set_focus(self._body.files.listing)
