"""One run of `stages`."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from layersize.builds.images import BuildRequest
from layersize.builds.stages import StageSettings, compare_builds, measure_stages
from layersize.cli.dockerfiles import dockerfile_content
from layersize.cli.options import CommonOptions
from layersize.cli.output import table_style
from layersize.cli.progress import ProgressBars
from layersize.cli.render import comparison_renderer, write_reports
from layersize.cli.settings import settings
from layersize.errors import LayersizeError

if TYPE_CHECKING:
    from layersize.dockerfile.result import StagedBuild

_Result = TypeVar("_Result")


def run_stages(context: str, files: Sequence[str], given: dict[str, Any]) -> None:
    """Builds and measures the stages of one Dockerfile, or compares what several ship."""
    folder = Path(context)
    if not folder.is_dir():
        remedy = "give the folder that the Dockerfile copies from"
        raise LayersizeError(context, "is no folder", remedy)
    paths = [Path(file) for file in files] or [_dockerfile_in(folder)]
    sources = [(path, dockerfile_content(path)) for path in paths]
    request = BuildRequest(
        context=folder,
        build_arguments=given.pop("build_arguments"),
        secrets=given.pop("secrets"),
        network=given.pop("network"),
        platform=given["platform"],
    )
    target = given.pop("target")
    options = CommonOptions(offline=True, **given)
    with ProgressBars(wanted=not options.quiet) as bars:
        staging = StageSettings(
            request=request,
            target=target,
            measure=settings(options, bars),
            quiet=options.quiet,
        )
        if len(sources) > 1:
            comparisons = _followed(compare_builds(sources, staging), staging)
            write_reports(options, lambda form: comparison_renderer(form, options)(comparisons))
            return
        build = _followed(measure_stages(*sources[0], staging), staging)
    write_reports(options, lambda form: _render(form, build, options))


def _dockerfile_in(folder: Path) -> Path:
    """Docker's own choice; where there is none, the error tells what there is."""
    path = folder / "Dockerfile"
    if not path.exists():
        others = ", ".join(sorted(str(other) for other in folder.glob("*Dockerfile*")))
        remedy = f"-f names another one: {others}" if others else "-f names one elsewhere"
        raise LayersizeError(str(folder), "has no Dockerfile", remedy)
    return path


def _followed(building: Generator[str, None, _Result], settings: StageSettings) -> _Result:
    """Says what is built next, and gives what was measured in the end."""
    with closing(building):
        while True:
            try:
                title = next(building)
            except StopIteration as end:
                result: _Result = end.value
                return result
            if not settings.quiet:
                _tell(title)


def _tell(what: str) -> None:
    from layersize.text.escape import inert_text

    with suppress(OSError, ValueError):  # it is built also if nobody can be told
        click.echo(f"layersize: building {inert_text(what)}", err=True)


def _render(form: str, build: StagedBuild, options: CommonOptions) -> str:
    if form == "json":
        from layersize.report.json.stages import stages_json

        return stages_json(build)
    if form == "markdown":
        from layersize.report.markdown.stages import stages_markdown

        return stages_markdown(build, options.units)
    from layersize.report.terminal.stages import stages_table

    return stages_table(build, table_style(options))
