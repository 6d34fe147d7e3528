"""What layers did to directories: which each made, and which it gave another owner or mode."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import cached_property

from layersize.accounting.overlay import Overlay
from layersize.layers.entries import DIRECTORY, OPAQUE, ROOT, WHITEOUT, LayerEntries, Ownership

NOWHERE = -1
"""In place of a directory's id: markers alone make none."""


class Directories:
    """Directories go by their ids in the image's file system; a path may have had several."""

    def __init__(self, overlay: Overlay) -> None:
        self._layers = overlay.layers
        self._first_inode = overlay.first_inode
        self._tree = overlay.file_system

    @cached_property
    def _children(self) -> dict[tuple[int, bytes], list[int]]:
        """A directory's id and a name to the ids that had this path, the oldest first."""
        children: dict[tuple[int, bytes], list[int]] = {}
        for directory in range(ROOT + 1, len(self._tree.names)):
            place = self._tree.parents[directory], self._tree.names[directory]
            children.setdefault(place, []).append(directory)
        return children

    def child(self, parent: int, name: bytes, layer: int) -> int:
        """The directory of a name in another, as it was after a layer."""
        for directory in reversed(self._children.get((parent, name), ())):
            if self._tree.created_in[directory] <= layer:
                return directory
        return NOWHERE

    def at(self, path: bytes) -> list[int]:
        """All directories that ever had a path."""
        found = [ROOT]
        for name in path.split(b"/") if path else ():
            found = [child for above in found for child in self._children.get((above, name), ())]
        return found

    def ids(self, layer: int) -> list[int]:
        """The layer's own directory ids to those of the image, after that layer."""
        entries, found = self._layers[layer], [ROOT]
        for directory in range(ROOT + 1, len(entries.directory_names)):
            parent = found[entries.directory_parents[directory]]
            found.append(self.child(parent, entries.directory_names[directory], layer))
        return found

    def is_made_by(self, directory: int, layer: int) -> bool:
        """Whether there was none at its path before the layer."""
        if directory <= ROOT or self._tree.created_in[directory] < layer:
            return False
        return layer != 1 or self._in_base(directory) == NOWHERE

    def _in_base(self, directory: int) -> int:
        """The directory that the base layer has at the same path."""
        names = []
        while self._tree.created_in[directory] > 0:
            names.append(self._tree.names[directory])
            directory = self._tree.parents[directory]
        while names and directory != NOWHERE:
            directory = self.child(directory, names.pop(), 0)
        return directory

    def deletions(self, layers: range) -> set[tuple[int, bytes]]:
        """Directory and name of what lower layers had and markers of these layers name.

        An opaque marker has no name: it is about whatever was in its directory.
        """
        marked: dict[bytes, set[int]] = {}
        for layer in layers:
            entries = self._layers[layer]
            if WHITEOUT in entries.kinds or OPAQUE in entries.kinds:
                ids = self.ids(layer)
                for row, kind in enumerate(entries.kinds):
                    if kind in (WHITEOUT, OPAQUE):
                        name = entries.names[row] if kind == WHITEOUT else b""
                        marked.setdefault(name, set()).add(ids[entries.directories[row]])
        found = {(directory, b"") for directory in marked.pop(b"", ())}
        found |= {
            (directory, name)
            for name, directories in marked.items()
            for directory in directories
            if self.child(directory, name, layers.start - 1) != NOWHERE
        }
        for layer in range(layers.start if marked else 0):
            found.update(self._files_at(marked, layer))
        return {
            place
            for place in found
            if place[0] != NOWHERE and not self.is_made_by(place[0], layers.start)
        }

    def _files_at(
        self, places: Mapping[bytes, Container[int]], layer: int
    ) -> Iterator[tuple[int, bytes]]:
        """Those of some places, directories by names, that a layer has a file at."""
        entries, ids = self._layers[layer], self.ids(layer)
        for row, name in enumerate(entries.names):
            if name in places and entries.kinds[row] < WHITEOUT:
                directory = ids[entries.directories[row]]
                if directory in places[name]:
                    yield directory, name

    @cached_property
    def changing(self) -> frozenset[int]:
        """Inodes of the entries that make a directory, or give it another owner or mode.

        Layers also list directories for what is in them, and times say only when.
        """
        stated: dict[int, Ownership | None] = {}
        found = set()
        for layer, entries in enumerate(self._layers):
            ids = self.ids(layer)
            for row, kind in enumerate(entries.kinds):
                if kind == DIRECTORY:
                    above, name = ids[entries.directories[row]], entries.names[row]
                    directory = self.child(above, name, layer) if name else ROOT
                    ownership = _ownership(entries, row)
                    is_made = self.is_made_by(directory, layer)
                    if is_made or stated.get(directory, ownership) != ownership:
                        found.add(self._first_inode[layer] + row)
                    stated[directory] = ownership
        return frozenset(found)


def _ownership(entries: LayerEntries, row: int) -> Ownership | None:
    """None where metadata was not read."""
    if len(entries.ownership_ids) <= row:
        return None
    return entries.ownerships[entries.ownership_ids[row]]
