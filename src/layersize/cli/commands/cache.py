"""`layersize cache`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from layersize.cache.folder import CacheInfo

_Command = TypeVar("_Command", bound=Callable[..., object])
_FORMAT_VERSION = 1
"""Of the JSON. 1: the first."""


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
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="What standard output gets.",
)
@_options
def _info(form: str, units: str) -> None:
    """Where the cache is, and how much is in it.

    \b
    layersize cache info
    layersize cache info --format json
    """
    from layersize.cache.walk_cache import WalkCache, default_folder
    from layersize.cli.output import print_text

    info = WalkCache(default_folder()).info()
    print_text(_json(info) if form == "json" else _table(info, units))


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
    from layersize.text.escape import inert_text

    cache = WalkCache(default_folder())
    removed = cache.clear()
    if not removed.stored_bytes and cache.info().stored_bytes:
        remedy = "check who may write to it"
        raise LayersizeError(str(removed.folder), "nothing in it can be removed", remedy)
    print_text(f"removed {_amount(removed, units)} from {inert_text(str(removed.folder))}\n")


def _table(info: CacheInfo, units: str) -> str:
    from layersize.text.escape import inert_text
    from layersize.text.sizes import share_text, size_text

    limit = size_text(info.most_bytes, units)
    share = share_text(info.stored_bytes, info.most_bytes)
    return (
        f"folder  {inert_text(str(info.folder))}\n"
        f"holds   {_amount(info, units)}\n"
        f"limit   {limit}, {share} of it used\n"
    )


def _amount(info: CacheInfo, units: str) -> str:
    from layersize.text.sizes import count_text, size_text

    layers, images = count_text(info.walks, "layer"), count_text(info.records, "saved image")
    return f"{layers}, {images}, {size_text(info.stored_bytes, units)}"


def _json(info: CacheInfo) -> str:
    from layersize.text.json_writer import json_document

    return json_document(
        {
            "format_version": _FORMAT_VERSION,
            "kind": "cache",
            "folder": str(info.folder),
            "walks": info.walks,
            "records": info.records,
            "stored_bytes": info.stored_bytes,
            "limit_bytes": info.most_bytes,
        }
    )
