"""`layersize trend`."""

from __future__ import annotations

import click

from layersize.cli.options import drawing_options, format_option, top_option


@click.command("trend")
@click.argument("file", type=click.Path())
@click.option("--name", metavar="BUDGET", help="Only this budget.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N runs.")
@format_option("trend")
@top_option(5, "How many of the largest jumps to name.")
@drawing_options
def command(file: str, **options: object) -> None:
    """How the size of an image went, and where it jumped.

    Draws what layersize check --history FILE recorded: a line for each budget, and the steps of
    1 % or more with the layers behind them. Different metrics and platforms are kept apart.

    \b
    layersize check app:v2 --max-size "50 MB" --history sizes.jsonl
    layersize trend sizes.jsonl
    layersize trend sizes.jsonl --name app --last 30
    """
    from layersize.cli.trending import run_trend

    run_trend(file, options)
