"""One analyzed image with all the trees that can be walked through."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from layersize.analysis.analyzed_image import AnalyzedImage
from layersize.analysis.explore.details import EntryDetails, entry_details
from layersize.analysis.explore.file_tree import FileTree
from layersize.analysis.explore.layer_hiding import LayerHiding
from layersize.analysis.explore.layer_tree import LayerTree
from layersize.analysis.explore.removal import Removal, removal
from layersize.analysis.explore.traces import Traces
from layersize.analysis.file_system import FileSystem
from layersize.analysis.layer_step import add_layer
from layersize.analysis.overlay import Overlay
from layersize.model.analysis import ImageAnalysis


class ExploredImage:
    """Makes a tree when it is first asked for, and keeps it; of layers together only the last."""

    def __init__(self, image: AnalyzedImage) -> None:
        self.image = image
        self.analysis: ImageAnalysis = image.analysis
        self.traces = Traces(image.overlay)
        self._layer_trees: dict[int, LayerTree] = {}
        self._tree_up_to: tuple[int, FileTree] | None = None
        self._removal: tuple[tuple[frozenset[bytes], int | None], Removal] | None = None

    @cached_property
    def files(self) -> FileTree:
        """What a container sees; what is not of the base layer counts as a change."""
        return FileTree.of(self.image.overlay.file_system, self.traces, self._first_inode(1))

    def prepare(self) -> None:
        """Sums up what a look at the image begins with, and what any layer hides."""
        self.files.prepare()
        for layer in range(len(self.analysis.layers)):
            self.layer_tree(layer).listing(b"")

    def layer_tree(self, layer: int) -> LayerTree:
        """What one layer ships and hides."""
        tree = self._layer_trees.get(layer)
        if tree is None:
            hiding = LayerHiding(self.image.overlay, layer)
            tree = self._layer_trees[layer] = LayerTree.of(self.traces, layer, hiding)
        return tree

    def tree_up_to(self, layer: int) -> FileTree:
        """The file system after a layer; what the layer ships counts as a change.

        Below the last, layers are laid over each other anew: as long as it took to analyze them.
        """
        if self._tree_up_to is None or self._tree_up_to[0] != layer:
            file_system = self._file_system_after(layer)
            tree = FileTree.of(file_system, self.traces, self._first_inode(layer))
            self._tree_up_to = layer, tree
        return self._tree_up_to[1]

    def _file_system_after(self, layer: int) -> FileSystem:
        layers = self.image.overlay.layers
        if layer == len(layers) - 1:
            return self.image.overlay.file_system
        overlay = Overlay()
        for entries in layers[: layer + 1]:
            add_layer(overlay, entries)
        return overlay.file_system

    def details(self, inode: int) -> EntryDetails | None:
        """What an entry says of itself, and what became of it; None for an implied directory."""
        return entry_details(self.traces, inode) if inode >= 0 else None

    def removal(self, marked: Collection[bytes], layer: int | None) -> Removal:
        """What leaving paths out of a layer would save, or of the whole image."""
        asked = frozenset(marked), layer
        if self._removal is None or self._removal[0] != asked:
            self._removal = asked, removal(marked, layer, self.image.overlay)
        return self._removal[1]

    def _first_inode(self, layer: int) -> int:
        """The number of a layer's first entry, or of one past the last."""
        overlay = self.image.overlay
        if layer < len(overlay.first_inode):
            return overlay.first_inode[layer]
        return len(overlay.content_bytes)
