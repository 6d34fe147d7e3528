"""What is shown until there is something to explore."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import ProgressBar

from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.tui.loader import Advanced
from layersize.tui.widgets.key_line import KeyLine
from layersize.tui.widgets.text_lines import TextLines


class _Label(TextLines):
    """The name of an image, what is being done, and how many bytes were read."""

    def __init__(self, reference: str, style: OutputStyle) -> None:
        super().__init__()
        self._reference = style.name(reference)
        self._style = style
        self._phase = "waiting"
        self._amount = ""

    def follow(self, event: Advanced) -> None:
        """Shows how far the image is."""
        self._phase = event.phase
        self._amount = self._style.size(event.read_bytes) if event.read_bytes else ""
        self.redraw()

    def lines(self, width: int) -> Sequence[Text]:
        """One line; where there is no room, the end of the name."""
        name = self._style.cut_start(self._reference, max(10, width - 45))
        return [Text.assemble((name, TITLE), (f"  {self._phase}  ", QUIET), self._amount)]


class _Bar(Vertical):
    """The progress of one image."""

    def __init__(self, reference: str, style: OutputStyle) -> None:
        super().__init__()
        self._reference = reference
        self._style = style

    def compose(self) -> ComposeResult:
        """A line of text over a bar."""
        yield _Label(self._reference, self._style)
        yield ProgressBar(show_eta=False)

    def follow(self, event: Advanced) -> None:
        """Shows how far the image is."""
        total_bytes = event.total_bytes
        if total_bytes is not None:  # an engine's size is no tar's length
            total_bytes = max(total_bytes, event.read_bytes)
        self.query_one(ProgressBar).update(total=total_bytes, progress=event.read_bytes)
        self.query_one(_Label).follow(event)


class LoadingScreen(Screen[None]):
    """A bar for each image."""

    def __init__(self, references: Sequence[str], style: OutputStyle) -> None:
        super().__init__()
        self._references = references
        self._style = style

    def compose(self) -> ComposeResult:
        """The bars in the middle."""
        with Vertical(id="loading"):
            for reference in self._references:
                yield _Bar(reference, self._style)
        yield KeyLine()

    def follow(self, event: Advanced) -> None:
        """Shows how far an image is."""
        list(self.query(_Bar))[event.number].follow(event)
