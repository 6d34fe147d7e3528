"""What `check` keeps on disk: baseline and history files, and the page of a GitHub job."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from layersize.atomic_file import open_to_append
from layersize.budgets.baseline import Baseline, baseline_json, read_baselines
from layersize.budgets.budget import Budget
from layersize.budgets.check import BaselineFile
from layersize.budgets.history import HistoryEntry, history_entry, history_line, read_history_line
from layersize.budgets.result import BudgetResult, Problem
from layersize.cli.exit import to_stderr
from layersize.cli.output import write_file
from layersize.errors import LayersizeError
from layersize.text.sizes import count_text

_LONGEST_FILE_BYTES = 1 << 24
"""Of a baseline file: thousands of budgets."""
_LONGEST_LINE_BYTES = 1 << 22
"""Of a history file's line: thousands of layers."""
_COMMIT_VARIABLES = ("GITHUB_SHA", "CI_COMMIT_SHA")
_JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
_JOB_SUMMARY_BYTES = (1 << 20) - 1
"""GitHub takes 1 MiB for a step, whoever writes it."""


def read_baseline_files(budgets: Sequence[Budget]) -> dict[str, BaselineFile]:
    """Every baseline file that a budget names, with why it can't be read if it can't."""
    named = {budget.baseline_file for budget in budgets}
    return {file: _read(file) for file in sorted(filter(None, named))}


def _read(file: str) -> BaselineFile:
    remedy = "correct it, or delete it and run layersize check --update-baseline"
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(_LONGEST_FILE_BYTES + 1)
        if len(content) > _LONGEST_FILE_BYTES:
            raise ValueError("is too long to be a baseline")
        return BaselineFile(baselines=read_baselines(content.decode()))
    except FileNotFoundError:
        return BaselineFile(baselines=None)
    except OSError as error:
        cause = error.strerror or str(error)
    except ValueError as error:
        cause = str(error)
    return BaselineFile(baselines=None, problem=Problem(where=file, cause=cause, remedy=remedy))


def write_baseline_files(
    results: Sequence[BudgetResult], before: Mapping[str, BaselineFile], *, quiet: bool
) -> None:
    """Writes each file anew, with what it has of other budgets.

    Writes none if something was not measured. Says on standard error what it did; `quiet`, only
    that nothing was written.
    """
    if any(result.problems or result.figures is None for result in results):
        to_stderr("no baseline was written, as not everything could be measured")
        return
    figures: defaultdict[str, dict[str, Baseline]] = defaultdict(dict)
    for result in results:
        file = result.budget.baseline_file
        if file is not None and result.figures is not None:
            figures[file][result.budget.name] = result.figures
    for file, fresh in figures.items():
        kept = before[file].baselines or {}
        write_file(Path(file), baseline_json({**kept, **fresh}))
        if not quiet:
            to_stderr(f"{file} written: {count_text(len(fresh), 'budget')}")


def refuse_foreign_history(path: Path) -> None:
    """Raises LayersizeError for a file that has something else in it than a history."""
    if not path.is_file():
        return
    with (
        _with_remedy(str(path), "give a file that can be read and written to"),
        path.open("rb") as file,
    ):
        first = file.readline(_LONGEST_LINE_BYTES)
    try:
        if first.strip():
            read_history_line(first.decode().strip())
    except ValueError:
        cause = "is not a history that layersize wrote, so nothing is added to it"
        raise LayersizeError(str(path), cause, "give another file") from None


def append_history(path: Path, results: Sequence[BudgetResult]) -> None:
    """Adds a line for each result, all with the time of now.

    They go to the file's end in one write, which a local file system keeps apart from those of
    others (`O_APPEND` in https://pubs.opengroup.org/onlinepubs/9799919799/functions/write.html).
    Where the last line was left without its end, a new one is begun.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    commit = _commit(os.environ)
    lines = "".join(history_line(history_entry(result, now, commit)) for result in results)
    remedy = "give a file in a folder that can be written to"
    with _with_remedy(str(path), remedy), open_to_append(path) as file:
        begin = b"" if _ends_a_line(file) else b"\n"
        _write_whole(file, begin + lines.encode("ascii"), str(path))


def read_history(path: Path) -> list[HistoryEntry]:
    """The entries of a history file in its order; raises LayersizeError with the wrong line."""
    with _with_remedy(str(path), f"layersize check --history {path} writes it"):
        return list(_entries(path))


def _entries(path: Path) -> Iterator[HistoryEntry]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE_BYTES), b""), 1):
            if not line.strip() and len(line) < _LONGEST_LINE_BYTES:
                continue
            try:
                if len(line) == _LONGEST_LINE_BYTES:
                    raise ValueError("is too long")
                yield read_history_line(line.decode().strip())
            except ValueError as error:
                cause = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
                remedy = "correct the line, or delete it"
                raise LayersizeError(f"{path}: line {number}", cause, remedy) from None


def add_to_job_summary(page: Callable[[int], str]) -> None:
    """Appends a page to the file that a GitHub runner names; elsewhere nothing happens.

    `page` is told how many bytes it may take: GitHub drops a summary that is longer than it takes,
    with everything in it. Says on standard error if nothing fits.
    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
    """
    file = os.environ.get(_JOB_SUMMARY)
    if not file:
        return
    where, remedy = f"{_JOB_SUMMARY}: {file}", f"make it writable, or unset {_JOB_SUMMARY}"
    with _with_remedy(where, remedy), open_to_append(Path(file)) as summary:
        begin, before = b"", 0
        if summary.seekable():  # else it is a terminal, for somebody who tries it out
            begin = b"" if _ends_a_line(summary) else b"\n"
            before = summary.tell()
        text = page(_JOB_SUMMARY_BYTES - before - len(begin))
        if text:
            _write_whole(summary, begin + text.encode("utf-8", "backslashreplace"), where)
        else:
            to_stderr("the job summary has no room for the report, which was not added to it")


@contextmanager
def _with_remedy(where: str, remedy: str) -> Iterator[None]:
    """Turns what the operating system refuses into a LayersizeError."""
    try:
        yield
    except OSError as error:
        raise LayersizeError(where, error.strerror or str(error), remedy) from None


def _ends_a_line(file: FileIO) -> bool:
    """Whether the next byte begins a line: the file is empty, or its last byte ended one."""
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _write_whole(file: FileIO, data: bytes, where: str) -> None:
    """In one call, so that nobody else's line gets in between."""
    if file.write(data) < len(data):
        raise LayersizeError(where, "only a part was written", "is the disk full?")


def _commit(environment: Mapping[str, str]) -> str | None:
    return next(filter(None, map(environment.get, _COMMIT_VARIABLES)), None)
