"""`layersize compare`."""

from __future__ import annotations

import click

from layersize.cli.options import common_options, complete_image


@click.command("compare")
@click.argument("base", shell_complete=complete_image)
@click.argument(
    "others", metavar="OTHER...", nargs=-1, required=True, shell_complete=complete_image
)
@common_options
def command(base: str, others: tuple[str, ...], **options: object) -> None:
    """Images side by side: totals, layers, paths, shared bytes.

    Each OTHER is compared with BASE. What names an image, layersize inspect --help tells.

    \b
    layersize compare app:v1 app:v2
    layersize compare single.tar multi.tar registry:app:v1 --format markdown
    """
    from layersize.cli.running import run_compare

    run_compare(base, others, options)
