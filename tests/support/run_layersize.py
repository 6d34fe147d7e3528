"""Runs a command in this process and keeps what it printed and how it ended."""

from __future__ import annotations

import contextlib
import io
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layersize.cli import main

LONGEST_SECONDS = 10.0
"""No image of the tests, sound or hostile, may take longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    exit_code: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def report(self) -> Any:
        """The JSON on stdout."""
        return json.loads(self.stdout)


def run_layersize(args: Sequence[str]) -> Outcome:
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict", write_through=True)
    stderr = io.StringIO()
    start = time.monotonic()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        exit_code = main(list(args))
    seconds = time.monotonic() - start
    stdout.seek(0)
    return Outcome(
        exit_code=exit_code, stdout=stdout.read(), stderr=stderr.getvalue(), seconds=seconds
    )


def inspect(reference: str, *args: str) -> Outcome:
    return run_layersize(["inspect", reference, "--format", "json", *args])


def inspect_report(reference: str, *args: str) -> Any:
    """The report of an image that must be measurable."""
    outcome = inspect(reference, *args)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.report


def compare_report(base: str, other: str, *args: str) -> Any:
    outcome = run_layersize(["compare", base, other, "--format", "json", *args])
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.report
