"""`layersize cache`."""

from __future__ import annotations

from typing import Any

import click

from layersize.cli.command_group import CommandGroup
from layersize.cli.options import CommonOptions, format_option, shared_options

_DEBUG = click.option(
    "--debug", is_flag=True, expose_value=False, help="Show where an error comes from."
)


@click.group("cache", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """The cache of images already read.

    It is in the user's cache folder ($XDG_CACHE_HOME/layersize, by default ~/.cache/layersize)
    and bounded: what was least recently used is removed first.

    \b
    layersize cache info
    layersize cache clear
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@command.command("info")
@format_option("cache")
@shared_options("units")
@_DEBUG
def _info(**given: Any) -> None:
    """Where the cache is, and how full.

    \b
    layersize cache info
    layersize cache info --format json
    """
    from layersize.cache.walk_cache import WalkCache, default_folder
    from layersize.cli.output import write_reports

    write_reports("cache", WalkCache(default_folder()).info(), CommonOptions(**given))


@command.command("clear")
@shared_options("units")
@_DEBUG
def _clear(units: str) -> None:
    """Empty the cache, and say how much was in it.

    \b
    layersize cache clear
    """
    from layersize.cache.walk_cache import WalkCache, default_folder
    from layersize.cli.output import print_text
    from layersize.errors import LayersizeError
    from layersize.report.terminal.cache import held_text
    from layersize.text.escape import inert_text

    cache = WalkCache(default_folder())
    removed = cache.clear()
    if not removed.stored_bytes and cache.info().stored_bytes:
        remedy = "check who may write to it"
        raise LayersizeError(str(removed.folder), "nothing in it can be removed", remedy)
    print_text(f"removed {held_text(removed, units)} from {inert_text(str(removed.folder))}\n")
