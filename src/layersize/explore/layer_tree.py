"""What one layer ships, and what its markers hide, as its tar lists it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress

from layersize.accounting.file_system import find_directory
from layersize.explore.hidden_by import LayerHiding
from layersize.explore.layer_sums import LayerSums
from layersize.explore.listing import DirectoryListing, Item, joined
from layersize.explore.traces import Traces
from layersize.layers.entries import (
    AUFS,
    DIRECTORY,
    OPAQUE,
    ROOT,
    VOID,
    WHITEOUT,
    LayerEntries,
)
from layersize.patterns import Pattern

_OPAQUE_NAME = b".wh..wh..opq"
_NAMELESS = b".wh."
_MAYBE_DIRECTORIES = (DIRECTORY, WHITEOUT)
"""A marker doesn't say what it hides."""


@dataclass(frozen=True, kw_only=True)
class LayerTree:
    """Directories by the layer's own ids."""

    traces: Traces
    layer: int
    rows: Sequence[int]
    """Entries that are shown, in any order."""
    is_kept: bytearray
    """Directory id to whether it is shown."""
    hiding: LayerHiding = field(repr=False)

    @classmethod
    def of(cls, traces: Traces, layer: int, hiding: LayerHiding) -> LayerTree:
        """All of a layer."""
        entries = traces.overlay.layers[layer]
        return cls(
            traces=traces,
            layer=layer,
            rows=_rows_to_show(entries),
            is_kept=bytearray(b"\1") * len(entries.directory_names),
            hiding=hiding,
        )

    @property
    def _entries(self) -> LayerEntries:
        return self.traces.overlay.layers[self.layer]

    @property
    def _first(self) -> int:
        return self.traces.overlay.first_inode[self.layer]

    @cached_property
    def _by_directory(self) -> array[int]:
        """The rows, those of a directory beside each other."""
        return array("I", sorted(self.rows, key=self._entries.directories.__getitem__))

    @cached_property
    def _subdirectories(self) -> list[dict[bytes, int]]:
        """Directory id to the directories that are shown in it: name to id."""
        names, parents = self._entries.directory_names, self._entries.directory_parents
        nothing = dict[bytes, int]()
        found = [nothing] * len(names)
        for directory in compress(range(len(names)), self.is_kept):
            if directory != ROOT:
                parent = parents[directory]
                if found[parent] is nothing:
                    found[parent] = {}
                found[parent][names[directory]] = directory
        return found

    @cached_property
    def _sums(self) -> LayerSums:
        return LayerSums(
            traces=self.traces,
            layer=self.layer,
            rows=self.rows,
            is_kept=self.is_kept,
            hiding=self.hiding,
        )

    @cached_property
    def _ids(self) -> list[int]:
        """Directory id to that of the image."""
        return self.traces.directories.ids(self.layer)

    def prepare(self) -> None:
        """Sums up all directories, so that the first look takes no time."""
        self.listing(b"")
        sums = self._sums
        sums.shadowed_bytes, sums.counts, self._ids, sums.changes  # noqa: B018 - kept from now on

    def directory_id(self, path: bytes) -> int | None:
        """The id of a directory; None where the layer lists none."""
        return find_directory(self._subdirectories, path)

    def _rows_in(self, directory: int) -> list[int]:
        directories = self._entries.directories
        start = bisect_left(self._by_directory, directory, key=directories.__getitem__)
        end = bisect_right(self._by_directory, directory, key=directories.__getitem__)
        return self._by_directory[start:end].tolist()

    def listing(self, directory: bytes) -> DirectoryListing:
        """The directory's children; a directory without anything in it is one of its rows."""
        parent = self.directory_id(directory)
        if parent is None:
            return DirectoryListing(tree=self, path=directory)
        children = self._subdirectories[parent]
        rows = self._listed(parent, children)
        weights = [
            self._sums.content_bytes[child] + self._hides(child) for child in children.values()
        ]
        weights += [
            self._sums.row_content_bytes[row] + self.hiding.by_row.get(row, 0) for row in rows
        ]
        return DirectoryListing(
            tree=self,
            path=directory,
            parent=parent,
            directories=list(children.values()),
            entries=rows,
            names=[*children, *map(self._shown_name, rows)],
            weights=weights,
            changed=[True] * len(weights),
        )

    def _listed(self, directory: int, children: Container[bytes]) -> list[int]:
        """Rows to show: of entries that describe a directory, the last of each empty one."""
        entries, empty = self._entries, dict[bytes, int]()
        rows = []
        for row in self._rows_in(directory):
            name = entries.names[row]
            if entries.kinds[row] == VOID:
                rows += [row] if entries.content_bytes[row] else []
            elif entries.kinds[row] != DIRECTORY:
                rows.append(row)
            elif name and name not in children:
                empty[name] = row
        return [*rows, *empty.values()]

    def _hides(self, directory: int) -> int:
        return self._sums.hidden_bytes[directory] + self.hiding.replaced.get(directory, 0)

    def _shown_name(self, row: int) -> bytes:
        kind, name = self._entries.kinds[row], self._entries.names[row]
        if kind == OPAQUE:
            return _OPAQUE_NAME
        return name or _NAMELESS if kind == VOID else name

    def directory_item(self, above: bytes, name: bytes, directory: int) -> Item:
        """The row of a directory."""
        inode, changes = self._entry_of_directory(directory), self._sums.changes[directory]
        sign, flags = self._directory_signs(self._ids[directory], inode, changes)
        return Item(
            path=joined(above, name),
            name=name,
            is_directory=True,
            content_bytes=self._sums.content_bytes[directory],
            shadowed_bytes=self._sums.shadowed_bytes[directory],
            hides_bytes=self._hides(directory),
            sign=sign,
            flags=flags,
            inode=inode,
            files=self._sums.counts[directory],
        )

    def _entry_of_directory(self, directory: int) -> int:
        """The last entry that describes a directory; -1 if it is only implied."""
        entries = self._entries
        name = entries.directory_names[directory]
        stated = [
            row
            for row in self._rows_in(entries.directory_parents[directory])
            if entries.kinds[row] == DIRECTORY and entries.names[row] == name
        ]
        return self._first + stated[-1] if stated else -1

    def _directory_signs(self, directory: int, inode: int, changes: int) -> tuple[str, str]:
        """Sign and flags of a directory of the image; `m` if only its owner or mode is another."""
        is_other = inode in self.traces.directories.changing
        sign = self.traces.directory_sign(directory, self.layer, is_changed=changes > 0 or is_other)
        return sign, "m" if sign == "~" and not changes else ""

    def entry_item(self, above: bytes, parent: int, name: bytes, row: int) -> Item:
        """The row of an entry of the layer's tar."""
        entries, inode = self._entries, self._first + row
        sign = self.traces.sign_of(inode)
        flags = self.traces.flags_of(inode, self.traces.overlay.file_system.links)
        if entries.kinds[row] == DIRECTORY:
            directory = self.traces.directories.child(self._ids[parent], name, self.layer)
            sign, flags = self._directory_signs(directory, inode, 0)
        return Item(
            path=joined(above, name),
            name=name,
            is_directory=entries.kinds[row] == DIRECTORY,
            content_bytes=self._sums.row_content_bytes[row],
            shadowed_bytes=self._sums.row_shadowed_bytes[row],
            hides_bytes=self.hiding.by_row.get(row, 0),
            sign=sign,
            flags=flags,
            inode=inode,
        )

    def inodes_in(self, path: bytes) -> Iterator[int]:
        """The entries in a directory, at every depth."""
        top = self.directory_id(path)
        if top is None:
            return
        parents = self._entries.directory_parents
        is_inside = bytearray(len(parents))
        for directory in range(top, len(parents)):
            is_inside[directory] = directory == top or is_inside[parents[directory]]
        for row in self.rows:
            if is_inside[self._entries.directories[row]]:
                yield self._first + row

    def matching(self, pattern: Pattern) -> LayerTree:
        """Only paths that the pattern stands for, with what is in them and around them."""
        entries, matches = self._entries, pattern.matches
        paths, is_found, is_kept = [b""], bytearray(1), bytearray(b"\1")
        for directory in range(1, len(entries.directory_names)):
            parent = entries.directory_parents[directory]
            path = joined(paths[parent], entries.directory_names[directory])
            paths.append(path)
            is_found.append(is_found[parent] or matches(path, is_directory=True))
            is_kept.append(is_found[directory])
        rows = [
            row
            for row in self.rows
            if is_found[local := entries.directories[row]]
            or matches(
                joined(paths[local], entries.names[row]),
                is_directory=entries.kinds[row] in _MAYBE_DIRECTORIES,
            )
        ]
        for row in rows:
            is_kept[entries.directories[row]] = 1
        for directory in range(len(is_kept) - 1, 0, -1):
            if is_kept[directory]:
                is_kept[entries.directory_parents[directory]] = 1
        return replace(self, rows=rows, is_kept=is_kept)


def _rows_to_show(entries: LayerEntries) -> Sequence[int]:
    """All but bookkeeping."""
    if AUFS in entries.kinds:
        return [row for row, kind in enumerate(entries.kinds) if kind != AUFS]
    return range(len(entries))
