"""`layersize cache`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from layersize.cli.options import format_option

_Command = TypeVar("_Command", bound=Callable[..., object])


@click.group("cache", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """What is kept of images read before, so that they are read faster.

    It lies in the user's cache folder ($XDG_CACHE_HOME/layersize, by default ~/.cache/layersize)
    and is bounded: what was not needed for the longest goes first.

    \b
    layersize cache info
    layersize cache clear
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _options(command: _Command) -> _Command:
    """Those that both commands have."""
    for option in (
        click.option("--debug", is_flag=True, expose_value=False, help="Show where an error is."),
        click.option(
            "--units",
            type=click.Choice(("si", "iec")),
            default="si",
            show_default=True,
            help="si: 1 MB is 1,000,000 bytes; iec: 1 MiB is 1,048,576.",
        ),
    ):
        command = option(command)
    return command


@command.command("info")
@format_option("cache")
@_options
def _info(**options: str) -> None:
    """Where the cache is, and how much is in it.

    \b
    layersize cache info
    layersize cache info --format json
    """
    from layersize.cache.walk_cache import WalkCache, default_folder
    from layersize.cli.output import print_text, terminal_style
    from layersize.report.formats import render

    style = terminal_style(no_color=True, units=options["units"], top=0)
    print_text(render("cache", options["format"], WalkCache(default_folder()).info(), style))


@command.command("clear")
@_options
def _clear(units: str) -> None:
    """Remove all that is kept; says how much that was.

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
