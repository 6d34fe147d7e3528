"""The files of a finding or of a package."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from layersize.explore.explored import ExploredImage
from layersize.explore.metadata import metadata_of
from layersize.explore.shipped_files import ShippedFile, ShippedFiles
from layersize.report.cells import size_width
from layersize.report.columns import Column
from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.tui.cells import content_bar, shadowed_cell, size_cell
from layersize.tui.table import FilesTable

_ROOMY = 100


class ShippedFilesTable(FilesTable[ShippedFile]):
    """A row per file, largest first; hidden ones have their sign."""

    empty = "No file to list."

    def __init__(
        self, image: ExploredImage, files: ShippedFiles, marks: set[bytes], style: OutputStyle
    ) -> None:
        self._image = image
        self._files = files
        self._marks = marks
        self._style = style
        self._scale = files[0].content_bytes if len(files) else 0

    def __len__(self) -> int:
        return len(self._files)

    def file(self, row: int) -> ShippedFile:
        return self._files[row]

    def path(self, row: int) -> bytes:
        return self._files[row].path

    def columns(self, width: int) -> Sequence[Column]:
        """Bytes, a bar, the layer; mode and owner where there is room; the path."""
        columns = [
            Column(width=1, usefulness=11),
            Column(title="bytes", width=size_width(self._style) + 2, align_right=True),
            Column(width=max(4, min(16, width // 12)), usefulness=3),
            Column(title="layer", width=5, usefulness=4, align_right=True),
        ]
        if width >= _ROOMY:
            columns += [Column(title="mode", width=10), Column(title="owner", width=11)]
        return [*columns, Column(title="file", width=20)]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A file with its whole path."""
        file, style, image = self._files[row], self._style, self._image
        is_hidden = image.traces.shadow_of(file.inode) is not None
        file_bytes = file.content_bytes
        amounts = (0, file_bytes) if is_hidden else (file_bytes, 0)
        cells = [
            Text("*" if file.path in self._marks else "", TITLE),
            (shadowed_cell if is_hidden else size_cell)(file_bytes, style),
            content_bar(*amounts, self._scale, widths[2], style),
            Text(str(image.image.overlay.layer_of(file.inode)), QUIET),
        ]
        if len(widths) > len(cells) + 1:
            found = metadata_of(image.image.overlay, file.inode)
            owner = Text(style.cut_end(found.owner, widths[-2]), QUIET)
            cells += [Text(found.mode, QUIET), owner]
        return [*cells, Text(style.cut_start(style.path(file.path), widths[-1]))]
