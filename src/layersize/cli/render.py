"""One run of `inspect` or `compare`: measure, render, write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layersize.cli.dockerfiles import lines_of
from layersize.cli.options import CommonOptions
from layersize.cli.output import print_text, table_style, write_file
from layersize.cli.progress import ProgressBars
from layersize.cli.settings import settings
from layersize.measure import analyze, compare

if TYPE_CHECKING:
    from layersize.accounting.result import ImageAnalysis
    from layersize.compare.result import Comparison

Renderer = Callable[[str], str]
"""A format's name to the text of the result in it."""


def run_inspect(image: str, dockerfile: str | None, given: dict[str, Any]) -> None:
    """Measures one image and writes it in all the formats asked for."""
    options = CommonOptions(**given)
    tell_lines = lines_of(dockerfile)
    with ProgressBars(wanted=not options.quiet) as bars:
        analysis = tell_lines(analyze(image, settings(options, bars)))
    write_reports(options, lambda form: image_renderer(form, options)(analysis))


def run_compare(images: Sequence[str], given: dict[str, Any]) -> None:
    """Measures images, compares them, and writes that in all the formats asked for."""
    options = CommonOptions(**given)
    with ProgressBars(wanted=not options.quiet) as bars:
        comparisons = compare(images[0], images[1:], settings(options, bars))
    write_reports(options, lambda form: comparison_renderer(form, options)(comparisons))


def write_reports(options: CommonOptions, render: Renderer) -> None:
    """Writes a result to standard output, and to files where they were asked for."""
    for form, file in options.report:
        write_file(Path(file), render(form))
    print_text(render(options.format))


def image_renderer(form: str, options: CommonOptions) -> Callable[[ImageAnalysis], str]:
    """Loads what writes a format, and gives it."""
    if form == "json":
        from layersize.report.json.image import image_json

        return image_json
    if form == "markdown":
        from layersize.report.markdown.reports import image_markdown

        return lambda analysis: image_markdown(analysis, options.units, options.top)
    from layersize.report.terminal.image import image_table

    return lambda analysis: image_table(analysis, table_style(options))


def comparison_renderer(form: str, options: CommonOptions) -> Callable[[Sequence[Comparison]], str]:
    """The same for comparisons."""
    if form == "json":
        from layersize.report.json.image import comparison_json

        return comparison_json
    if form == "markdown":
        from layersize.report.markdown.reports import comparison_markdown

        return lambda comparisons: comparison_markdown(comparisons, options.units, options.top)
    from layersize.report.terminal.comparison import comparison_table

    return lambda comparisons: comparison_table(comparisons, table_style(options))
