"""`layersize why`."""

from __future__ import annotations

import os
from typing import Any

import click

from layersize.cli.options import (
    ALL_SHARED,
    CommonOptions,
    complete_image,
    format_option,
    report_option,
    shared_options,
)


@click.command("why")
@click.argument("image", shell_complete=complete_image)
@click.argument("path")
@format_option("why")
@report_option("why")
@shared_options(*ALL_SHARED, without=("top", "estimate_transfer"))
def command(image: str, path: str, **given: Any) -> None:
    """The life of one PATH: who shipped it, changed it, hid it.

    PATH is a file or a folder of IMAGE, also one that a later layer deleted; links are followed
    inside the image. For a folder, each layer's changes in it are summed up.

    \b
    layersize why app:v1 /usr/bin/python3
    layersize why app:v1 /var/lib/apt/lists
    layersize why image.tar /src --format json
    """
    from layersize.cli.output import write_reports
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings
    from layersize.errors import LayersizeError, located_errors
    from layersize.explore.history.path_changes import ReplacingNames
    from layersize.explore.history.path_history import PathHistories
    from layersize.measure import explore

    options = CommonOptions(**given)
    if not path:
        raise LayersizeError("PATH", "is empty", "write / for the whole image")
    if options.report:
        from layersize.cli.output_files import refuse_to_overwrite

        refuse_to_overwrite(options.report_files, images=[image])
    with ProgressBars(wanted=not options.quiet) as bars:
        names = ReplacingNames()
        explored = explore(image, settings(options, bars), lay=names.lay)
        with located_errors(explored.image.where):
            history = PathHistories(explored, names).find(os.fsencode(path))
    write_reports("why", history, options)
