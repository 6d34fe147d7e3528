"""`layersize inspect`."""

from __future__ import annotations

from typing import Any

import click

from layersize.cli.options import (
    ALL_SHARED,
    CommonOptions,
    base_option,
    complete_image,
    format_option,
    report_option,
    shared_options,
)


@click.command("inspect")
@click.argument("image", shell_complete=complete_image)
@click.option(
    "--dockerfile",
    type=click.Path(),
    metavar="FILE",
    help="The Dockerfile that the image was built from: shows each layer's lines in it.",
)
@click.option(
    "--by",
    type=click.Choice(["package"]),
    help="Show the packages instead: whose bytes a container sees.",
)
@base_option("The base image, whose layers are told apart from your own.")
@format_option("image")
@report_option("image")
@shared_options(*ALL_SHARED)
def command(image: str, dockerfile: str | None, by: str | None, **given: Any) -> None:
    """One IMAGE: what would help, whose its bytes are, layers.

    IMAGE is a file or folder that docker, podman, skopeo or buildx wrote, - for standard input, or
    the name of an image: of the Docker engine, else of Podman or its folder, else of a registry.
    SOURCE:NAME asks one of them: docker, podman, storage, containerd, registry, docker-archive,
    oci-archive, oci-dir.

    \b
    layersize inspect app:v1
    layersize inspect image.tar
    layersize inspect registry:debian:12 --format json
    layersize inspect app:v1 --by package --top 30
    layersize inspect app:v1 --base debian:12
    """
    from layersize.cli.dockerfiles import named_dockerfile
    from layersize.cli.output import write_reports
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings
    from layersize.measure import analyze

    options = CommonOptions(**given)
    if options.report:
        from layersize.cli.output_files import refuse_to_overwrite

        images = [image, options.base_image]
        refuse_to_overwrite(options.report_files, images=images, files=[dockerfile])
    built_from = named_dockerfile(dockerfile)  # first: nothing is measured in vain
    with ProgressBars(wanted=not options.quiet) as bars:
        analysis = analyze(image, settings(options, bars, built_from))
    write_reports("packages" if by else "image", analysis, options)
