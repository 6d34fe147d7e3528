"""What is in each directory of one layer, at every depth: bytes, entries, changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from layersize.accounting.shown_name import rows_shown_elsewhere
from layersize.explore.hidden_by import LayerHiding
from layersize.explore.listing import rolled_up
from layersize.explore.traces import Traces
from layersize.layers.entries import DIRECTORY, LayerEntries


@dataclass(frozen=True, kw_only=True)
class LayerSums:
    """Sums over the entries that are shown, by the layer's own ids of directories."""

    traces: Traces
    layer: int
    rows: Sequence[int]
    """Entries that are shown, in any order."""
    is_kept: bytearray
    """Directory id to whether it is shown."""
    hiding: LayerHiding

    @property
    def _entries(self) -> LayerEntries:
        return self.traces.overlay.layers[self.layer]

    @property
    def _first(self) -> int:
        return self.traces.overlay.first_inode[self.layer]

    @cached_property
    def _elsewhere(self) -> dict[int, int]:
        """Row of a file in a store of copies to that of the hardlink which shows its bytes."""
        return rows_shown_elsewhere(self._entries)

    def _as_shown(self, row_bytes: Sequence[int]) -> Sequence[int]:
        if not self._elsewhere:
            return row_bytes
        shown = list(row_bytes)
        for row, link in self._elsewhere.items():
            shown[row], shown[link] = 0, shown[row]
        return shown

    @cached_property
    def row_content_bytes(self) -> Sequence[int]:
        """Row to the bytes that stand at it."""
        return self._as_shown(self._entries.content_bytes)

    @cached_property
    def row_shadowed_bytes(self) -> Sequence[int]:
        """Row to those of its bytes that a container no longer sees."""
        first = self._first
        return self._as_shown(self.traces.shadowed_bytes[first : first + len(self._entries)])

    @cached_property
    def content_bytes(self) -> list[int]:
        """Directory to the bytes of the files in it."""
        return self._summed(self.row_content_bytes)

    @cached_property
    def shadowed_bytes(self) -> list[int]:
        """Directory to those of its bytes that a container no longer sees."""
        return self._summed(self.row_shadowed_bytes)

    def _summed(self, row_bytes: Sequence[int]) -> list[int]:
        """Directory to the bytes of the rows in it, at every depth."""
        entries = self._entries
        own = [0] * len(entries.directory_names)
        directories = entries.directories
        for row in self.rows:
            own[directories[row]] += row_bytes[row]
        return rolled_up(own, entries.directory_parents)

    @cached_property
    def counts(self) -> list[int]:
        """Directory to its entries that describe no directory."""
        entries = self._entries
        own = [0] * len(entries.directory_names)
        for row in self.rows:
            own[entries.directories[row]] += entries.kinds[row] != DIRECTORY
        return rolled_up(own, entries.directory_parents)

    @cached_property
    def changes(self) -> list[int]:
        """Directory to how many entries in it change anything; not that it is listed again."""
        entries, changing = self._entries, self.traces.directories.changing
        own = [0] * len(entries.directory_names)
        for row in self.rows:
            if entries.kinds[row] != DIRECTORY or self._first + row in changing:
                own[entries.directories[row]] += 1
        return rolled_up(own, entries.directory_parents)

    @cached_property
    def hidden_bytes(self) -> list[int]:
        """Directory to what entries in it hide, in bytes; one in its own place counts above it."""
        entries, hiding = self._entries, self.hiding
        own = [0] * len(entries.directory_names)
        shown = self.rows if isinstance(self.rows, range) else frozenset(self.rows)
        for row, row_bytes in hiding.by_row.items():
            if row in shown:
                own[entries.directories[row]] += row_bytes
        for directory, replaced_bytes in hiding.replaced.items():
            if self.is_kept[directory]:
                own[entries.directory_parents[directory]] += replaced_bytes
        return rolled_up(own, entries.directory_parents)
