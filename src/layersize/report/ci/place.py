"""Where to put a limit that is not kept: a file and lines of it, for outputs that need a place."""

from __future__ import annotations

from layersize.accounting.result import ImageAnalysis
from layersize.budgets.result import BudgetResult, CheckReport, Explanation, LimitResult
from layersize.oci.instruction import LineRange
from layersize.values import dataclass

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
    return layer_place(analysis, index)


def layer_place(analysis: ImageAnalysis, index: int | None) -> Place:
    """The lines of a layer in the Dockerfile, which is known; the file, where these are not."""
    lines = None if index is None else analysis.layers[index].known_lines
    return Place(file=(analysis.dockerfile or ANY_FILE).removeprefix("./"), lines=lines)


def config_place(report: CheckReport) -> Place | None:
    """The configuration file, if there is one."""
    return None if report.config is None else Place(file=report.config)


def _first_layer(explanation: Explanation) -> int | None:
    if explanation.entries:
        return explanation.entries[0].layer
    if explanation.findings:
        return next(iter(explanation.findings[0].layers), None)
    indexes = (share.index for share in explanation.layers)
    return next((index for index in indexes if index is not None), None)
