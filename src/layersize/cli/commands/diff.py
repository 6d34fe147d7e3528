"""`layersize diff`."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from layersize.cli.commands.cat import tell_links
from layersize.cli.options import CommonOptions, complete_image, shared_options
from layersize.errors import LayersizeError
from layersize.sources.reference import STDIN


@click.command("diff")
@click.argument("base", shell_complete=complete_image)
@click.argument("other", shell_complete=complete_image)
@click.argument("path")
@shared_options(
    "platform",
    "units",
    "no_limits",
    "offline",
    "insecure",
    "timeout",
    "no_cache",
    "no_store",
    "no_color",
    "ascii",
    "quiet",
    "debug",
)
def command(base: str, other: str, path: str, **given: Any) -> None:
    """Compare one file of two images, BASE and OTHER.

    Of texts a unified diff, of binary files where they begin to differ; with size, mode, owner and
    links of both. Links in PATH are followed inside each image. The exit code is 0 whether or not
    the files differ, and 2 if neither image has PATH.

    For how to name an image, see layersize inspect --help.

    \b
    layersize diff app:v1 app:v2 /etc/nginx/nginx.conf
    layersize diff registry:debian:11 registry:debian:12 /etc/os-release
    """
    from layersize.cli.output import print_text, table_style
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings
    from layersize.inside.file_diff import diff_file
    from layersize.inside.opened import open_contents
    from layersize.report.terminal.file_diff import render

    options = CommonOptions(**given)
    if base == other == STDIN:
        raise LayersizeError("", "standard input can be read only once", "save one to a file")
    with ProgressBars(wanted=not options.quiet) as bars:
        how = settings(options, bars)
        with open_contents(base, how) as first, open_contents(other, how) as second:
            found = diff_file(first, second, os.fsencode(path))
    if not options.quiet:
        for side in (found.base, found.other):
            if side.version is not None:
                tell_links(side.version, side.image)
    print_text(render(found, table_style(options), inert=sys.stdout.isatty()))
