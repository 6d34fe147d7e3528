"""`layersize check IMAGE --init`."""

from __future__ import annotations

from pathlib import Path

from layersize.cli.budget_config import CONFIG, PYPROJECT, find_config
from layersize.cli.complaints import complain
from layersize.cli.measuring import settings
from layersize.cli.options import CommonOptions
from layersize.cli.output import write_file
from layersize.cli.progress import ProgressBars
from layersize.measure import analyze
from layersize.model.errors import LayersizeError
from layersize.report.starting_config import starting_config


def write_initial_config(image: str | None, options: CommonOptions) -> None:
    """Writes `.layersize.toml` in the working directory; never over one that is there."""
    if image is None:
        remedy = "layersize check IMAGE --init"
        raise LayersizeError("--init", "writes the figures of an image, and none is named", remedy)
    folder = Path.cwd()
    if (folder / CONFIG).exists():
        raise LayersizeError(CONFIG, "exists already", "edit it, or move it away first")
    found = find_config(folder)
    if found is not None and found.path == folder / PYPROJECT:
        cause = "has budgets already, in [tool.layersize]"
        raise LayersizeError(PYPROJECT, cause, "edit them there")
    with ProgressBars(wanted=not options.quiet) as bars:
        analysis = analyze(image, settings(options, bars))
    write_file(folder / CONFIG, starting_config(analysis, options.units))
    if not options.quiet:
        complain(f"{CONFIG} written; layersize check reads it")
