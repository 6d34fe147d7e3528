"""`layersize compare`."""

from __future__ import annotations

from typing import Any

import click

from layersize.cli.commands.browse import browse
from layersize.cli.options import (
    ALL_SHARED,
    CommonOptions,
    base_option,
    complete_image,
    format_option,
    report_option,
    shared_options,
)


@click.command("compare")
@click.argument("base", shell_complete=complete_image)
@click.argument(
    "others", metavar="OTHER...", nargs=-1, required=True, shell_complete=complete_image
)
@click.option("--tui", is_flag=True, help="Explore the two side by side, as layersize browse.")
@click.option(
    "--by", type=click.Choice(["package"]), help="Show what differs in the packages instead."
)
@base_option("The base image of those images that are built on it: of one at least.")
@format_option("comparison")
@report_option("comparison")
@shared_options(*ALL_SHARED)
def command(base: str, others: tuple[str, ...], *, tui: bool, by: str | None, **given: Any) -> None:
    """Images side by side: totals, layers, paths, shared bytes.

    Each OTHER is compared with BASE. For how to name an image, see layersize inspect --help.

    \b
    layersize compare app:v1 app:v2
    layersize compare app:v1 app:v2 --by package
    layersize compare single.tar multi.tar registry:app:v1 --format markdown
    """
    from layersize.accounting.doubts import doubts
    from layersize.cli.exit import to_stderr
    from layersize.cli.output import write_reports
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings
    from layersize.measure import compare

    options = CommonOptions(**given)
    if tui:
        if len(others) > 1:
            raise click.UsageError("--tui shows two images side by side, not more")
        if by:
            raise click.UsageError("--tui shows packages in a tab of its own, without --by")
        if options.report or options.format != "table":
            raise click.UsageError("--tui writes no report by itself, but e in it does")
        browse([base, *others], options)
        return
    if options.report:
        from layersize.cli.output_files import refuse_to_overwrite

        images = [base, *others, options.base_image]
        refuse_to_overwrite(options.report_files, images=images)
    with ProgressBars(wanted=not options.quiet) as bars:
        comparisons = compare(base, others, settings(options, bars))
    write_reports("package-changes" if by else "comparison", comparisons, options)
    told = [doubt for each in comparisons for doubt in (*doubts(each.base), *doubts(each.other))]
    for line in dict.fromkeys(map(str, told)):
        to_stderr(line)
