"""Runs a command in this process and keeps what it printed and how it ended."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layersize.cli import main
from support.work import counted

MOST_CALLS = 1_000_000
"""No image of the tests, sound or hostile, may take more; they make less than a second's work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    exit_code: int
    stdout: str
    stderr: str
    calls: int | None
    """Functions that were called, if they were counted."""

    @property
    def report(self) -> Any:
        """The JSON on stdout."""
        return json.loads(self.stdout)


def run_layersize(args: Sequence[str], *, counts_calls: bool = False) -> Outcome:
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict", write_through=True)
    stderr = io.StringIO()
    with (
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
        counted() if counts_calls else contextlib.nullcontext() as work,
    ):
        exit_code = main(list(args))
    stdout.seek(0)
    return Outcome(
        exit_code=exit_code,
        stdout=stdout.read(),
        stderr=stderr.getvalue(),
        calls=work.calls if work else None,
    )


def inspect(reference: str, *args: str) -> Outcome:
    return run_layersize(["inspect", reference, "--format", "json", *args])


def inspect_counted(reference: str, *args: str) -> Outcome:
    """As `inspect`, with the calls counted: they must be few."""
    command = ["inspect", reference, "--format", "json", *args]
    outcome = run_layersize(command, counts_calls=True)
    assert outcome.calls is not None
    assert outcome.calls < MOST_CALLS
    return outcome


def inspect_report(reference: str, *args: str) -> Any:
    """The report of an image that must be measurable."""
    outcome = inspect(reference, *args)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.report


def compare_report(base: str, other: str, *args: str) -> Any:
    outcome = run_layersize(["compare", base, other, "--format", "json", *args])
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.report
