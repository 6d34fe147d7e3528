"""What each entry of a layer hides of the layers below; no byte is counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from operator import or_

from layersize.accounting.overlay import DUPLICATED, Overlay
from layersize.layers.entries import AUFS, OPAQUE, ROOT, VOID, WHITEOUT


class HiddenBelow:
    """Bytes by places in the image's file system; a path may have had several directories."""

    def __init__(self, overlay: Overlay, layer: int) -> None:
        tree, shadows, content_bytes = overlay.file_system, overlay.shadows, overlay.content_bytes
        self._in_files: defaultdict[tuple[int, bytes], int] = defaultdict(int)
        self._in_directories: defaultdict[int, int] = defaultdict(int)
        """Directory id to all that is hidden in it."""
        for row in shadows.rows_hidden_in(layer):
            if shadows.causes[row] != DUPLICATED:
                hidden_bytes = content_bytes[shadows.inodes[row]]
                directory = shadows.directories[row]
                self._in_files[directory, shadows.names[row]] += hidden_bytes
                self._in_directories[directory] += hidden_bytes
        self._ids: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
        """Directory and name to the directories that had this path."""
        for directory in sorted(self._above(tree.parents, self._in_directories), reverse=True):
            if directory != ROOT:
                parent = tree.parents[directory]
                self._in_directories[parent] += self._in_directories[directory]
                self._ids[parent, tree.names[directory]].append(directory)

    @staticmethod
    def _above(parents: Iterable[int], directories: Iterable[int]) -> set[int]:
        """The directories and all those above them."""
        parent_of = list(parents)
        found: set[int] = set()
        for directory in directories:
            while directory not in found:
                found.add(directory)
                directory = parent_of[directory]
        return found

    def names(self) -> set[bytes]:
        """All names at which something is hidden, in whatever directory."""
        return {name for _, name in self._in_files} | {name for _, name in self._ids}

    def directories(self, above: Iterable[int], name: bytes) -> list[int]:
        """Ids of the directories with something hidden in them that go by a name."""
        return [child for parent in above for child in self._ids.get((parent, name), ())]

    def at(self, above: Iterable[int], name: bytes) -> int:
        """Bytes hidden at a name, be it a file's or a directory's, in directories of one path."""
        above = list(above)
        return self.in_files(above, name) + self.below(self.directories(above, name))

    def in_files(self, above: Iterable[int], name: bytes) -> int:
        """Bytes hidden at a name of files alone."""
        return sum(self._in_files.get((parent, name), 0) for parent in above)

    def below(self, directories: Iterable[int]) -> int:
        """Bytes hidden in directories."""
        return sum(self._in_directories.get(directory, 0) for directory in directories)


class LayerHiding:
    """Hidden bytes by the layer's own rows and directory ids.

    What is hidden at a path counts at the whiteout that names it, else in the directory that the
    layer has there, else at the last entry of that name. At an opaque marker counts the rest of
    its directory, however deep, that counts at no row below it.
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
        rows = _grouped(self._hiding_rows(), self._entries.directories)
        counted = [0] * len(names)
        """Directory to the bytes counted at the rows in it; then at those below it, too."""
        for directory in range(len(names)):
            if self._places[directory]:
                counted[directory] = self._count_rows(
                    directory, children.get(directory, []), rows.get(directory, [])
                )
        for directory in reversed(range(len(names))):
            if self._places[directory]:
                self._count_rest(directory, rows.get(directory, []), counted)

    def _hiding_rows(self) -> Iterator[int]:
        """Opaque markers, and rows with a name under which something may be hidden."""
        entries, hidden_names = self._entries, self._hidden.names()
        may_hide = map(hidden_names.__contains__, entries.names)
        if OPAQUE in entries.kinds:
            may_hide = map(or_, may_hide, map(OPAQUE.__eq__, entries.kinds))
        return compress(range(len(entries)), may_hide)

    def _count_rows(self, directory: int, children: list[int], rows: list[int]) -> int:
        """Finds what is hidden below the children; gives the bytes that count at the rows here."""
        entries, hidden, places = self._entries, self._hidden, self._places[directory]
        counted = 0
        owners = {entries.names[row]: row for row in reversed(rows) if self._is(row, WHITEOUT)}
        for child in children:
            name = entries.directory_names[child]
            if name not in owners:
                self._places[child] = hidden.directories(places, name)
                self.replaced[child] = hidden.in_files(places, name)
                counted += self.replaced[child]
        named = {entries.directory_names[child] for child in children}
        for row in self._ordinary(rows):
            if entries.names[row] not in named | owners.keys():
                owners[entries.names[row]] = row
                named.add(entries.names[row])
        for name, row in owners.items():
            hidden_bytes = hidden.at(places, name)
            if hidden_bytes:
                self.by_row[row] = hidden_bytes
                counted += hidden_bytes
        return counted

    def _count_rest(self, directory: int, rows: list[int], counted: list[int]) -> None:
        """Counts the rest at an opaque marker, if there is one; else it is left to one above."""
        marker = next((row for row in rows if self._is(row, OPAQUE)), None)
        if marker is not None:
            whole = self._hidden.below(self._places[directory])
            self.by_row[marker] = whole - counted[directory]
            counted[directory] = whole
        if directory != ROOT:
            counted[self._entries.directory_parents[directory]] += counted[directory]

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
