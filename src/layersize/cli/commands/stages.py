"""`layersize stages`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

import click

from layersize.cli.exit import to_stderr
from layersize.cli.options import CommonOptions, format_option, report_option, shared_options
from layersize.errors import LayersizeError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from layersize.builds.stages import StageSettings

_Result = TypeVar("_Result")


@click.command("stages")
@click.argument("context", default=".", type=click.Path())
@click.option(
    "-f",
    "--file",
    "files",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="The Dockerfile, by default CONTEXT/Dockerfile. Given twice, what they ship is compared.",
)
@click.option("--target", metavar="STAGE", help="The stage that ships, by default the last one.")
@click.option(
    "--build-arg",
    "build_arguments",
    multiple=True,
    metavar="NAME=VALUE",
    help="For an ARG; may be repeated.",
)
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    metavar="ID,SRC",
    help="For RUN --mount=type=secret, e.g. id=npm,src=.npmrc; may be repeated.",
)
@click.option("--network", metavar="MODE", help="The network of RUN: default, none or host.")
@click.option("--platform", metavar="OS/ARCH", help="What to build for.")
@click.option("-q", "--quiet", is_flag=True, help="No build output but errors, no progress bars.")
@format_option("stages", "comparison")
@report_option("stages", "comparison")
@shared_options("top", "units", "no_limits", "timeout", "no_cache", "no_color", "ascii", "debug")
def command(
    context: str,
    files: tuple[str, ...],
    target: str | None,
    build_arguments: tuple[str, ...],
    secrets: tuple[str, ...],
    network: str | None,
    **given: Any,
) -> None:
    """What each stage of a Dockerfile adds, ships and leaves behind.

    Every stage is built by docker buildx, else by docker with BuildKit. Only the build cache is
    kept afterwards.

    \b
    layersize stages .
    layersize stages app -f app/Dockerfile --build-arg VERSION=2
    layersize stages -f Dockerfile.single -f Dockerfile.multi
    """
    from pathlib import Path

    from layersize.builds.images import BuildRequest
    from layersize.builds.stages import StageSettings, compare_builds, measure_stages
    from layersize.cli.output import write_reports
    from layersize.cli.output_files import refuse_to_overwrite
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings

    sources = _dockerfiles(context, files)
    options = CommonOptions(offline=True, **given)
    refuse_to_overwrite(options.report_files, files=[str(path) for path, _ in sources])
    request = BuildRequest(
        context=Path(context),
        build_arguments=build_arguments,
        secrets=secrets,
        network=network,
        platform=options.platform,
    )
    with ProgressBars(wanted=not options.quiet) as bars:
        staging = StageSettings(
            request=request,
            target=target,
            measure=settings(options, bars),
            quiet=options.quiet,
        )
        if len(sources) > 1:
            comparisons = _followed(compare_builds(sources, staging), staging)
            write_reports("comparison", comparisons, options)
            return
        build = _followed(measure_stages(*sources[0], staging), staging)
    write_reports("stages", build, options)


def _dockerfiles(context: str, files: Sequence[str]) -> list[tuple[Path, bytes]]:
    """The Dockerfiles that are named, or the folder's own, with what is in them."""
    from pathlib import Path

    from layersize.cli.dockerfiles import dockerfile_content

    folder = Path(context)
    if not folder.is_dir():
        remedy = "give the folder that the Dockerfile copies from"
        raise LayersizeError(context, "is not a folder", remedy)
    paths = [Path(file) for file in files] or [_dockerfile_in(folder)]
    return [(path, dockerfile_content(path)) for path in paths]


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
    to_stderr(f"building {what}")
