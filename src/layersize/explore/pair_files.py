"""The files that one layer ships and another hides, largest first."""

from __future__ import annotations

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import InstructionPair
from layersize.accounting.shadows import rows_of_pair
from layersize.explore.shipped_files import ShippedFile


class PairFiles:
    """All files of a pair of instructions; each is made when it is asked for."""

    def __init__(self, image: AnalyzedImage, pair: InstructionPair) -> None:
        self._overlay = image.overlay
        self.pair = pair
        self._rows = rows_of_pair(image.analysis.shadowed, image.overlay, pair)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: int) -> ShippedFile:
        row, overlay = self._rows[at], self._overlay
        shadows, inode = overlay.shadows, overlay.shadows.inodes[row]
        path = shadows.marker_paths.get(row)
        if path is None:
            path = overlay.file_system.path(shadows.directories[row], shadows.names[row])
        return ShippedFile(path=path, inode=inode, content_bytes=overlay.content_bytes[inode])
