"""Progress on standard error: only on a terminal, only for what takes a while."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from layersize.cli.exit import to_stderr

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_SHOWN_AFTER_SECONDS = 0.5
_REDRAW_SECONDS = 0.1
_LONGEST_NAME = 20


class ProgressBars:
    """One bar an image; shown once the work has taken longer than half a second."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted and sys.stderr is not None and sys.stderr.isatty()
        self.ended = False
        self.remarks: list[str] = []
        """Lines for standard error, which appear once the bars are gone."""
        self._since = time.monotonic()
        self._bars: RichProgress | None = None
        self._starting = threading.Lock()

    def __enter__(self) -> ProgressBars:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.end()
        for line in self.remarks:
            to_stderr(line)

    def end(self) -> None:
        """Removes the bars, as something else is written to the terminal."""
        self.ended = True
        if self._bars is not None:
            self._bars.stop()

    def start(self, reference: str) -> _Bar:
        """The bar of one more image."""
        return _Bar(self, reference)

    def shown(self) -> RichProgress | None:
        """The bars, or None as long as nobody needs them."""
        if self._bars is None and self.wanted:
            with self._starting:
                if self._bars is None and time.monotonic() - self._since > _SHOWN_AFTER_SECONDS:
                    self._bars = _rich_progress()
                    self._bars.start()
        return None if self.ended else self._bars


class _Bar:
    """How far one image is."""

    def __init__(self, bars: ProgressBars, reference: str) -> None:
        self._bars = bars
        self._reference = reference
        self._total_bytes: int | None = None
        self._read_bytes = 0
        self._phase = ""
        self._task: TaskID | None = None
        self._drawn_at = 0.0
        self._waiting: threading.Event | None = None
        """Set once what is waited for has come."""

    def expect(self, total_bytes: int) -> None:
        self._total_bytes = self._read_bytes + total_bytes

    def advance(self, read_bytes: int) -> None:
        self._read_bytes += read_bytes
        if read_bytes:
            self._go_on()
        self._show()

    def phase(self, text: str) -> None:
        self._go_on()
        self._phase = text
        self._show()

    def wait(self, text: str) -> None:
        self.phase(text)
        if self._bars.wanted:
            self._waiting = threading.Event()
            threading.Thread(target=self._tick, args=(self._waiting,), daemon=True).start()

    def _tick(self, over: threading.Event) -> None:
        """In a thread of its own: shows that time goes by."""
        while not over.wait(_REDRAW_SECONDS) and not self._bars.ended:
            self._show()

    def _go_on(self) -> None:
        if self._waiting is not None:
            self._waiting.set()
            self._waiting = None

    def _show(self) -> None:
        shown = self._bars.shown()
        now = time.monotonic()
        if shown is None or now - self._drawn_at < _REDRAW_SECONDS:
            return
        self._drawn_at = now
        if self._task is None:
            self._task = shown.add_task(_name(self._reference), total=None, phase="")
        total_bytes = self._total_bytes
        if total_bytes is not None:
            total_bytes = max(total_bytes, self._read_bytes)  # an engine's size is no tar's length
        shown.update(
            self._task,
            completed=self._read_bytes,
            total=total_bytes,
            phase=self._phase,
            refresh=True,
        )


def _name(reference: str) -> str:
    """The end of a reference, inert, so that the rest of the bar has room."""
    from layersize.text.escape import inert_text

    text = inert_text(reference)
    return text if len(text) <= _LONGEST_NAME else f"…{text[1 - _LONGEST_NAME :]}"


def _rich_progress() -> RichProgress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.table import Column

    return Progress(
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[phase]}", markup=False),
        BarColumn(bar_width=None),
        DownloadColumn(table_column=Column(no_wrap=True)),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,  # its thread would forbid to walk in processes
        expand=True,
    )
