"""`layersize trend`."""

from __future__ import annotations

from typing import Any

import click

from layersize.cli.options import CommonOptions, format_option, shared_options, top_option
from layersize.errors import LayersizeError


@click.command("trend")
@click.argument("file", type=click.Path())
@click.option("--name", metavar="BUDGET", help="Only this budget.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N runs.")
@format_option("trend")
@top_option(5, "How many of the largest jumps to name.")
@shared_options("units", "no_color", "ascii", "debug")
def command(file: str, name: str | None, last: int | None, **given: Any) -> None:
    """An image's size over time, and what made it jump.

    Draws what layersize check --history FILE has recorded: a curve for each budget, and the
    jumps of 1 % or more with the layers behind them. Metrics and platforms are never mixed.

    \b
    layersize check app:v2 --max-size "50 MB" --history sizes.jsonl
    layersize trend sizes.jsonl
    layersize trend sizes.jsonl --name app --last 30
    """
    from pathlib import Path

    from layersize.budgets.trend import trend_of
    from layersize.cli.budget_files import read_history
    from layersize.cli.output import write_reports

    options = CommonOptions(**given)
    entries = read_history(Path(file))
    if name is not None:
        known = dict.fromkeys(entry.name for entry in entries)
        if name not in known:
            choices = ", ".join(known) or "it has no runs yet"
            raise LayersizeError(file, f"has no budget {name!r}", f"there are: {choices}")
        entries = [entry for entry in entries if entry.name == name]
    write_reports("trend", trend_of(file, entries, last=last, jumps=options.top), options)
