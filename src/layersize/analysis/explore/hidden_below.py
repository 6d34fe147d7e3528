"""What one layer hides of those below, summed up for every path that it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from layersize.analysis.overlay import Overlay
from layersize.analysis.shadows import DUPLICATED
from layersize.model.layer_entries import ROOT


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
