"""`layersize browse`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from layersize.cli.exit import ExitCode
from layersize.cli.options import (
    ALL_SHARED,
    CommonOptions,
    base_option,
    complete_image,
    shared_options,
)
from layersize.errors import LayersizeError
from layersize.sources.reference import STDIN, parse_reference
from layersize.values import dataclass

if TYPE_CHECKING:
    from pathlib import Path

    from layersize.accounting.analyzed_image import AnalyzedImage
    from layersize.accounting.result import ImageAnalysis
    from layersize.cli.progress import ProgressBars
    from layersize.comparison.result import Comparison
    from layersize.measure import Settings
    from layersize.progress import Progress
    from layersize.report.style import OutputStyle
    from layersize.tui.app import LayersizeApp
    from layersize.tui.file_content import FileContent, FileDifference, FilePlace

_HANG_UP_SECONDS = 1
"""What a terminal that is gone may take to be restored."""


@click.command("browse")
@click.argument("image", shell_complete=complete_image)
@click.argument("other", required=False, shell_complete=complete_image)
@base_option("The base image, whose layers are told apart from your own.")
@shared_options(*ALL_SHARED, without=("top", "quiet"))
def command(image: str, other: str | None, **given: Any) -> None:
    """One image to explore, or two side by side, in the terminal.

    ? shows the keys. For how to name an image, see layersize inspect --help.

    \b
    layersize browse app:v1
    layersize browse single.tar multi.tar
    """
    browse([image, *([other] if other else [])], CommonOptions(**given))


def browse(references: Sequence[str], options: CommonOptions) -> None:
    """Explores one image or two; returns when the user quits."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        remedy = "in a pipe, use layersize inspect or layersize compare"
        raise LayersizeError("browse", "needs a terminal", remedy)
    for reference in filter(None, (*references, options.base_image)):
        parse_reference(reference)  # before a screen shows it
    if STDIN in (*references, options.base_image):
        raise LayersizeError("browse", "the keys come from standard input", "save it to a file")
    from layersize.cli.progress import ProgressBars

    with ProgressBars(wanted=False) as bars:
        app = app_for(references, options, bars)
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


def app_for(references: Sequence[str], options: CommonOptions, bars: ProgressBars) -> LayersizeApp:
    """The program that shows the images; it loads them when it runs."""
    from layersize.cli.output import can_draw, wants_color
    from layersize.cli.settings import settings
    from layersize.report.style import OutputStyle
    from layersize.tui.app import LayersizeApp

    style = OutputStyle(
        width=80,
        color=wants_color() and not options.no_color,
        ascii=options.ascii or not can_draw(),
        units=options.units,
        top=options.top,
    )
    backend = _Backend(settings(options, bars), style, references)
    return LayersizeApp(references, backend, style)


@dataclass(frozen=True, slots=True)
class _OneProgress:
    """Shows every image in one place of the screen."""

    progress: Progress

    def start(self, reference: str) -> Progress:  # noqa: ARG002 - as `ProgressDisplay` has it
        return self.progress


@dataclass(frozen=True, slots=True)
class _Backend:
    """Measures and writes as the other commands do."""

    settings: Settings
    style: OutputStyle
    references: Sequence[str]

    def image(self, reference: str, progress: Progress) -> AnalyzedImage:
        from layersize.measure import explore

        settings = replace(self.settings, progress=_OneProgress(progress))
        is_one_of_several = len(self.references) > 1
        return explore(reference, settings, is_one_of_several=is_one_of_several, has_advice=False)

    def advised(self, image: AnalyzedImage) -> AnalyzedImage:
        from layersize.measure import add_advice

        return add_advice(image)

    def comparison(self, base: AnalyzedImage, other: AnalyzedImage) -> Comparison:
        from layersize.known_base import refuse_foreign_base
        from layersize.measure import compare_explored

        refuse_foreign_base([base.analysis, other.analysis], self.settings.base)
        return compare_explored(base, other, self.settings.rows)

    def content(
        self, image: AnalyzedImage, place: FilePlace, most_bytes: int, progress: Progress
    ) -> FileContent:
        from layersize.cli.browsed_files import file_content

        settings = replace(self.settings, progress=_OneProgress(progress))
        return file_content(image, place, most_bytes, settings)

    def difference(
        self, base: AnalyzedImage, other: AnalyzedImage, path: bytes, progress: Progress
    ) -> FileDifference:
        from layersize.cli.browsed_files import file_difference

        settings = replace(self.settings, progress=_OneProgress(progress))
        return file_difference(base, other, path, settings, self.style)

    def extract(
        self, image: AnalyzedImage, path: bytes, layer: int | None, target: str, progress: Progress
    ) -> str:
        from layersize.cli.browsed_files import extract_to

        settings = replace(self.settings, progress=_OneProgress(progress))
        return extract_to(target, image, path, layer, settings, self.style)

    def write(self, result: ImageAnalysis | Comparison, form: str, path: Path) -> None:
        from layersize.accounting.result import ImageAnalysis
        from layersize.cli.output import write_file
        from layersize.cli.output_files import refuse_to_overwrite
        from layersize.report.formats import render

        refuse_to_overwrite([str(path)], images=[*self.references, self.settings.base])
        if isinstance(result, ImageAnalysis):
            write_file(path, render("image", form, result, self.style))
        else:
            write_file(path, render("comparison", form, [result], self.style))
