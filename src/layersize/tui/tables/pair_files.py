"""The files of a pair of instructions, of one image or of two."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import merge

from rich.text import Text

from layersize.explore.explored import ExploredImage
from layersize.explore.metadata import metadata_of
from layersize.explore.pair_files import PairFiles
from layersize.explore.shipped_files import ShippedFile
from layersize.report.cells import size_width
from layersize.report.columns import Column
from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.tui.cells import shadowed_bar, size_cell
from layersize.tui.table import FilesTable
from layersize.values import dataclass

_ROOMY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSide:
    """What one image has of a pair."""

    letter: str
    """`A` or `B`; empty where there is one image only."""
    image: ExploredImage
    files: PairFiles


class PairFilesTable(FilesTable[tuple[PairSide, ShippedFile]]):
    """A row per file, largest first; those of two images stand among each other."""

    empty = "No file to list."

    def __init__(self, sides: Sequence[PairSide], marks: set[bytes], style: OutputStyle) -> None:
        self._sides = sides
        self._marks = marks
        self._style = style
        self._has_letters = any(side.letter for side in sides)
        self._order: Sequence[tuple[int, int]] | None = None
        if len(sides) > 1:
            self._order = _merged(sides)

    def __len__(self) -> int:
        return sum(len(side.files) for side in self._sides)

    def file(self, row: int) -> tuple[PairSide, ShippedFile]:
        """The file of a row, and whose it is."""
        number, at = (0, row) if self._order is None else self._order[row]
        side = self._sides[number]
        return side, side.files[at]

    def path(self, row: int) -> bytes:
        return self.file(row)[1].path

    def columns(self, width: int) -> Sequence[Column]:
        """Bytes, a bar, mode and owner where there is room, and the path."""
        columns = [
            Column(width=1, usefulness=11),
            Column(title="shadowed", width=size_width(self._style), align_right=True),
            Column(width=max(4, min(16, width // 12)), usefulness=3),
        ]
        if self._has_letters:
            columns.append(Column(width=1))
        if width >= _ROOMY:
            columns += [Column(title="mode", width=10), Column(title="owner", width=11)]
        return [*columns, Column(title="file", width=20)]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A file with its whole path."""
        (side, file), style = self.file(row), self._style
        _, largest = self.file(0)
        cells = [
            Text("*" if file.path in self._marks else "", TITLE),
            size_cell(file.content_bytes, style),
            shadowed_bar(file.content_bytes, largest.content_bytes, widths[2], style),
        ]
        if self._has_letters:
            cells.append(Text(side.letter, TITLE))
        if len(widths) > len(cells) + 1:
            found = metadata_of(side.image.image.overlay, file.inode)
            owner = Text(style.cut_end(found.owner, widths[-2]), QUIET)
            cells += [Text(found.mode, QUIET), owner]
        return [*cells, Text(style.cut_start(style.path(file.path), widths[-1]))]


def _merged(sides: Sequence[PairSide]) -> Sequence[tuple[int, int]]:
    """The numbers of sides, and of files in them, by size."""
    ordered = [
        [(-side.files[at].content_bytes, number, at) for at in range(len(side.files))]
        for number, side in enumerate(sides)
    ]
    return [(number, at) for _, number, at in merge(*ordered)]
