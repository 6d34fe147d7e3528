"""Where in a tree the user is, and how the rows below were chosen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.tui.tree_rows import Order
from layersize.tui.widgets.text_lines import TextLines


class Breadcrumb(TextLines):
    """What the tree is, its directories from the root on, and the order of the rows."""

    def __init__(self, style: OutputStyle) -> None:
        super().__init__()
        self._style = style
        self._title = self._pattern = self._problem = ""
        self._directory = b""
        self._order = Order()

    def show(self, title: str, directory: bytes, order: Order, pattern: str) -> None:
        """Shows another directory; `pattern` is empty where all paths are shown."""
        self._title, self._directory = title, directory
        self._order, self._pattern = order, pattern
        self._problem = ""
        self.redraw()

    def refuse(self, problem: str) -> None:
        """Says what is wrong with a pattern, until rows are shown again."""
        self._problem = problem
        self.redraw()

    def lines(self, width: int) -> Sequence[Text]:
        """One line; where there is no room, the end of the path, or the pattern's beginning."""
        style, order = self._style, self._order
        if self._problem:
            return [Text(style.cut_end(style.name(self._problem), width), SHADOWED)]
        line = Text().append(f"{self._title} " if self._title else "", QUIET)
        notes = [f"only {style.name(self._pattern)}"] if self._pattern else []
        notes += ["changed only"] if order.only_changed else []
        notes += ["by name"] if order.by_name else []
        notes += ["reversed"] if order.is_reversed else []
        note = "  " + ", ".join(notes) if notes else ""
        parts = [style.path(part) for part in self._directory.split(b"/") if part]
        path = " / ".join(["", *parts]).strip() or "/"
        line.append(style.cut_start(path, max(10, width - line.cell_len - len(note))), TITLE)
        return [line.append(note, SHADOWED)]
