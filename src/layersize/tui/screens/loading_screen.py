"""What is shown until there is something to explore."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import ProgressBar

from layersize.report.style import QUIET, TITLE, Pen
from layersize.tui.line import Line
from layersize.tui.loading import Advanced
from layersize.tui.widgets.drawing import Drawing
from layersize.tui.widgets.key_line import KeyLine


class _Bar(Vertical):
    """One image: its name, its phase, its bytes."""

    def __init__(self, reference: str, pen: Pen) -> None:
        super().__init__()
        self._reference = pen.name(reference)
        self._pen = pen

    def compose(self) -> ComposeResult:
        """A line of text over a bar."""
        yield Drawing()
        yield ProgressBar(show_eta=False)

    def on_mount(self) -> None:
        """Says that nothing has happened yet."""
        self._say("waiting", "")

    def follow(self, told: Advanced) -> None:
        """Shows how far the image is."""
        total_bytes = told.total_bytes
        if total_bytes is not None:  # an engine's size is no tar's length
            total_bytes = max(total_bytes, told.read_bytes)
        self.query_one(ProgressBar).update(total=total_bytes, progress=told.read_bytes)
        self._say(told.phase, self._pen.size(told.read_bytes) if told.read_bytes else "")

    def _say(self, phase: str, size: str) -> None:
        def draw(width: int) -> list[Line]:
            name = self._pen.cut_start(self._reference, max(10, width - 45))
            return [Line(name, TITLE).add(f"  {phase}  ", QUIET).add(size)]

        self.query_one(Drawing).show(draw)


class LoadingScreen(Screen[None]):
    """A bar for each image."""

    def __init__(self, references: Sequence[str], pen: Pen) -> None:
        super().__init__()
        self._references = references
        self._pen = pen

    def compose(self) -> ComposeResult:
        """The bars in the middle."""
        with Vertical(id="loading"):
            for reference in self._references:
                yield _Bar(reference, self._pen)
        yield KeyLine()

    def follow(self, told: Advanced) -> None:
        """Shows how far an image is."""
        list(self.query(_Bar))[told.number].follow(told)
