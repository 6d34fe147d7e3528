"""Where a path stands in the entries of one layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layersize.accounting.apply_layer import apply_layer, lay_on_top
from layersize.accounting.layer_state import LayerState
from layersize.accounting.overlay import Overlay
from layersize.layers.entries import KIND_NAMES, ROOT, LayerEntries


def _directory_at(entries: LayerEntries, names: Sequence[bytes]) -> int | None:
    """The id of a layer's own directory; those in it come behind it."""
    found, depth = ROOT, 0
    parents = entries.directory_parents
    for directory in range(ROOT + 1, len(parents)):
        if depth == len(names):
            break
        if parents[directory] == found and entries.directory_names[directory] == names[depth]:
            found, depth = directory, depth + 1
    return found if depth == len(names) else None


def rows_at(
    entries: LayerEntries, path: bytes, kinds: Iterable[int] = tuple(KIND_NAMES)
) -> list[int]:
    """The entries of a path in a layer, in the order of its tar."""
    *above, name = path.split(b"/")
    directory = _directory_at(entries, above)
    if directory is None:
        return []
    return [
        row
        for row, (kind, here) in enumerate(zip(entries.kinds, entries.directories, strict=True))
        if here == directory and kind in kinds and entries.names[row] == name
    ]


def is_at(entries: LayerEntries, path: bytes) -> bool:
    """Whether a layer ships something at a path, if only a folder for what is in it."""
    return bool(rows_at(entries, path)) or (
        _directory_at(entries, path.split(b"/") if path else ()) is not None
    )


def layers_with(overlay: Overlay, path: bytes) -> list[int]:
    """The layers that ship something at exactly this path."""
    layers = enumerate(overlay.layers)
    return [layer for layer, entries in layers if is_at(entries, path)]


class LinkedLayer(LayerState):
    """A layer over those below; notes for each of its hardlinks where it stands and to what."""

    def __init__(self, overlay: Overlay, entries: LayerEntries) -> None:
        super().__init__(overlay, entries)
        self.link_places = set[tuple[int, bytes]]()
        """Directories and names."""
        self.link_inodes: dict[int, int] = {}
        """Entries that are hardlinks to those with their data."""

    def note_link(self, directory: int, name: bytes, own_inode: int, inode: int) -> None:
        super().note_link(directory, name, own_inode, inode)
        self.link_places.add((directory, name))
        self.link_inodes[own_inode] = inode


def last_of_layers(layers: Sequence[LayerEntries]) -> LinkedLayer:
    """The last of some layers, laid over the others."""
    overlay = Overlay()
    for entries in layers[:-1]:
        apply_layer(overlay, entries)
    state = LinkedLayer(overlay, layers[-1])
    lay_on_top(state)
    return state
