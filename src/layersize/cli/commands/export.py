"""`layersize export`."""

from __future__ import annotations

import click

from layersize.cli.options import complete_image, reaching_options
from layersize.sources.reference import DOCKER_ARCHIVE, OCI_ARCHIVE


@click.command("export")
@click.argument("image", shell_complete=complete_image)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    metavar="FILE",
    help="The tarball to write; it is there whole or not at all.",
)
@click.option(
    "--format",
    type=click.Choice((DOCKER_ARCHIVE, OCI_ARCHIVE)),
    default=DOCKER_ARCHIVE,
    show_default=True,
    help="docker-archive: for docker load and podman load; oci-archive: an OCI layout.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@reaching_options
def command(image: str, **options: object) -> None:
    """Save an IMAGE of any source as a tarball.

    Layers are copied as they are, and checked against their digests.

    \b
    layersize export app:v1 -o app.tar
    layersize export registry:alpine:3 -o alpine.tar --platform linux/arm64
    layersize export app.tar -o app-oci.tar --format oci-archive
    """
    from layersize.cli.exporting import run_export

    run_export(image, options)
