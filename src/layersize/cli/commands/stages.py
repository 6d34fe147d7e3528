"""`layersize stages`."""

from __future__ import annotations

import click

from layersize.cli.options import measuring_options


@click.command("stages")
@click.argument("context", default=".", type=click.Path())
@click.option(
    "-f",
    "--file",
    "files",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="The Dockerfile, by default CONTEXT/Dockerfile. Given again: what they ship is compared.",
)
@click.option("--target", metavar="STAGE", help="The stage that ships, by default the last one.")
@click.option(
    "--build-arg",
    "build_arguments",
    multiple=True,
    metavar="NAME=VALUE",
    help="For an ARG; may be repeated.",
)
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    metavar="ID,SRC",
    help="For RUN --mount=type=secret, e.g. id=npm,src=.npmrc; may be repeated.",
)
@click.option("--network", metavar="MODE", help="The network of RUN: default, none or host.")
@click.option("--platform", metavar="OS/ARCH", help="What to build for.")
@click.option("-q", "--quiet", is_flag=True, help="No build output but errors, no progress bars.")
@measuring_options
def command(context: str, files: tuple[str, ...], **options: object) -> None:
    """What each stage of a Dockerfile adds, ships and leaves behind.

    Every stage is built by docker buildx, else by docker with BuildKit; nothing is left of it but
    the build cache.

    \b
    layersize stages .
    layersize stages app -f app/Dockerfile --build-arg VERSION=2
    layersize stages -f Dockerfile.single -f Dockerfile.multi
    """
    from layersize.cli.staging import run_stages

    run_stages(context, files, options)
