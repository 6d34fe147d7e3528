"""One run of `trend`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from layersize.budgets.trend import trend_of
from layersize.cli.budget_files import read_history
from layersize.cli.output import print_text, terminal_style
from layersize.errors import LayersizeError
from layersize.report.formats import render


def run_trend(file: str, options: dict[str, Any]) -> None:
    """Reads the file and draws it."""
    entries = read_history(Path(file))
    if (name := options["name"]) is not None:
        known = dict.fromkeys(entry.name for entry in entries)
        if name not in known:
            choices = ", ".join(known) or "it has no runs yet"
            raise LayersizeError(file, f"has no budget {name!r}", f"there are: {choices}")
        entries = [entry for entry in entries if entry.name == name]
    trend = trend_of(file, entries, last=options["last"], jumps=options["top"])
    style = terminal_style(no_color=options["no_color"], units=options["units"], top=options["top"])
    print_text(render("trend", options["format"], trend, style))
