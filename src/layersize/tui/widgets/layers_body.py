"""The layers of an image, and beside them the files of the highlighted one."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize
from textual.message import Message
from textual.worker import get_current_worker

from layersize.explore.explored import ExploredImage
from layersize.explore.file_tree import FileTree
from layersize.explore.layer_shares import LayerShares
from layersize.explore.listing import Item, Tree
from layersize.report.style import OutputStyle
from layersize.tui.notes.files import item_notes
from layersize.tui.notes.layers import layer_notes
from layersize.tui.tables.files import FileTable
from layersize.tui.tables.layers import LayersTable
from layersize.tui.widgets.table_view import TableView
from layersize.tui.widgets.tree_view import ROOMY, TreeView


class LayersBody(Container):
    """The tree follows the highlighted layer: what it ships, or all that is there after it."""

    BINDING_GROUP_TITLE = "Layers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "up_to", "This layer / all layers up to it", show=False),
        Binding("w", "next_shadowed", "Next shadowed"),
        Binding("o", "hiding_layer", "Go to the layer that hides it", show=False),
        Binding("y", "copy", "Copy the diff_id", show=False),
    ]

    class Highlighted(Message):
        """Another layer or file is highlighted."""

    class TreeReady(Message):
        """The file system after a layer is known."""

        def __init__(self, layer: int, tree: FileTree) -> None:
            super().__init__()
            self.layer = layer
            self.tree = tree

    def __init__(self, image: ExploredImage, marks: set[bytes], style: OutputStyle) -> None:
        super().__init__(id="layers-body")
        self._image = image
        self._layers = image.analysis.layers
        self._marks = marks
        self._style = style
        self._layer = image.first_layer_shown
        self._is_up_to = False
        self._tree: Tree = image.files
        """The tree that is shown, before a filter."""

    def compose(self) -> ComposeResult:
        """Layers first, then files."""
        yield TableView(self._style)
        yield TreeView(FileTable(self._marks, self._style, self._image.metadata))

    def on_resize(self, event: Resize) -> None:
        """Instructions are whole in half of a wide terminal; files have more columns to show."""
        self.set_class(event.size.width >= ROOMY[0], "-roomy")

    def on_mount(self) -> None:
        """Begins where most is shadowed."""
        self.listing.show(LayersTable(self._image.analysis, self._style), self._layer)
        self._show_layer()

    @property
    def listing(self) -> TableView:
        """The layers."""
        return self.query_one(TableView)

    @property
    def files(self) -> TreeView[Item]:
        """The files."""
        return self.query_one(TreeView)

    @property
    def layer_alone(self) -> int | None:
        """The layer whose own files are shown; None while they are those of several."""
        return None if self._is_up_to else self._layer

    def notes(self, layer_shares: LayerShares | None) -> list[Text]:
        """The notes on the highlighted file or layer."""
        if self.files.listing.has_focus:
            item = self.files.item
            hidden = self._image.most_hidden(self._tree, item) if item else None
            return item_notes(self._image, item, hidden, self._style, layer_shares)
        if not self._layers:
            return []
        return layer_notes(self._image.analysis, self._layer, self._style)

    def jump(self, layer: int, path: bytes) -> None:
        """To a layer, and to a path in it."""
        self._is_up_to = False
        self._layer = layer
        self.listing.move_to(layer)
        self._show_layer()
        self.files.go_to(path)

    def _show_layer(self) -> None:
        layer = self._layer
        if not self._layers:
            return
        if self._is_up_to:
            self._apply_up_to(layer)
        else:
            self._tree = tree = self._image.layer_tree(layer)
            self.files.show_tree(tree, f"in layer {layer}")

    @work(thread=True, exclusive=True)
    def _apply_up_to(self, layer: int) -> None:
        """Applies the layers one after the other; a result that comes too late is dropped."""
        tree = self._image.tree_up_to(layer)
        tree.sizes(b"")
        if not get_current_worker().is_cancelled:
            self.post_message(self.TreeReady(layer, tree))

    def on_layers_body_tree_ready(self, event: TreeReady) -> None:
        """Shows the file system up to a layer, if that is still wanted."""
        if self._is_up_to and event.layer == self._layer:
            self._tree = event.tree
            self.files.show_tree(event.tree, f"layers 0 to {self._layer}")

    def on_table_view_highlighted(self, event: TableView.Highlighted) -> None:
        """Shows the files of the highlighted layer."""
        event.stop()
        if event.row != self._layer:
            self._layer = event.row
            self._show_layer()
        self.post_message(self.Highlighted())

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Enter: from the layer into its files."""
        event.stop()
        self.screen.set_focus(self.files.listing)

    def on_tree_view_highlighted(self, event: TreeView.Highlighted) -> None:
        """Passes it on: another file is highlighted."""
        event.stop()
        self.post_message(self.Highlighted())

    def on_descendant_focus(self) -> None:
        """The focus decides whether the layer or the file is highlighted."""
        self.post_message(self.Highlighted())

    def action_up_to(self) -> None:
        """The files of the layer alone, or all those of the layers up to it."""
        if not self._layers:
            self.notify("The image has no layer.")
            return
        self._is_up_to = not self._is_up_to
        self._show_layer()

    def action_next_shadowed(self) -> None:
        """The next row with bytes that a later layer hides."""
        if self.files.listing.has_focus:
            listing, rows = self.files.listing, self.files.rows
            shadowed = (at for at in _after(listing) if rows.item(at).shadowed_bytes)
        else:
            listing = self.listing
            shadowed = (at for at in _after(listing) if self._layers[at].shadowed_bytes)
        row = next(shadowed, None)
        if row is None:
            self.notify("No other row has bytes that a later layer hides.")
        else:
            listing.move_to(row)

    def action_copy(self) -> None:
        """Copies the diff_id of the highlighted layer to the terminal's clipboard."""
        diff_id = self._layers[self._layer].diff_id if self._layers else None
        if diff_id is None:
            self.notify("There is no diff_id to copy.")
        else:
            self.app.copy_to_clipboard(str(diff_id))
            self.notify(f"copied {diff_id}", markup=False)

    def action_hiding_layer(self) -> None:
        """To the layer that hides most of the highlighted path, or of the highlighted layer."""
        if self.files.listing.has_focus:
            self._go_to_hiding_of_path()
            return
        pairs = (pair for pair in self._image.analysis.pairs if pair.added_in == self._layer)
        pair = next(pairs, None)
        if pair is None:
            self.notify("No layer hides any bytes of this one.")
        else:
            self.jump(pair.hidden_in, pair.directory)

    def _go_to_hiding_of_path(self) -> None:
        item = self.files.item
        hidden = self._image.most_hidden(self._tree, item) if item else None
        if item is not None and hidden is not None:
            self.jump(hidden.hidden_in, item.path)
        elif item is not None and item.hides_bytes:
            self.notify("This hides bytes of lower layers; none of its own are hidden.")
        else:
            self.notify("No later layer hides any bytes of this.")


def _after(listing: TableView) -> list[int]:
    """The rows below the highlighted one, then those above."""
    return [*range(listing.cursor + 1, listing.row_count), *range(listing.cursor)]
