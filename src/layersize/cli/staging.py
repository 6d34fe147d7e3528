"""One run of `stages`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from layersize.builds.images import BuildRequest
from layersize.builds.stages import StageSettings, compare_builds, measure_stages
from layersize.cli.dockerfiles import dockerfile_content
from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.cli.render import write_reports
from layersize.cli.settings import settings
from layersize.errors import LayersizeError


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
            tell=(lambda _: None) if options.quiet else _tell,
            quiet=options.quiet,
        )
        if len(sources) > 1:
            comparisons = compare_builds(sources, staging)
            write_reports("comparison", comparisons, options)
            return
        build = measure_stages(*sources[0], staging)
    write_reports("stages", build, options)


def _dockerfile_in(folder: Path) -> Path:
    """Docker's own choice; where there is none, the error tells what there is."""
    path = folder / "Dockerfile"
    if not path.exists():
        others = ", ".join(sorted(str(other) for other in folder.glob("*Dockerfile*")))
        remedy = f"-f names another one: {others}" if others else "-f names one elsewhere"
        raise LayersizeError(str(folder), "has no Dockerfile", remedy)
    return path


def _tell(what: str) -> None:
    from layersize.text.escape import inert_text

    with suppress(OSError, ValueError):  # it is built also if nobody can be told
        click.echo(f"layersize: building {inert_text(what)}", err=True)
