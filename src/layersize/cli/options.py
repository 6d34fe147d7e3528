"""Options that commands have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeVar

import click

from layersize.report.formats import formats_of
from layersize.values import dataclass

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Command = TypeVar("_Command", bound=Callable[..., object])
_MOST_LISTED_BY_CLICK = 3
"""Choices that fit beside the option in its help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonOptions:
    """What every command that measures images is told; as it is here where one doesn't offer it."""

    format: str = "table"
    report: tuple[tuple[str, str], ...] = ()
    """Formats and files to write beside standard output."""
    platform: str | None = None
    base_image: str | None = None
    """The base image, which `--base` names."""
    top: int = 10
    units: str = "si"
    verify: bool = False
    no_limits: bool = False
    offline: bool = False
    insecure: bool = False
    timeout: float = 60
    no_cache: bool = False
    no_store: bool = False
    estimate_transfer: bool = False
    no_color: bool = False
    ascii: bool = False
    quiet: bool = False
    debug: bool = False

    @property
    def report_files(self) -> list[str]:
        """The files of `report`."""
        return [file for _, file in self.report]


def format_option(*kinds: str) -> Callable[[_Command], _Command]:
    """`--format`: those that the kinds of result have; many are listed in the help, which wraps."""
    formats = formats_of(*kinds)
    many = len(formats) > _MOST_LISTED_BY_CLICK
    listed = f": {', '.join(formats)}" if many else ""
    return click.option(
        "--format",
        type=click.Choice(formats),
        default="table",
        show_default=True,
        metavar="FORMAT" if many else None,
        help=f"The format of standard output{listed}.",
    )


def report_option(*kinds: str) -> Callable[[_Command], _Command]:
    """`--report`, read as formats, which the kinds of result have, and files."""
    formats = formats_of(*kinds)

    def format_and_file(text: str) -> tuple[str, str]:
        form, equals, file = text.partition("=")
        if form not in formats or not equals or not file:
            raise click.BadParameter(
                f"{text!r} is not FORMAT=FILE with a FORMAT of {', '.join(formats)}"
            )
        if file == "-":
            raise click.BadParameter(
                f"{text!r}: standard output takes --format {form}; a file named - is ./-"
            )
        return form, file

    return click.option(
        "--report",
        type=format_and_file,
        multiple=True,
        metavar="FORMAT=FILE",
        help="Also write a file, e.g. --report json=size.json; may be repeated.",
    )


def base_option(help_text: str) -> Callable[[_Command], _Command]:
    """`--base`."""
    return click.option(
        "--base", "base_image", metavar="REF", shell_complete=complete_image, help=help_text
    )


def layer_option(help_text: str) -> Callable[[_Command], _Command]:
    """`--layer`."""
    return click.option("--layer", type=click.IntRange(min=0), metavar="N", help=help_text)


def top_option(rows: int, help_text: str) -> Callable[[_Command], _Command]:
    """`--top`."""
    return click.option(
        "--top",
        type=click.IntRange(min=0),
        default=rows,
        show_default=True,
        metavar="N",
        help=help_text,
    )


_SHARED = {
    "platform": click.option(
        "--platform", metavar="OS/ARCH", help="Which platform of a multi-platform image."
    ),
    "top": top_option(10, "How many of the largest rows to show."),
    "units": click.option(
        "--units",
        type=click.Choice(("si", "iec")),
        default="si",
        show_default=True,
        help="si: 1 MB is 1,000,000 bytes; iec: 1 MiB is 1,048,576.",
    ),
    "verify": click.option(
        "--verify",
        is_flag=True,
        help="Also check digests that are skipped by default (slower).",
    ),
    "no_limits": click.option(
        "--no-limits",
        is_flag=True,
        help="Turn off the limits against hostile images (length, entries, expansion).",
    ),
    "estimate_transfer": click.option(
        "--estimate-transfer",
        is_flag=True,
        help="Compress layers as a push would, if their size in a registry is not known.",
    ),
    "offline": click.option("--offline", is_flag=True, help="Ask no registry."),
    "insecure": click.option(
        "--insecure",
        is_flag=True,
        help="Accept a registry over http, or over https without a valid certificate.",
    ),
    "timeout": click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=60,
        show_default=True,
        metavar="SECONDS",
        help="Give up after this long without an answer; ten times as long before a save begins.",
    ),
    "no_cache": click.option("--no-cache", is_flag=True, help="Don't use the cache."),
    "no_store": click.option(
        "--no-store",
        is_flag=True,
        help="Have an engine save the image, even if its own folders can be read.",
    ),
    "no_color": click.option("--no-color", is_flag=True, help="No colours (as does NO_COLOR)."),
    "ascii": click.option(
        "--ascii", is_flag=True, help="Draw tables and screens with ASCII characters only."
    ),
    "quiet": click.option("-q", "--quiet", is_flag=True, help="No progress bars."),
    "debug": click.option("--debug", is_flag=True, help="Show where an error comes from."),
}
"""Options by the names of their fields in CommonOptions."""
ALL_SHARED = tuple(_SHARED)
"""The names of the options of a command that measures images of every source."""


def shared_options(*names: str, without: Collection[str] = ()) -> Callable[[_Command], _Command]:
    """Adds options that commands have in common; help lists them in the order of the names."""

    def add(command: _Command) -> _Command:
        for name in reversed(names):
            if name not in without:
                command = _SHARED[name](command)
        return command

    return add


def complete_image(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For the shell's completion: an image is what an engine here has, a file or a folder."""
    from click.shell_completion import CompletionItem

    from layersize.cli.image_completion import matching_images

    names = [CompletionItem(name) for name in matching_images(incomplete)]
    return names or [CompletionItem(incomplete, type="file")]
