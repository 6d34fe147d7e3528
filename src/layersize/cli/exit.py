"""What the shell is told."""

from __future__ import annotations

from contextlib import suppress
from enum import IntEnum

import click


class ExitCode(IntEnum):
    """Stable."""

    DONE = 0
    OVER_BUDGET = 1
    NOT_MEASURED = 2
    INTERRUPTED = 130


def complain(message: str) -> None:
    """One line, made inert; where nobody can be told, the exit code still tells."""
    from layersize.text.escape import inert_text

    with suppress(OSError, ValueError):
        click.echo(f"layersize: {inert_text(message)}", err=True)
