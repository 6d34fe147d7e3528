"""A unified diff as rows in colours."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.comparison.text_diff import DiffLine
from layersize.tui.viewer.page import ADDED, PART, REMOVED
from layersize.tui.viewer.text_page import TextPage

_STYLES = {"+": ADDED, "-": REMOVED, "@": PART}
"""Sign of a line to its style class."""


class DiffPage(TextPage):
    """Each line begins with its sign, so that it is told without colours, too."""

    def __init__(self, lines: Sequence[DiffLine]) -> None:
        texts = (line.text if line.sign == "@" else line.sign + line.text for line in lines)
        super().__init__("".join(f"{text}\n" for text in texts).encode("utf-8", "surrogateescape"))
        self._signs = [line.sign for line in lines]

    def styles(self, row: int) -> Sequence[tuple[int, int, str]]:
        style = _STYLES.get(self._signs[self.line_of(row) - 1])
        return [(0, len(self.text(row)), style)] if style else []

    def margin(self, row: int) -> str:  # noqa: ARG002 - lines of a diff have no numbers
        return ""
