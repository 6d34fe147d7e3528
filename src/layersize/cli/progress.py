"""Progress on standard error: only on a terminal, only for what takes a while."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_PATIENCE_SECONDS = 0.5


class ProgressBars:
    """One bar an image; shown once the work has taken longer than half a second."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted and sys.stderr.isatty()
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
        if self._bars is not None:
            self._bars.stop()

    def start(self, reference: str) -> _Bar:
        """The bar of one more image."""
        return _Bar(self, reference)

    def shown(self) -> RichProgress | None:
        """The bars, or None as long as nobody needs them."""
        if self._bars is None and self._wanted:
            with self._starting:
                if self._bars is None and time.monotonic() - self._since > _PATIENCE_SECONDS:
                    self._bars = _rich_progress()
                    self._bars.start()
        return self._bars


class _Bar:
    """How far one image is."""

    def __init__(self, bars: ProgressBars, reference: str) -> None:
        self._bars = bars
        self._reference = reference
        self._total_bytes: int | None = None
        self._read_bytes = 0
        self._phase = ""
        self._task: TaskID | None = None

    def expect(self, total_bytes: int) -> None:
        self._total_bytes = self._read_bytes + total_bytes

    def advance(self, read_bytes: int) -> None:
        self._read_bytes += read_bytes
        self._show()

    def phase(self, text: str) -> None:
        self._phase = text
        self._show()

    def _show(self) -> None:
        shown = self._bars.shown()
        if shown is None:
            return
        from layersize.report.inert import inert_text

        if self._task is None:
            self._task = shown.add_task(inert_text(self._reference), total=None, phase="")
        total_bytes = self._total_bytes
        if total_bytes is not None:
            total_bytes = max(total_bytes, self._read_bytes)  # an engine's size is no tar's length
        shown.update(
            self._task, completed=self._read_bytes, total=total_bytes, phase=inert_text(self._phase)
        )


def _rich_progress() -> RichProgress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[phase]}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
