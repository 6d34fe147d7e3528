"""Lines on standard error."""

from __future__ import annotations

from contextlib import suppress

import click


def complain(message: str) -> None:
    """One line, made inert; where nobody can be told, the exit code still tells."""
    from layersize.report.inert import inert_text

    with suppress(OSError, ValueError):
        click.echo(f"layersize: {inert_text(message)}", err=True)
