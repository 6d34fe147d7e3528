"""Where to write what is shown."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison
from layersize.errors import LayersizeError
from layersize.report.formats import FILE_ENDINGS
from layersize.tui.loader import Backend


class SaveScreen(ModalScreen[Path | None]):
    """Asks for a file and writes a report to it; gives the file, or None if none was written."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, backend: Backend, result: ImageAnalysis | Comparison) -> None:
        super().__init__()
        self._backend = backend
        self._result = result
        self._confirmed = ""

    def compose(self) -> ComposeResult:
        """A question, a field, and what is wrong with the answer."""
        with Vertical(id="save"):
            yield Label("Write the report as JSON (.json) or Markdown (.md) to")
            yield Input(value="layersize.md")
            yield Label("", id="problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Writes the file, whole or not at all; one that exists only at the second time."""
        event.stop()
        path = Path(event.value.strip()).expanduser()
        form = FILE_ENDINGS.get(path.suffix)
        if form is None:
            self._refuse("the name must end with .json or .md")
        elif path.exists() and self._confirmed != event.value:
            self._confirmed = event.value
            self._refuse("this file exists: Enter again replaces it")
        else:
            try:
                self._backend.write(self._result, form, path)
            except LayersizeError as error:
                self._refuse(str(error))
            else:
                self.dismiss(path)

    def _refuse(self, text: str) -> None:
        self.query_one("#problem", Label).update(text)
