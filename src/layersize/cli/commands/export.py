"""`layersize export`."""

from __future__ import annotations

from typing import Any

import click

from layersize.cli.exit import to_stderr
from layersize.cli.options import CommonOptions, complete_image, shared_options
from layersize.sources.reference import DOCKER_ARCHIVE, OCI_ARCHIVE


@click.command("export")
@click.argument("image", shell_complete=complete_image)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    metavar="FILE",
    help="The tarball to write; it is written completely or not at all.",
)
@click.option(
    "--format",
    type=click.Choice((DOCKER_ARCHIVE, OCI_ARCHIVE)),
    default=DOCKER_ARCHIVE,
    show_default=True,
    help="docker-archive: for docker load and podman load; oci-archive: an OCI layout.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@shared_options("platform", "no_limits", "offline", "insecure", "timeout", "quiet", "debug")
def command(image: str, output: str, *, force: bool, **given: Any) -> None:
    """Save an IMAGE of any source as a tarball.

    Layers are copied as they are, and checked against their digests. In a docker-archive, those of
    zstd become plain tars, as Docker 20.10 can't load them.

    \b
    layersize export app:v1 -o app.tar
    layersize export registry:alpine:3 -o alpine.tar --platform linux/arm64
    layersize export app.tar -o app-oci.tar --format oci-archive
    """
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import export_settings
    from layersize.export.export import export_image
    from layersize.text.sizes import size_text

    options = CommonOptions(**given)
    with ProgressBars(wanted=not options.quiet) as bars:
        export = export_settings(options, bars, overwrite=force)
        done = export_image(image, output, export)
    if not options.quiet:
        size = size_text(done.archive_bytes, options.units)
        to_stderr(f"{output} written: {options.format}, {size}")
        if done.unpacked_layers:
            one = done.unpacked_layers == 1
            what = "1 layer" if one else f"{done.unpacked_layers} layers"
            tars = "a plain tar" if one else "plain tars"
            to_stderr(f"{what} of zstd written as {tars}, as Docker 20.10 can't load zstd")
