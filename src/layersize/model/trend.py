"""A budget's size over many runs, and where it jumped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layersize.model.budget import Metric
from layersize.model.explanation import LayerShare
from layersize.model.history import HistoryEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A step from one run to the next that is too large to be overlooked."""

    run: int
    """Which run of the series came out with it; 0 is the first, which is never a jump."""
    delta_bytes: int
    """Less the run before."""
    before_bytes: int
    layers: tuple[LayerShare, ...]
    """Those that changed most."""
    other_layers: int
    """How many more changed."""
    other_layers_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Runs whose sizes mean the same: one budget, one metric, one platform, base counted alike."""

    name: str
    metric: Metric
    platform: str | None
    ignores_base: bool
    runs: Sequence[HistoryEntry]
    """Those that were measured, in the order of time."""
    unmeasured: int
    """How many runs could not be measured."""
    jumps: tuple[Jump, ...]
    """The largest, in the order of time."""
    other_jumps: int
    """How many more there are."""

    @property
    def sizes(self) -> list[int]:
        """A run's bytes of the metric."""
        return [run.measured_bytes for run in self.runs if run.measured_bytes is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """What a history file tells."""

    file: str
    series: tuple[Series, ...]
    """Those with a measured run first, in the order in which they begin in the file."""
