"""`layersize inspect`."""

from __future__ import annotations

import click

from layersize.cli.options import common_options, complete_image


@click.command("inspect")
@click.argument("image", shell_complete=complete_image)
@common_options
def command(image: str, **options: object) -> None:
    """Layers, shadowed bytes and biggest files of one IMAGE.

    IMAGE is a saved image: a tar of docker, podman, skopeo, buildx and others (also gzip or xz),
    an OCI layout, a folder of skopeo's dir:, or - for standard input.

    \b
    layersize inspect image.tar
    docker save app:v1 | layersize inspect -
    layersize inspect oci-archive:images.tar:app:v1 --format json
    """
    from layersize.cli.running import run_inspect

    run_inspect(image, options)
