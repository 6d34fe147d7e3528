"""`layersize check`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from layersize.budgets.budget import Level, Metric
from layersize.cli.exit import ExitCode
from layersize.cli.options import (
    ALL_SHARED,
    complete_image,
    format_option,
    report_option,
    shared_options,
    top_option,
)

_Command = TypeVar("_Command", bound=Callable[..., object])


def _limit(
    name: str, metavar: str, help_text: str, *, many: bool = False
) -> Callable[[_Command], _Command]:
    return click.option(name, metavar=metavar, help=help_text, multiple=many)


_LIMITS = (
    _limit("--max-size", "SIZE", 'The largest it may be, e.g. "50 MB".'),
    _limit("--max-increase", "GROWTH", 'Against a baseline: "2 MB", "1 %", "2 MB and 1 %".'),
    _limit("--max-shadowed", "SIZE", "Most bytes that are shipped and not visible."),
    _limit("--min-efficiency", "SHARE", 'Least visible share, e.g. 0.95 or "95 %".'),
    _limit("--max-layers", "N", "Most layers."),
    _limit("--max-layer-size", "SIZE", "The largest that one layer may be."),
    _limit(
        "--max-entry", "[PATTERN=]SIZE", "The largest that one file may be; repeatable.", many=True
    ),
    _limit("--forbid", "PATTERN", 'No entry may match, e.g. "**/.git/**"; repeatable.', many=True),
    click.option(
        "--metric",
        type=click.Choice([metric.value for metric in Metric]),
        help="Which bytes; else content.",
    ),
    click.option(
        "--level", type=click.Choice([level.value for level in Level]), help="fail, or only warn."
    ),
)
_COMPARING = (
    _limit("--against", "BASELINE", "An image, or a file of --update-baseline (.json)."),
    click.option("--update-baseline", is_flag=True, help="Write the baseline file anew."),
    click.option("--require-baseline", is_flag=True, help="A missing baseline is exit code 2."),
    click.option(
        "--ignore-base", is_flag=True, default=None, help="Layers of the base image don't count."
    ),
    _limit("--base", "REF", "The base image to ignore, if the image does not name it."),
    click.option(
        "--dockerfile",
        type=click.Path(),
        metavar="FILE",
        help="The Dockerfile that the image was built from: causes tell its lines.",
    ),
    click.option(
        "--history",
        type=click.Path(),
        metavar="FILE",
        help="Append the sizes of this run, for layersize trend.",
    ),
    click.option("--init", is_flag=True, help="Write a .layersize.toml from IMAGE as it is now."),
    format_option("check"),
    report_option("check"),
    top_option(3, "How many layers, folders and files of each cause to show."),
)


def _own_options(command: _Command) -> _Command:
    for option in reversed((*_LIMITS, *_COMPARING)):
        command = option(command)
    return command


@click.command("check")
@click.argument("image", required=False, shell_complete=complete_image)
@_own_options
@shared_options(*ALL_SHARED, without=("top", "estimate_transfer"))
def command(image: str | None, **options: object) -> ExitCode:
    """Size budgets: what exceeds them, and why.

    Limits are those of .layersize.toml, or of [tool.layersize] in pyproject.toml, here or in a
    folder above, and of options, which win. What names an image, layersize inspect --help tells.
    The exit code is 1 if a budget is exceeded, 2 if something could not be measured.

    \b
    layersize check app:v2 --max-size "50 MB" --forbid "**/.git/**"
    layersize check app:v2 --against registry:app:v1 --max-increase "2 MB and 1 %"
    layersize check app:v2 --init
    layersize check --report markdown=size.md --report junit=size.xml
    """
    from layersize.cli.checking import run_check

    return run_check(image, options)
