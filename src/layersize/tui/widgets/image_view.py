"""One image: its layers, what is shadowed, its files, and the warnings."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from layersize.explore.explored import ExploredImage
from layersize.explore.listing import Item
from layersize.report.style import OutputStyle
from layersize.tui.notes.files import item_notes, removal_line
from layersize.tui.notes.pairs import pair_notes, warning_notes
from layersize.tui.tables.files import FileTable
from layersize.tui.tables.hidden import PairsTable
from layersize.tui.tables.warnings import WarningsTable
from layersize.tui.wanted import ViewWanted
from layersize.tui.widgets.headers import ImageHeader
from layersize.tui.widgets.layers_body import LayersBody
from layersize.tui.widgets.notes_pane import NotesPane
from layersize.tui.widgets.tabbed_view import TabbedView
from layersize.tui.widgets.table_view import TableView
from layersize.tui.widgets.tabs import TabLine
from layersize.tui.widgets.tree_view import TreeView

_LAYERS, _SHADOWED, _FILES, _WARNINGS = range(4)
_BODIES = ("layers-body", "pairs", "files", "warnings")


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
        Binding("o", "hiding_layer", "Go to the layer that hides it", show=False),
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
            yield TableView(style, id="pairs")
            yield TreeView(FileTable(self.marks, style), id="files")
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
    def _pairs(self) -> TableView:
        return self.query_one("#pairs", TableView)

    @property
    def _files(self) -> TreeView[Item]:
        return self.query_one("#files", TreeView)

    @property
    def _warnings(self) -> TableView:
        return self.query_one("#warnings", TableView)

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Enter: from a pair to the layer that ships the bytes, from a warning to its layer."""
        if event.view is self._pairs:
            pair = self._analysis.pairs[event.row]
            self._jump(pair.added_in, pair.directory)
        elif event.view is self._warnings:
            warning = self._analysis.warnings[event.row]
            if warning.layer is None:
                self.notify("This warning is about the whole image, not about a layer.")
            else:
                self._jump(warning.layer, warning.path or b"")

    def on_layers_body_highlighted(self) -> None:
        """Another layer, or file in it: shows its notes."""
        self.show_notes()

    def on_tree_view_opened(self) -> None:
        """Enter on a file: shows it."""
        self.action_view()

    def on_tree_view_marked(self) -> None:
        """Shows the marks in both trees."""
        for tree in (self._body.files, self._files):
            tree.listing.refresh()

    def notes(self) -> list[Text]:
        analysis, style, tab = self._analysis, self._style, self.tab
        if tab == _LAYERS:
            return self._body.notes()
        if tab == _FILES:
            return item_notes(self._image, self._files.item, None, style)
        if tab == _SHADOWED and analysis.pairs:
            return pair_notes(analysis, analysis.pairs[self._pairs.cursor], style)
        if tab == _WARNINGS and analysis.warnings:
            return warning_notes(analysis.warnings[self._warnings.cursor], style)
        return []

    def removal(self) -> Text | None:
        if not self.marks:
            return None
        layer = self._body.layer_alone if self.tab == _LAYERS else None
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
            self._pairs,
            self._files.listing,
            self._warnings,
        )
        self.screen.set_focus(listings[number])
        self.show_notes()

    def action_next_shadowed(self) -> None:
        """Where nothing is shadowed, or all is: to the next pair of instructions."""
        if self.tab == _SHADOWED:
            self._pairs.action_move(1)
        else:
            self.action_tab(_SHADOWED)

    def action_filter(self) -> None:
        """Asks for a pattern that paths must match."""
        if self.tab not in (_LAYERS, _FILES):
            self.action_tab(_FILES)
        (self._body.files if self.tab == _LAYERS else self._files).ask_filter()

    def action_view(self) -> None:
        """Shows the highlighted file, or the largest that a pair of instructions hides."""
        from layersize.tui.viewer.subjects import subject_of, subjects_of_pair  # few need it

        in_layer = self.tab == _LAYERS and self._body.files.listing.has_focus
        tree = self._body.files if in_layer else self._files
        subjects = []
        if self.tab == _SHADOWED and self._analysis.pairs:
            subjects = subjects_of_pair(self._image, self._analysis.pairs[self._pairs.cursor])
        elif (in_layer or self.tab == _FILES) and tree.item is not None:
            subjects = [subject_of(self._image, tree.item, follows_links=not in_layer)]
        if subjects:
            self.post_message(ViewWanted(subjects))
        else:
            self.notify("v shows a file: tab goes from the layers to their files.")

    def action_hiding_layer(self) -> None:
        """From a pair to the layer that hides the bytes."""
        if self.tab == _FILES:
            self.notify("A container sees what is listed here: no layer hides it.")
        elif self.tab == _WARNINGS:
            self.notify("o goes from a layer, a file in it or a pair to the layer that hides it.")
        elif self.tab == _SHADOWED and self._analysis.pairs:
            pair = self._analysis.pairs[self._pairs.cursor]
            self._jump(pair.hidden_in, pair.directory)
        elif self.tab == _SHADOWED:
            self.notify("Nothing is hidden: every shipped byte is visible.")

    def _jump(self, layer: int, path: bytes) -> None:
        self.action_tab(_LAYERS)
        self._body.jump(layer, path)
