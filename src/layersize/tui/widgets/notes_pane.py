"""What there is to say about the highlighted row, and about the marked paths."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.events import MouseScrollDown, MouseScrollUp, Resize

from layersize.report.style import QUIET, OutputStyle
from layersize.tui.lines import padded, wrapped
from layersize.tui.widgets.text_lines import TextLines


class NotesPane(TextLines):
    """Long lines go on below; what has no room is scrolled to, and a hint says so."""

    _notes: Sequence[Text] = ()
    _last: Text | None = None
    _first = 0
    """The number of the line at the top."""

    def __init__(self, style: OutputStyle) -> None:
        super().__init__()
        self._style = style

    def show(self, notes: Sequence[Text], last: Text | None) -> None:
        """Shows notes from their first line, and at the bottom what always has its place."""
        self._notes, self._last = notes, last
        self._first = 0
        self.redraw()

    def scroll_lines(self, lines: int) -> None:
        """Moves the notes up, or down if the number is negative; never further than they go."""
        count, room = self._count_and_room()
        self._first = max(0, min(self._first + lines, count - room))
        self.redraw()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Moves the notes up."""
        event.stop()
        self.scroll_lines(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Moves the notes down."""
        event.stop()
        self.scroll_lines(-1)

    def on_resize(self, _event: Resize) -> None:
        """Stays within what there is to see."""
        self.scroll_lines(0)

    def _fitting(self, lines: Sequence[Text]) -> list[Text]:
        return wrapped(lines, self.size.width, self._style.signs.ellipsis)

    def _bottom(self) -> list[Text]:
        """The lines about the marks, of which at least one has its place."""
        bottom = [] if self._last is None else self._fitting([self._last])
        return bottom[: max(1, self.size.height - 1)]

    def _count_and_room(self) -> tuple[int, int]:
        """How many lines the notes have, and how many of them can be seen."""
        return len(self._fitting(self._notes)), max(0, self.size.height - len(self._bottom()))

    def lines(self, width: int) -> Sequence[Text]:
        """As many of them as there is room for."""
        notes, bottom = self._fitting(self._notes), self._bottom()
        room = max(0, self.size.height - len(bottom))
        shown = notes[self._first : self._first + room]
        below = len(notes) - self._first - len(shown)
        if shown and (below or self._first):
            hint = f"  J: {below} more" if below else "  K: back"
            shown[-1] = padded(shown[-1].copy(), max(0, width - len(hint))).append(hint, QUIET)
        return [*shown, *[Text()] * (room - len(shown)), *bottom]
