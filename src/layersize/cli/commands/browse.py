"""`layersize browse`."""

from __future__ import annotations

import click

from layersize.cli.options import browsing_options, complete_image


@click.command("browse")
@click.argument("image", shell_complete=complete_image)
@click.argument("other", required=False, shell_complete=complete_image)
@browsing_options
def command(image: str, other: str | None, **options: object) -> None:
    """One image to explore, or two side by side, in the terminal.

    ? shows the keys. What names an image, layersize inspect --help tells.

    \b
    layersize browse app:v1
    layersize browse single.tar multi.tar
    """
    from layersize.cli.browsing import run_browse

    run_browse([image, *([other] if other else [])], options)
