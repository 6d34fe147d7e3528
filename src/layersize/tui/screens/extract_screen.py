"""Where to write a file or a folder of an image."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from layersize.progress import Progress
from layersize.report.style import OutputStyle
from layersize.tui.loader import Backend
from layersize.tui.viewer.reading import Failed, Read, Reading, ReadOn
from layersize.tui.wanted import ExtractWanted

_DEFAULT = "extracted"


class ExtractScreen(ModalScreen[str | None]):
    """Asks for a folder and writes to it; gives what came of it, or None if nothing was asked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    def __init__(self, wanted: ExtractWanted, backend: Backend, style: OutputStyle) -> None:
        super().__init__()
        self._wanted = wanted
        self._backend = backend
        self._style = style
        self._writing: Reading | None = None
        self._target = ""

    def compose(self) -> ComposeResult:
        """A question, a field, and what is wrong with the answer."""
        path = self._style.cut_start(self._style.path(self._wanted.path), 40)
        layer = self._wanted.layer
        of = "as containers see it" if layer is None else f"of layer {layer}"
        with Vertical(id="save"):
            yield Label(f"Extract {path}, {of}, to the folder", markup=False)
            yield Input(value=_DEFAULT)
            yield Label("Nothing that exists is replaced.", id="problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Begins to write."""
        event.stop()
        if self._writing is None:
            self._target = event.value.strip()
            self._writing = Reading(self._write, self)
            self._writing.start()

    def _write(self, progress: Progress) -> str:
        wanted = self._wanted
        return self._backend.extract(
            wanted.image.image, wanted.path, wanted.layer, self._target, progress
        )

    def on_read_on(self, event: ReadOn) -> None:
        """Says how far it is."""
        amount = self._style.size(event.read_bytes) if event.read_bytes else ""
        self._say(f"{event.phase} {amount}; esc ends it")

    def on_read(self, event: Read) -> None:
        """Says what came of it, where it was asked for."""
        self.dismiss(event.result)

    def on_failed(self, event: Failed) -> None:
        """Says what is wrong; another folder may do."""
        self._writing = None
        where = f"{event.error.where}: " if event.error.where else ""
        self._say(where + event.error.cause)

    def _say(self, words: str) -> None:
        self.query_one("#problem", Label).update(self._style.name(words))

    def action_cancel(self) -> None:
        """Ends the writing; a file that was not whole yet is not there."""
        if self._writing is not None:
            self._writing.stop()
        self.dismiss(None)
