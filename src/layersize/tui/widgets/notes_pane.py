"""What there is to say about the row at hand, and about the marked paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from layersize.tui.line import Line, wrapped
from layersize.tui.widgets.drawing import Drawing


class NotesPane(Drawing):
    """Long lines go on below, as far as there is room."""

    def say(
        self, notes: Callable[[], Sequence[Line]], last: Callable[[], Line | None] = lambda: None
    ) -> None:
        """Shows notes, and a line below that always has its place; asked for when it is drawn."""

        def draw(width: int) -> Sequence[Line]:
            ending = last()
            height = self.size.height - (ending is not None)
            lines = wrapped(notes(), width)[:height]
            if ending is not None:
                lines += [Line()] * (height - len(lines)) + [ending]
            return lines

        self.show(draw)
