"""`layersize files`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layersize.cli.options import (
    ALL_SHARED,
    CommonOptions,
    complete_image,
    format_option,
    layer_option,
    report_option,
    shared_options,
    top_option,
)

if TYPE_CHECKING:
    from layersize.explore.file_list import FileQuery
    from layersize.patterns import Pattern


@click.command("files")
@click.argument("image", shell_complete=complete_image)
@click.argument("patterns", metavar="[PATTERN]...", nargs=-1)
@layer_option("Only what layer N ships.")
@click.option("--hidden", is_flag=True, help="Only what a later layer deletes or replaces.")
@click.option("--all", "everything", is_flag=True, help="Live and hidden files.")
@click.option("--min-size", metavar="SIZE", help='Only files of SIZE or more, e.g. "1 MB".')
@click.option(
    "--by",
    type=click.Choice(("directory", "extension", "layer", "package")),
    help="Sums instead of files; of a folder, of what is directly in it.",
)
@format_option("files")
@report_option("files")
@top_option(20, "How many rows a table shows; all other formats have all.")
@shared_options(*ALL_SHARED, without=("top", "estimate_transfer"))
def command(
    image: str,
    patterns: tuple[str, ...],
    *,
    layer: int | None,
    hidden: bool,
    everything: bool,
    min_size: str | None,
    by: str | None,
    **given: Any,
) -> None:
    """Every file of an IMAGE, largest first, also hidden ones.

    Live files with their layers, modes and owners; --hidden and --all also tell which layer hid a
    file, and how. A PATTERN names some of them: *.so and .git at any depth, usr/lib and /app from
    the root; a folder stands for all that is in it. Put it in quotes. For how to name an image,
    see layersize inspect --help.

    \b
    layersize files app:v1
    layersize files app:v1 "*.jar" opt/app --min-size "1 MB"
    layersize files app:v1 --all --by directory
    layersize files app:v1 --hidden --format csv > hidden.csv
    """
    from layersize.explore.file_list import FileQuery

    if hidden and everything:
        raise click.UsageError("--hidden and --all contradict each other: --all lists both kinds")
    query = FileQuery(
        patterns=_patterns(patterns),
        layer=layer,
        live=not hidden,
        hidden=hidden or everything,
        min_bytes=_size_bytes(min_size),
    )
    _write(image, query, by, CommonOptions(**given))


def _write(image: str, query: FileQuery, by: str | None, options: CommonOptions) -> None:
    """Writes the list; what patterns may have meant is told beside whatever is no table."""
    from layersize.cli.exit import to_stderr
    from layersize.cli.output import write_reports
    from layersize.cli.output_files import refuse_to_overwrite
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings
    from layersize.explore.file_list import list_files
    from layersize.explore.names import Names
    from layersize.measure import explore, paused_garbage_collection

    names = Names()
    refuse_to_overwrite(options.report_files, images=[image])
    with ProgressBars(wanted=not options.quiet) as bars:
        explored = explore(image, settings(options, bars), lay=names.lay)
    with paused_garbage_collection():
        forms = {options.format, *(form for form, _ in options.report)}
        most = options.top if forms == {"table"} else None
        listed = list_files(explored, query, names=names, by=by, most=most)
        write_reports("files", listed, options)
    if options.format != "table":
        for remark in listed.remarks:
            to_stderr(remark)


def _patterns(texts: tuple[str, ...]) -> tuple[Pattern, ...]:
    """Raises BadParameter for one that is wrong."""
    from layersize.patterns import Pattern

    try:
        return tuple(map(Pattern, dict.fromkeys(texts)))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _size_bytes(text: str | None) -> int:
    from layersize.budgets.amounts import size_bytes

    try:
        return 0 if text is None else size_bytes(text)
    except ValueError as error:
        raise click.BadParameter(f"--min-size {error}") from None
