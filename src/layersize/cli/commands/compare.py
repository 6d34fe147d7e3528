"""`layersize compare`."""

from __future__ import annotations

import click

from layersize.cli.options import common_options, complete_image


@click.command("compare")
@click.argument("base", shell_complete=complete_image)
@click.argument(
    "others", metavar="OTHER...", nargs=-1, required=True, shell_complete=complete_image
)
@click.option("--tui", is_flag=True, help="Explore the two side by side, as layersize browse.")
@common_options
def command(base: str, others: tuple[str, ...], *, tui: bool, **options: object) -> None:
    """Images side by side: totals, layers, paths, shared bytes.

    Each OTHER is compared with BASE. What names an image, layersize inspect --help tells.

    \b
    layersize compare app:v1 app:v2
    layersize compare single.tar multi.tar registry:app:v1 --format markdown
    """
    if tui:
        from layersize.cli.browsing import run_browse

        if len(others) > 1:
            raise click.UsageError("--tui shows two images side by side, not more")
        if options["report"] or options["format"] != "table":
            raise click.UsageError("--tui writes no report by itself, but e in it does")
        run_browse([base, *others], options)
        return
    from layersize.cli.render import run_compare

    run_compare([base, *others], options)
