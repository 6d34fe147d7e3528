"""Every name that a layer ever gave to anything, and what took it away: the layers laid anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from layersize.accounting.apply_layer import lay_on_top
from layersize.accounting.layer_state import LayerState
from layersize.accounting.overlay import DUPLICATED, METADATA_ONLY, Overlay
from layersize.layers.entries import LayerEntries


class TakenName(NamedTuple):
    """A name that a layer took from a file."""

    directory: int
    name: bytes
    inode: int
    """The entry whose data it had."""
    entry: int
    """The entry that gave the name: of a hardlink another than `inode`."""
    layer: int
    cause: int
    """A position in `accounting.overlay.CAUSES`."""


class TakenEntry(NamedTuple):
    """An entry of a folder that no longer describes it, as the folder is gone or described anew."""

    directory: int
    entry: int
    layer: int
    cause: int


class Names:
    """The names of an image's files; directories go by their ids in `overlay.file_system`."""

    def __init__(self, layers: Sequence[LayerEntries] = ()) -> None:
        """Lays these layers; without any, watches those that `lay` is given."""
        self.overlay = Overlay()
        """The layers laid over each other, as for the accounting."""
        self.taken: list[TakenName] = []
        """Names of files that are hidden, in the order in which layers took them."""
        self.taken_entries: list[TakenEntry] = []
        """Likewise the entries of folders."""
        self.links: dict[tuple[int, bytes], int] = {}
        """Directory and name to the entry that gave it, where that is a hardlink."""
        for entries in layers:
            self.lay(self.overlay, entries)

    def lay(self, overlay: Overlay, entries: LayerEntries) -> None:
        """Lays one more layer on top, as `apply_layer` does: always on the same overlay."""
        state = _RecordedState(overlay, entries, self)
        lay_on_top(state)
        self.laid(state)

    def laid(self, state: LayerState) -> None:
        """Is told of each layer once it lies on those below: for those who must know more."""

    def entry_at(self, directory: int, name: bytes, inode: int) -> int:
        """The entry that gives a visible file its name, as `inode` is that of the data."""
        return self.links.get((directory, name), inode)


class _RecordedState(LayerState):
    """Records what is taken."""

    def __init__(self, overlay: Overlay, entries: LayerEntries, names: Names) -> None:
        super().__init__(overlay, entries)
        self._names = names
        self._replaced: tuple[tuple[int, bytes], int | None] | None = None
        """A name that a hardlink is about to replace, and the hardlink that gave it before."""

    def note_link(self, directory: int, name: bytes, own_inode: int, inode: int) -> None:
        place = directory, name
        found = self.tree.files[directory].get(name)
        if found == inode:
            return
        if found is not None:
            self._replaced = place, self._names.links.get(place)
        self._names.links[place] = own_inode

    def lose_name(self, inode: int, directory: int, name: bytes, cause: int) -> None:
        super().lose_name(inode, directory, name, cause)
        place = directory, name
        if self._replaced is not None and self._replaced[0] == place:
            link, self._replaced = self._replaced[1], None
        else:
            link = self._names.links.pop(place, None)
        entry = inode if link is None else link
        cause = self._cause(entry, cause)
        self._names.taken.append(TakenName(directory, name, inode, entry, self.layer, cause))

    def describe_directory(self, directory: int, own_inode: int) -> None:
        self._take_entry(directory, METADATA_ONLY)
        super().describe_directory(directory, own_inode)

    def clear_path(self, directory: int, name: bytes, cause: int) -> bool:
        child = self.tree.subdirectories[directory].get(name)
        if child is not None:
            self._take_entry(child, cause)
        return super().clear_path(directory, name, cause)

    def clear_directory(self, directory: int, cause: int) -> None:
        for below in self.tree.visible_directories(directory):
            if below != directory:
                self._take_entry(below, cause)
        super().clear_directory(directory, cause)

    def _take_entry(self, directory: int, cause: int) -> None:
        """Of a folder that is removed, or described anew, nothing describes it any more."""
        entry = self.tree.directory_entry.pop(directory, None)
        if entry is not None:
            cause = self._cause(entry, cause)
            self._names.taken_entries.append(TakenEntry(directory, entry, self.layer, cause))

    def _cause(self, entry: int, cause: int) -> int:
        return DUPLICATED if entry >= self.first_inode else cause
