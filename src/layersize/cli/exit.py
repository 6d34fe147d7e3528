"""How the program ends: exit codes, and lines on standard error."""

from __future__ import annotations

from contextlib import suppress
from enum import IntEnum

import click


class ExitCode(IntEnum):
    """What the shell gets; a number never changes its meaning."""

    DONE = 0
    OVER_BUDGET = 1
    NOT_MEASURED = 2
    INTERRUPTED = 130


def to_stderr(message: str) -> None:
    """Writes one line, made inert and without logins.

    If that fails, the program goes on: its exit code tells.
    """
    from layersize.text.escape import inert_text
    from layersize.text.userinfo import text_without_userinfo

    with suppress(OSError, ValueError):
        click.echo(f"layersize: {inert_text(text_without_userinfo(message))}", err=True)
