"""What each entry of a layer hides of the layers below; no byte is told twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from operator import or_

from layersize.analysis.explore.hidden_below import HiddenBelow
from layersize.analysis.overlay import Overlay
from layersize.model.layer_entries import AUFS, OPAQUE, ROOT, VOID, WHITEOUT


class LayerHiding:
    """Hidden bytes by the layer's own rows and directory ids.

    What is hidden at a path is told where a whiteout names it, else in the directory that the
    layer has there, else at the last entry of that name; an opaque marker tells the rest of its
    directory, however deep, that no row below it tells.
    """

    def __init__(self, overlay: Overlay, layer: int) -> None:
        self._entries = overlay.layers[layer]
        self._hidden = HiddenBelow(overlay, layer)
        names = self._entries.directory_names
        self._places: list[Sequence[int]] = [[ROOT], *([()] * (len(names) - 1))]
        """The layer's directory ids to those of the image, as far as something is hidden there."""
        self.by_row: dict[int, int] = {}
        """Rows that hide something, and how many bytes."""
        self.replaced: dict[int, int] = {}
        """Directories in place of a file, and the bytes of that."""
        children = _grouped(range(1, len(names)), self._entries.directory_parents)
        rows = _grouped(self._worth_a_look(), self._entries.directories)
        told = [0] * len(names)
        """By the rows in each directory; then by those below it, too."""
        for directory in range(len(names)):
            if self._places[directory]:
                told[directory] = self._settle(
                    directory, children.get(directory, []), rows.get(directory, [])
                )
        for directory in reversed(range(len(names))):
            if self._places[directory]:
                self._tell_rest(directory, rows.get(directory, []), told)

    def _worth_a_look(self) -> Iterator[int]:
        """Opaque markers, and rows with a name under which something may be hidden."""
        entries, hidden_names = self._entries, self._hidden.names()
        is_worth = map(hidden_names.__contains__, entries.names)
        if OPAQUE in entries.kinds:
            is_worth = map(or_, is_worth, map(OPAQUE.__eq__, entries.kinds))
        return compress(range(len(entries)), is_worth)

    def _settle(self, directory: int, children: list[int], rows: list[int]) -> int:
        """Finds what is hidden below the children; gives the bytes that the rows here tell."""
        entries, hidden, places = self._entries, self._hidden, self._places[directory]
        told = 0
        owners = {entries.names[row]: row for row in reversed(rows) if self._is(row, WHITEOUT)}
        for child in children:
            name = entries.directory_names[child]
            if name not in owners:
                self._places[child] = hidden.directories(places, name)
                self.replaced[child] = hidden.in_files(places, name)
                told += self.replaced[child]
        named = {entries.directory_names[child] for child in children}
        for row in self._ordinary(rows):
            if entries.names[row] not in named | owners.keys():
                owners[entries.names[row]] = row
                named.add(entries.names[row])
        for name, row in owners.items():
            hidden_bytes = hidden.at(places, name)
            if hidden_bytes:
                self.by_row[row] = hidden_bytes
                told += hidden_bytes
        return told

    def _tell_rest(self, directory: int, rows: list[int], told: list[int]) -> None:
        """By an opaque marker, if there is one; else it is left to one above."""
        marker = next((row for row in rows if self._is(row, OPAQUE)), None)
        if marker is not None:
            whole = self._hidden.below(self._places[directory])
            self.by_row[marker] = whole - told[directory]
            told[directory] = whole
        if directory != ROOT:
            told[self._entries.directory_parents[directory]] += told[directory]

    def _is(self, row: int, kind: int) -> bool:
        return self._entries.kinds[row] == kind

    def _ordinary(self, rows: list[int]) -> Iterator[int]:
        """Rows that stand at a path themselves, the last first."""
        for row in reversed(rows):
            if self._entries.kinds[row] not in (WHITEOUT, OPAQUE, VOID, AUFS):
                yield row


def _grouped(things: Iterable[int], group_of: Sequence[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for thing in things:
        groups.setdefault(group_of[thing], []).append(thing)
    return groups
