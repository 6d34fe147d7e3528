"""Where to write what is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from layersize.errors import LayersizeError
from layersize.report.formats import FILE_ENDINGS


class SaveScreen(ModalScreen[str | None]):
    """Asks for a file; gives what to tell once it is written, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, write: Callable[[str, Path], None]) -> None:
        super().__init__()
        self._write = write
        self._confirmed = ""

    def compose(self) -> ComposeResult:
        """A question, a field, and what is wrong with the answer."""
        with Vertical(id="save"):
            yield Label("Write the report as JSON (.json) or Markdown (.md) to")
            yield Input(value="layersize.md")
            yield Label("", id="complaint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Writes the file, whole or not at all; one that exists only at the second time."""
        event.stop()
        path = Path(event.value.strip()).expanduser()
        form = FILE_ENDINGS.get(path.suffix)
        if form is None:
            self._complain("the name must end with .json or .md")
        elif path.exists() and self._confirmed != event.value:
            self._confirmed = event.value
            self._complain("this file exists: Enter again replaces it")
        else:
            try:
                self._write(form, path)
            except LayersizeError as error:
                self._complain(str(error))
            else:
                self.dismiss(f"wrote {path}")

    def _complain(self, text: str) -> None:
        self.query_one("#complaint", Label).update(text)
