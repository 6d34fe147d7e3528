"""One image: its layers, what is shadowed, its files, and the warnings."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Input

from layersize.explore.explored import ExploredImage
from layersize.explore.listing import Item
from layersize.report.style import Pen
from layersize.tui.headers import image_header
from layersize.tui.line import Line
from layersize.tui.notes import item_notes, pair_notes, removal_line, warning_notes
from layersize.tui.tables.files import tree_table
from layersize.tui.tables.hidden import pairs_table
from layersize.tui.tables.warnings import warnings_table
from layersize.tui.widgets.drawing import Drawing
from layersize.tui.widgets.layers_body import LayersBody
from layersize.tui.widgets.listing import Listing
from layersize.tui.widgets.notes_pane import NotesPane
from layersize.tui.widgets.tabs import TabLine
from layersize.tui.widgets.tree_view import TreeView

_LAYERS, _SHADOWED, _FILES, _WARNINGS = range(4)
_BODIES = ("layers-body", "pairs", "files", "warnings")


class ImageView(Vertical):
    """Explores one image."""

    BINDING_GROUP_TITLE = "The image"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "tab(0)", "Layers", show=False),
        Binding("2", "tab(1)", "Shadowed", show=False),
        Binding("3", "tab(2)", "Files", show=False),
        Binding("4", "tab(3)", "Warnings", show=False),
        Binding("slash", "filter", "Filter", key_display="/", priority=True),
        Binding("o", "hiding_layer", "To the hiding layer", show=False),
        Binding("w", "next_shadowed", "Next shadowed", show=False),
    ]

    def __init__(self, image: ExploredImage, pen: Pen) -> None:
        super().__init__()
        self._image = image
        self._analysis = image.analysis
        self._pen = pen
        self._marks: set[bytes] = set()

    def compose(self) -> ComposeResult:
        """From the header down to what is said of the row at hand."""
        pen, analysis = self._pen, self._analysis
        yield Drawing(classes="header")
        shadowed, warnings = len(analysis.pairs), len(analysis.warnings)
        yield TabLine(["Layers", f"Shadowed ({shadowed})", "Files", f"Warnings ({warnings})"])
        with ContentSwitcher(initial=_BODIES[_LAYERS]):
            yield LayersBody(self._image, self._marks, pen)
            yield Listing(pen, id="pairs")
            yield TreeView[Item](
                lambda rows, marks, width: tree_table(rows, marks, width, pen),
                self._marks,
                pen,
                id="files",
            )
            yield Listing(pen, id="warnings")
        yield NotesPane()

    def on_mount(self) -> None:
        """Fills what doesn't fill itself."""
        pen, analysis = self._pen, self._analysis
        header = self.query_one(".header", Drawing)
        header.show(lambda width: image_header(analysis.image, width, pen))
        self._pairs.show(lambda width: pairs_table(analysis, width, pen))
        self._warnings.show(lambda _width: warnings_table(analysis, pen))
        self._files.show_tree(self._image.files, "")
        self.screen.set_focus(self._body.listing)

    @property
    def _body(self) -> LayersBody:
        return self.query_one(LayersBody)

    @property
    def _pairs(self) -> Listing:
        return self.query_one("#pairs", Listing)

    @property
    def _files(self) -> TreeView[Item]:
        return self.query_one("#files", TreeView)

    @property
    def _warnings(self) -> Listing:
        return self.query_one("#warnings", Listing)

    @property
    def _tab(self) -> int:
        return self.query_one(TabLine).number

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        """Enter: from a pair to the layer that ships the bytes."""
        if event.listing is self._pairs:
            pair = self._analysis.pairs[event.row]
            self._jump(pair.added_in, pair.directory)

    def on_listing_moved(self) -> None:
        """Says what there is to say about the row at hand."""
        self._tell()

    def on_tree_view_at_hand(self) -> None:
        """Says what there is to say about the file at hand."""
        self._tell()

    def on_layers_body_at_hand(self) -> None:
        """Says what there is to say about the layer at hand, or the file in it."""
        self._tell()

    def on_tree_view_marked(self) -> None:
        """Sums up what the marks would save."""
        for tree in (self._body.files, self._files):
            tree.listing.redraw()
        self._tell()

    def _tell(self) -> None:
        self.query_one(NotesPane).say(self._notes, self._removal)

    def _notes(self) -> list[Line]:
        analysis, pen, tab = self._analysis, self._pen, self._tab
        if tab == _LAYERS:
            return self._body.notes()
        if tab == _FILES:
            return item_notes(self._image, self._files.item, pen)
        if tab == _SHADOWED and analysis.pairs:
            return pair_notes(analysis, analysis.pairs[self._pairs.cursor], pen)
        if tab == _WARNINGS and analysis.warnings:
            return warning_notes(analysis.warnings[self._warnings.cursor], pen)
        return []

    def _removal(self) -> Line | None:
        if not self._marks:
            return None
        layer = self._body.layer_alone if self._tab == _LAYERS else None
        removal = self._image.removal(self._marks, layer)
        return removal_line(removal, "the image" if layer is None else f"layer {layer}", self._pen)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """A tab was clicked."""
        self.action_tab(event.number)

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
        self._tell()

    def action_next_shadowed(self) -> None:
        """Where nothing is shadowed, or all is: to the next pair of instructions."""
        if self._tab == _SHADOWED:
            self._pairs.action_move(1)
        else:
            self.action_tab(_SHADOWED)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002 - as Textual calls it
        """A slash that is typed into a pattern is part of it."""
        return action != "filter" or not isinstance(self.screen.focused, Input)

    def action_filter(self) -> None:
        """Asks for a pattern that paths must match."""
        if self._tab not in (_LAYERS, _FILES):
            self.action_tab(_FILES)
        (self._body.files if self._tab == _LAYERS else self._files).ask_filter()

    def action_hiding_layer(self) -> None:
        """From a pair to the layer that hides the bytes."""
        if self._tab == _SHADOWED and self._analysis.pairs:
            pair = self._analysis.pairs[self._pairs.cursor]
            self._jump(pair.hidden_in, pair.directory)

    def _jump(self, layer: int, path: bytes) -> None:
        self.action_tab(_LAYERS)
        self._body.jump(layer, path)
