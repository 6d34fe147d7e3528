"""`layersize extract`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from layersize.cli.exit import ExitCode, to_stderr
from layersize.cli.options import CommonOptions, complete_image, layer_option, shared_options

if TYPE_CHECKING:
    from layersize.inside.written import NotWrittenPaths, Written

_LONGEST = 300
"""Characters of a path that are shown; it may have 32,768."""


@click.command("extract")
@click.argument("image", shell_complete=complete_image)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    metavar="DIR",
    help="The folder to write to; it is made if it is missing.",
)
@layer_option("What layer N ships, even if later layers hide it; 0 is the base.")
@click.option("--force", is_flag=True, help="Replace files and links that exist in DIR.")
@shared_options(
    "platform",
    "units",
    "no_limits",
    "offline",
    "insecure",
    "timeout",
    "no_cache",
    "no_store",
    "quiet",
    "debug",
)
def command(
    image: str, paths: tuple[str, ...], output: str, *, layer: int | None, force: bool, **given: Any
) -> ExitCode:
    """Write files and folders of an IMAGE to disk.

    Each PATH is a file, or a folder with all that is in it; / is the whole image. It lands in DIR
    under its path in the image. Nothing is written outside DIR, no device or owner is made, and
    nothing that exists is replaced.

    \b
    layersize extract app:v1 /etc/nginx -o out
    layersize extract app:v1 /app/server /app/static -o out
    layersize extract app.tar / -o rootfs
    layersize extract app:v1 --layer 2 /root/.cache -o out
    """
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings
    from layersize.errors import LayersizeError
    from layersize.inside.extract import extract
    from layersize.inside.opened import open_contents
    from layersize.inside.target.path import target_at
    from layersize.inside.written import Written

    options = CommonOptions(**given)
    written = Written()
    with ProgressBars(wanted=not options.quiet) as bars:
        target_at(output)
        with open_contents(image, settings(options, bars)) as (found, contents):
            try:
                extract(
                    found,
                    contents,
                    [os.fsencode(path) for path in paths],
                    output,
                    layer=layer,
                    overwrite=force,
                    progress=bars.start(image),
                    written=written,
                )
            except LayersizeError:
                raise  # it says so
            except BaseException:
                if written.of_files:
                    bars.remarks.append(written.how_far())
                raise
    _tell(written, output, options)
    return ExitCode.NOT_MEASURED if written.failed.count else ExitCode.DONE


def _tell(written: Written, output: str, options: CommonOptions) -> None:
    """What became of it, the sum last."""
    from layersize.text.escape import inert_path
    from layersize.text.sizes import count_text, size_text

    if not options.quiet:
        for version in written.versions:
            if version.links:
                link, found = inert_path(version.links[0][0]), inert_path(version.path)
                to_stderr(f"/{link} is a link: written as {Path(output, found)}")
        _list(written.left_out, output)
    _list(written.failed, output)
    if options.quiet:
        return
    parts = [
        f"{count_text(written.files, 'file')} ({size_text(written.content_bytes, options.units)})",
        count_text(written.links, "link"),
        count_text(written.folders, "new folder"),
    ]
    if written.left_out.count:
        parts.append(f"{written.left_out.count:,} left out")
    if written.failed.count:
        parts.append(f"{written.failed.count:,} could not be written")
    to_stderr(f"{output}: {', '.join(parts)}")


def _list(paths: NotWrittenPaths, output: str) -> None:
    from layersize.inside.target.writer import EXISTS
    from layersize.inside.written import MOST_TOLD
    from layersize.text.escape import inert_path

    for path, reason in paths.first:
        shown = inert_path(path)
        if len(shown) > _LONGEST:
            shown = f"{shown[:_LONGEST]}…"
        remedy = "; --force replaces it" if reason == EXISTS else ""
        to_stderr(f"{Path(output, shown)}: {reason}{remedy}")
    if paths.count > len(paths.first) == MOST_TOLD:
        to_stderr("… and more like these")
