"""One run of `inspect` or `compare`: measure, render, write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layersize.cli.dockerfiles import lines_of
from layersize.cli.options import CommonOptions
from layersize.cli.output import print_text, table_style, write_file
from layersize.cli.progress import ProgressBars
from layersize.cli.settings import settings
from layersize.measure import analyze, compare
from layersize.report.formats import render


def run_inspect(image: str, dockerfile: str | None, given: dict[str, Any]) -> None:
    """Measures one image and writes it in all the formats asked for."""
    options = CommonOptions(**given)
    tell_lines = lines_of(dockerfile)
    with ProgressBars(wanted=not options.quiet) as bars:
        analysis = tell_lines(analyze(image, settings(options, bars)))
    write_reports("image", analysis, options)


def run_compare(images: Sequence[str], given: dict[str, Any]) -> None:
    """Measures images, compares them, and writes that in all the formats asked for."""
    options = CommonOptions(**given)
    with ProgressBars(wanted=not options.quiet) as bars:
        comparisons = compare(images[0], images[1:], settings(options, bars))
    write_reports("comparison", comparisons, options)


def write_reports(kind: str, result: object, options: CommonOptions) -> None:
    """Writes a result to files where they were asked for, and to standard output."""
    style = table_style(options)
    for form, file in options.report:
        write_file(Path(file), render(kind, form, result, style))
    print_text(render(kind, options.format, result, style))
