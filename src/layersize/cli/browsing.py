"""From options to the terminal UI: it gets a backend that measures and writes."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageAnalysis
from layersize.cli.exit import ExitCode
from layersize.cli.options import CommonOptions
from layersize.cli.output import carries, wants_color, write_file
from layersize.cli.progress import ProgressBars
from layersize.cli.render import comparison_renderer, image_renderer
from layersize.cli.settings import settings
from layersize.compare.result import Comparison
from layersize.errors import LayersizeError
from layersize.measure import Settings, compare_explored, explore
from layersize.oci.reference import STDIN
from layersize.progress import Progress
from layersize.report.style import TableStyle

if TYPE_CHECKING:
    from layersize.tui.app import LayersizeApp

_HANG_UP_SECONDS = 1
"""What a terminal that is gone may take to be restored."""


@dataclass(frozen=True, slots=True)
class _Backend:
    """Measures and writes as the other commands do."""

    settings: Settings
    options: CommonOptions

    def image(self, reference: str, progress: Progress) -> AnalyzedImage:
        return explore(reference, replace(self.settings, progress=lambda _reference: progress))

    def comparison(self, base: AnalyzedImage, other: AnalyzedImage) -> Comparison:
        return compare_explored(base, other, self.settings.rows)

    def write(self, result: ImageAnalysis | Comparison, form: str, path: Path) -> None:
        if isinstance(result, ImageAnalysis):
            write_file(path, image_renderer(form, self.options)(result))
        else:
            write_file(path, comparison_renderer(form, self.options)([result]))


def run_browse(references: Sequence[str], given: dict[str, Any]) -> None:
    """Explores one image or two; returns when the user quits."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        remedy = "in a pipe, use layersize inspect or layersize compare"
        raise LayersizeError("browse", "needs a terminal", remedy)
    if STDIN in references:
        raise LayersizeError("browse", "the keys come from standard input", "save it to a file")
    options = CommonOptions(**given)
    app = app_for(references, options)
    with _ended_with_the_terminal(app):
        app.run()
    if app.failure is not None:
        raise app.failure


@contextmanager
def _ended_with_the_terminal(app: LayersizeApp) -> Iterator[None]:
    """Ends the program when its terminal hangs up, whether that can still be restored or not."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        at_last = threading.Timer(_HANG_UP_SECONDS, os._exit, [ExitCode.INTERRUPTED])
        at_last.daemon = True
        at_last.start()
        app.interrupt()

    if not hasattr(signal, "SIGHUP") or signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        yield
        return
    before = signal.signal(signal.SIGHUP, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


def app_for(references: Sequence[str], options: CommonOptions) -> LayersizeApp:
    """The program that shows the images; it loads them when it runs."""
    from layersize.tui.app import LayersizeApp

    style = TableStyle(
        width=80,
        color=wants_color() and not options.no_color,
        ascii=not carries(),
        units=options.units,
        top=options.top,
    )
    backend = _Backend(settings(options, ProgressBars(wanted=False)), options)
    return LayersizeApp(references, backend, style)
