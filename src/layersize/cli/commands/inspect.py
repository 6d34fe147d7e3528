"""`layersize inspect`."""

from __future__ import annotations

import click

from layersize.cli.options import common_options, complete_image


@click.command("inspect")
@click.argument("image", shell_complete=complete_image)
@click.option(
    "--dockerfile",
    type=click.Path(),
    metavar="FILE",
    help="The Dockerfile that the image was built from: tells each layer's lines in it.",
)
@common_options
def command(image: str, dockerfile: str | None, **options: object) -> None:
    """Layers, shadowed bytes and biggest files of one IMAGE.

    IMAGE is a file or folder that docker, podman, skopeo or buildx wrote, - for standard input, or
    the name of an image: of the Docker engine, else of Podman, else of a registry. SOURCE:NAME
    asks one of them: docker, podman, registry, docker-archive, oci-archive, oci-dir.

    \b
    layersize inspect app:v1
    layersize inspect image.tar
    layersize inspect registry:debian:12 --format json
    """
    from layersize.cli.render import run_inspect

    run_inspect(image, dockerfile, options)
