"""A directory's children: of one image, or of two put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from rich.text import Text

from layersize.explore.listing import Item
from layersize.explore.merged_tree import MergedItem
from layersize.explore.metadata import Metadata
from layersize.report.cells import size_width
from layersize.report.columns import COLUMN_GAP, Column, total_width
from layersize.report.comparison_words import PATH_SIGNS
from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.tui.cells import (
    change_cell,
    content_bar,
    diverging_bar,
    hides_cell,
    shadowed_cell,
    size_cell,
)
from layersize.tui.outline import AnyRows
from layersize.tui.table import Table
from layersize.tui.tree_rows import AnyItem, ItemT, NoChildren, Order, TreeRows

_INDENT = 2
_ROOMY = 32
"""What names must have, in cells, for mode and owner to be shown unasked."""
_LOOKED_AT = 50
"""Rows that decide whether a column has anything to say; by size, the largest come first."""


class TreeTable(Table, Generic[ItemT]):
    """A row per child; `show` gives it those of another directory."""

    def __init__(
        self, marks: set[bytes], style: OutputStyle, metadata: Callable[[ItemT], Metadata]
    ) -> None:
        self.rows: AnyRows[ItemT] = TreeRows(NoChildren(), b"", Order())
        self.marks = marks
        self.style = style
        self._metadata = metadata
        self._wants_details: bool | None = None
        """Whether mode, owner and link target are asked for; `None`: where there is room."""
        self._has_details = False

    def switch_details(self) -> None:
        """Shows mode, owner and link target where they were not shown, and the other way."""
        self._wants_details = not self._has_details

    def show(self, rows: AnyRows[ItemT]) -> None:
        """Takes the rows of another directory, or the same in another order."""
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def _with_details(self, columns: list[Column], width: int) -> Sequence[Column]:
        """The columns for that width, with those of mode and owner among them if they are shown."""
        details = [
            Column(title="mode", width=10, usefulness=8),
            Column(title="owner", width=11, usefulness=8),
        ]
        name_width = width - total_width([*columns[:-1], *details]) - COLUMN_GAP
        wanted = self._wants_details
        self._has_details = name_width >= _ROOMY if wanted is None else wanted
        return [*columns[:-1], *details, columns[-1]] if self._has_details else columns

    def _details(self, item: ItemT) -> Sequence[Text]:
        if not self._has_details:
            return ()
        found = self._metadata(item)
        return Text(found.mode, QUIET), Text(self.style.cut_end(found.owner, 11), QUIET)

    def _target(self, item: ItemT, width: int) -> Text:
        """` → target` of a link, cut where there is no room."""
        target = self._metadata(item).target if self._has_details else b""
        if not target:
            return Text()
        return Text(self.style.cut_end(self._arrow + self.style.path(target), width), QUIET)

    @property
    def _arrow(self) -> str:
        return f" {self.style.signs.hint} "

    def _mark(self, item: AnyItem) -> Text:
        return Text("*" if item.path in self.marks else "", SHADOWED)

    def _name(self, row: int, item: AnyItem, width: int) -> Text:
        """The name, in a tree that unfolds as far to the right as it is deep."""
        lead = self._lead(row, width)
        name = self.style.path(item.name) + ("/" if item.is_directory else "")
        cut = self.style.cut_end(name, max(0, width - lead.cell_len))
        return lead.append(cut, TITLE if item.is_directory else "")

    def _lead(self, row: int, width: int) -> Text:
        lead, signs = self.rows.lead(row), self.style.signs
        if lead is None:
            return Text()
        sign = {None: " ", True: signs.unfolded, False: signs.folded}[lead.is_unfolded]
        return Text().append(" " * min(_INDENT * lead.depth, width // 2) + f"{sign} ", QUIET)


class FileTable(TreeTable[Item]):
    """Of a layer, or of the file system that layers make."""

    _has_shadowed = _has_hiding = False

    def show(self, rows: AnyRows[Item]) -> None:
        """Takes other rows; columns that have nothing to say of them are left out."""
        super().show(rows)
        first = rows.first_items(_LOOKED_AT)
        self._has_shadowed = any(item.shadowed_bytes for item in first)
        self._has_hiding = any(item.hides_bytes for item in first)

    def columns(self, width: int) -> Sequence[Column]:
        """Sizes and a bar; what is shadowed or hidden only where something is."""
        size = size_width(self.style)
        columns = [
            Column(width=1, usefulness=11),
            Column(title="content", width=size, align_right=True),
            Column(width=max(6, min(16, width // 8)), usefulness=5),
        ]
        if self._has_shadowed:
            shadowed = Column(title="shadowed", width=size + 2, align_right=True, usefulness=7)
            columns.append(shadowed)
        if self._has_hiding:
            hides = Column(title="hides", width=size + 2, align_right=True, usefulness=6)
            columns.append(hides)
        columns.append(Column(title="  name", width=14))
        return self._with_details(columns, width)

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A file, or a directory with all that is in it."""
        item, style = self.rows.item(row), self.style
        live_bytes = item.content_bytes - item.shadowed_bytes
        scale = self.rows.largest
        cells = [
            self._mark(item),
            size_cell(item.content_bytes, style),
            content_bar(live_bytes, item.shadowed_bytes, scale, widths[2], style),
        ]
        if self._has_shadowed:
            cells.append(shadowed_cell(item.shadowed_bytes, style))
        if self._has_hiding:
            cells.append(hides_cell(item.hides_bytes, style))
        flags = f" {item.flags}" if item.flags else ""
        name = Text().append(f"{item.sign or ' '} ", QUIET)
        name.append_text(self._name(row, item, widths[-1] - 2 - len(flags))).append(flags, QUIET)
        name.append_text(self._target(item, max(0, widths[-1] - name.cell_len)))
        return [*cells, *self._details(item), name]


class MergedTable(TreeTable[MergedItem]):
    """Of both images; bars to the left are what went, to the right what came."""

    def columns(self, width: int) -> Sequence[Column]:
        """Both sizes, and the change in bytes and as a bar."""
        size = size_width(self.style)
        columns = [
            Column(width=1, usefulness=11),
            Column(width=1, usefulness=11),
            Column(title="A", width=size, align_right=True, usefulness=4),
            Column(title="B", width=size, align_right=True, usefulness=5),
            Column(title=self.style.signs.delta, width=size + 1, align_right=True),
            Column(width=max(11, min(31, width // 6)) | 1, usefulness=6),
            Column(title="name", width=14),
        ]
        return self._with_details(columns, width)

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A path of either image, or of both."""
        item, style = self.rows.item(row), self.style
        name = self._name(row, item, widths[-1])
        name.append_text(self._target(item, max(0, widths[-1] - name.cell_len)))
        return [
            self._mark(item),
            Text("=" if item.status is None else PATH_SIGNS[item.status]),
            size_cell(item.base_bytes, style),
            size_cell(item.other_bytes, style),
            change_cell(item.delta_bytes, style),
            diverging_bar(item.delta_bytes, self.rows.largest, widths[5], style),
            *self._details(item),
            name,
        ]

    def is_quiet(self, row: int) -> bool:
        """A path that is the same in both."""
        return self.rows.item(row).status is None
