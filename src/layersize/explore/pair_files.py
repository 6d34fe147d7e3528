"""The files that one layer ships and another hides, largest first."""

from __future__ import annotations

from array import array

from layersize.accounting.overlay import CAUSES, Overlay
from layersize.accounting.result import InstructionPair
from layersize.explore.shipped_files import ShippedFile


class PairFiles:
    """All files of a pair of instructions; each is made when it is asked for."""

    def __init__(self, overlay: Overlay, pair: InstructionPair) -> None:
        self._overlay = overlay
        self.pair = pair
        shadows, content_bytes, inodes = (
            overlay.shadows,
            overlay.content_bytes,
            overlay.shadows.inodes,
        )
        firsts = *overlay.first_inode, len(content_bytes)
        first, last = firsts[pair.added_in], firsts[pair.added_in + 1]
        cause = CAUSES.index(pair.cause)
        found = [
            row
            for row in shadows.rows_hidden_in(pair.hidden_in)
            if first <= inodes[row] < last and shadows.causes[row] == cause
        ]
        found.sort(
            key=lambda row: (
                -content_bytes[inodes[row]],
                shadows.directories[row],
                shadows.names[row],
            )
        )
        self._rows = array("I", found)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: int) -> ShippedFile:
        row, overlay = self._rows[at], self._overlay
        shadows, inode = overlay.shadows, overlay.shadows.inodes[row]
        path = shadows.marker_paths.get(row)
        if path is None:
            path = overlay.file_system.path(shadows.directories[row], shadows.names[row])
        return ShippedFile(path=path, inode=inode, content_bytes=overlay.content_bytes[inode])
