"""`layersize compare`."""

from __future__ import annotations

import click

from layersize.cli.options import common_options


@click.command("compare")
@click.argument("base")
@click.argument("others", metavar="OTHER...", nargs=-1, required=True)
@common_options
def command(base: str, others: tuple[str, ...], **options: object) -> None:
    """Each OTHER image side by side with BASE: totals, layers, paths, shared bytes.

    \b
    layersize compare single-stage.tar multi-stage.tar
    layersize compare v1.tar v2.tar v3.tar --format markdown
    """
    from layersize.cli.running import run_compare

    run_compare(base, others, options)
