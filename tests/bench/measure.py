"""Whole processes, timed in turns: A B A B, after one uncounted run of each."""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRun:
    wall_seconds: float
    cpu_seconds: float
    """User and system time, that of children included."""
    peak_bytes: int
    """Largest resident memory of any one of its processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One round: what is measured and what it is compared with, run right after each other."""

    subject: ProcessRun
    reference: ProcessRun


class CommandError(Exception):
    """Says which command failed and the last line that it wrote to stderr."""


def interleaved(
    subject: Sequence[str], reference: Sequence[str], rounds: int, *, keeps_cache: bool
) -> list[Pair]:
    """Each command starts with an empty cache, unless that of the round before is kept."""
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            cache = f"{folder}/{'kept' if keeps_cache else number}"
            pairs.append(
                Pair(
                    subject=run_process(subject, f"{cache}-subject"),
                    reference=run_process(reference, f"{cache}-reference"),
                )
            )
    return pairs[1:]


def run_process(command: Sequence[str], cache: str) -> ProcessRun:
    """This process must stay small: the kernel counts its size at the fork as the child's peak."""
    with tempfile.TemporaryFile() as stderr:
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody installs without bytecode
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=stderr, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall_seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            stderr.seek(0)
            lines = stderr.read().decode(errors="replace").splitlines() or ["(nothing on stderr)"]
            raise CommandError(f"`{command[0]}` ended with {process.returncode}: {lines[-1]}")
    return ProcessRun(
        wall_seconds=wall_seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * 1024,
    )
