"""A size budget: the limits that a team has set for one image."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


class Metric(StrEnum):
    """Which bytes a budget counts; sizes of different metrics are never compared."""

    CONTENT = "content"
    TRANSFER = "transfer"
    TAR = "tar"


class Level(StrEnum):
    """What it means to exceed a budget."""

    FAIL = "fail"
    WARN = "warn"


class Rule(StrEnum):
    """One kind of limit; the value is its key in the configuration."""

    MAX_SIZE = "max_size"
    MAX_INCREASE = "max_increase"
    MAX_SHADOWED = "max_shadowed"
    MIN_EFFICIENCY = "min_efficiency"
    MAX_LAYERS = "max_layers"
    MAX_LAYER_SIZE = "max_layer_size"
    MAX_ENTRY = "max_entry"
    FORBID = "forbid"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxIncrease:
    """How much an image may grow: exceeded only if every part that is given is exceeded."""

    percent: Decimal | None
    """Of the baseline; `None`: not given."""
    increase_bytes: int | None
    """`None`: not given."""

    def allowed_bytes(self, baseline_bytes: int) -> int:
        """The largest growth that is within the limit.

        Of an empty baseline any growth exceeds every percentage.
        """
        share = 0 if self.percent is None else int(baseline_bytes * self.percent / 100)
        return max(share, self.increase_bytes or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLimit:
    """The largest that one file may be whose path matches."""

    pattern: str
    max_bytes: int
    """Of content, whatever the budget's metric is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One `[[budget]]`; a limit that is `None` or empty is not set.

    `max_size`, `max_increase` and `max_layer_size` count bytes of the metric, all other limits
    count content.
    """

    name: str
    image: str
    """The reference to measure, with its environment variables replaced."""
    platform: str | None = None
    """`os/arch[/variant]`; `None`: as `inspect` chooses it."""
    metric: Metric = Metric.CONTENT
    level: Level = Level.FAIL
    baseline: str | None = None
    """A reference, a saved image, or a baseline file (`.json`); `None`: compared with nothing."""
    ignore_base: bool = False
    """Only layers that the image adds to its base image count, for every limit."""
    base: str | None = None
    """Reference of the base image; `None`: as the image's annotations or labels state it."""
    max_size_bytes: int | None = None
    max_increase: MaxIncrease | None = None
    max_shadowed_bytes: int | None = None
    min_efficiency: Decimal | None = None
    """From 0 to 1."""
    max_layers: int | None = None
    max_layer_bytes: int | None = None
    max_entry: tuple[EntryLimit, ...] = ()
    forbid: tuple[str, ...] = ()
    """Patterns that no entry of any layer may match, shadowed ones included."""

    @property
    def baseline_file(self) -> str | None:
        """The baseline, where it is a file that `--update-baseline` writes."""
        is_file = self.baseline is not None and self.baseline.endswith(".json")
        return self.baseline if is_file else None
