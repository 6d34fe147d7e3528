"""`layersize cat`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from layersize.cli.exit import to_stderr
from layersize.cli.options import CommonOptions, complete_image, layer_option, shared_options
from layersize.errors import LayersizeError

if TYPE_CHECKING:
    from layersize.inside.versions import Version


@click.command("cat")
@click.argument("image", shell_complete=complete_image)
@click.argument("path")
@layer_option("The version that layer N ships, even if later layers hide it; 0 is the base.")
@click.option("--force", is_flag=True, help="Write binary content to a terminal, too.")
@shared_options(
    "platform",
    "no_limits",
    "offline",
    "insecure",
    "timeout",
    "no_cache",
    "no_store",
    "quiet",
    "debug",
)
def command(image: str, path: str, *, layer: int | None, force: bool, **given: Any) -> None:
    """Write the content of a file in an IMAGE to standard output.

    Links in PATH are followed inside the image; with --layer, PATH is taken literally. What is
    written is checked against what was read when the layers were measured.

    For how to name an image, see layersize inspect --help.

    \b
    layersize cat app:v1 /etc/os-release
    layersize cat app:v1 --layer 2 /app/config.json
    layersize cat app.tar /usr/bin/tool > tool
    """
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings
    from layersize.inside.opened import open_version

    options = CommonOptions(**given)
    with (
        ProgressBars(wanted=not options.quiet) as bars,
        open_version(image, os.fsencode(path), layer, settings(options, bars)) as (version, pieces),
    ):
        if sys.stdout.isatty():
            bars.end()
        if not options.quiet:
            tell_links(version)
        shown = pieces
        if sys.stdout.isatty() and not force:
            shown = _text_only(pieces, version)
        _write(shown)


def tell_links(version: Version, image: str = "") -> None:
    """Says which file is shown where links led to it."""
    from layersize.text.escape import shown_path

    if version.links:
        where = f"{image}: " if image else ""
        link, found = shown_path(version.links[0][0]), shown_path(version.path)
        to_stderr(f"{where}/{link} is a link: this is /{found}")


def _write(pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise LayersizeError("standard output", error.strerror or str(error)) from None


def _text_only(pieces: Iterator[bytes], version: Version) -> Iterator[bytes]:
    """Text as it is; raises LayersizeError before anything else would get to the terminal."""
    from layersize.inside.text_content import TextCheck
    from layersize.text.escape import shown_path

    check = TextCheck()
    for piece in pieces:
        text = check.next(piece)
        if check.binary_at is not None:
            break
        yield text
    if check.end() is not None:
        where = f"/{shown_path(version.path)}"
        cause = f"is binary from byte {check.binary_at} on, and standard output is a terminal"
        raise LayersizeError(where, cause, "write it to a file with > FILE, or add --force")
