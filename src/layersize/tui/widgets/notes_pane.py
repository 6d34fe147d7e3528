"""What there is to say about the highlighted row, and about the marked paths."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from layersize.tui.lines import wrapped
from layersize.tui.widgets.text_lines import TextLines


class NotesPane(TextLines):
    """Long lines go on below, as far as there is room."""

    _notes: Sequence[Text] = ()
    _last: Text | None = None

    def show(self, notes: Sequence[Text], last: Text | None) -> None:
        """Shows notes, and a line at the bottom that always has its place."""
        self._notes, self._last = notes, last
        self.redraw()

    def lines(self, width: int) -> Sequence[Text]:
        """As many of them as there is room for."""
        height = self.size.height - (self._last is not None)
        lines = wrapped(self._notes, width)[:height]
        if self._last is not None:
            lines += [Text()] * (height - len(lines)) + [self._last]
        return lines
