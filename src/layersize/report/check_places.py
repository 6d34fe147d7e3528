"""Where a limit is told in the files of a repository: in the Dockerfile, else where it is set."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from layersize.model.check_report import BudgetResult, CheckReport, LimitResult
from layersize.model.dockerfile_lines import LineRange
from layersize.model.explanation import Explanation

ANY_FILE = "Dockerfile"
"""For outputs that must name a file where none is known: what else makes an image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file as the user named it, not inert, and maybe lines in it."""

    file: str
    lines: LineRange | None = None


def place_of(limit: LimitResult, result: BudgetResult, report: CheckReport) -> Place | None:
    """The instruction with the largest share if it is known, the Dockerfile, the configuration."""
    analysis = result.image
    if analysis is None or analysis.dockerfile is None:
        return config_place(report)
    index = None if limit.explanation is None else _first_layer(limit.explanation)
    lines = () if index is None else analysis.layers[index].dockerfile_lines
    file = analysis.dockerfile.removeprefix("./")
    return Place(file=file, lines=lines[0] if len(lines) == 1 else None)


def config_place(report: CheckReport) -> Place | None:
    """The configuration file."""
    return None if report.config is None else Place(file=report.config)


def fingerprint(limit: LimitResult, result: BudgetResult) -> str:
    """The same in every run for the same limit of the same budget, whatever is found."""
    parts = (result.budget.name, limit.rule.value, limit.pattern or "")
    text = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(text).hexdigest()


def _first_layer(explanation: Explanation) -> int | None:
    if explanation.entries:
        return explanation.entries[0].layer
    indexes = (share.index for share in explanation.layers)
    return next((index for index in indexes if index is not None), None)
