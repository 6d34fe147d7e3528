"""Baseline files on disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from layersize.budget.baseline_text import read_baselines
from layersize.check import BaselineFile
from layersize.cli.complaints import complain
from layersize.cli.output import write_file
from layersize.model.baseline import Baseline
from layersize.model.budget import Budget
from layersize.model.check_report import BudgetResult, Problem
from layersize.report.baseline_json import baseline_json
from layersize.report.numbers import count_text

_MOST_BYTES = 1 << 24
"""Of a file: thousands of budgets."""


def read_baseline_files(budgets: Sequence[Budget]) -> dict[str, BaselineFile]:
    """Every file that a budget names; one that can't be read says why."""
    named = {budget.baseline_file for budget in budgets}
    return {file: _read(file) for file in sorted(filter(None, named))}


def _read(file: str) -> BaselineFile:
    remedy = "put it right, or delete it and run layersize check --update-baseline"
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
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
    """Each file anew, with what it has of other budgets; none if something was not measured.

    Says so, unless it is to be quiet.
    """
    if any(result.problems or result.figures is None for result in results):
        complain("no baseline was written, as not everything could be measured")
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
            complain(f"{file} written: {count_text(len(fresh), 'budget')}")
