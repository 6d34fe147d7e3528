"""A size budget: the limits that a team has set for one image."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from layersize.values import dataclass

if TYPE_CHECKING:
    from decimal import Decimal

    from layersize.budgets.limit import Limit
    from layersize.oci.repository_pattern import RepositoryPattern


class Metric(StrEnum):
    """Which bytes a budget counts; sizes of different metrics are never compared."""

    CONTENT = "content"
    TRANSFER = "transfer"
    TAR = "tar"


class Level(StrEnum):
    """What it means to exceed a budget."""

    FAIL = "fail"
    WARN = "warn"


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
class Budget:
    """One `[[budget]]` of the configuration, or what options say in its place."""

    name: str
    image: str
    """The reference to measure, with its environment variables replaced."""
    in_place_of: str | None = None
    """What the configuration names, where the command line names another image."""
    platform: str | None = None
    """`os/arch[/variant]`; `None`: as `inspect` chooses it."""
    metric: Metric = Metric.CONTENT
    level: Level = Level.FAIL
    baseline: str | None = None
    """A reference, a saved image, or a baseline file (`.json`); `None`: compared with nothing."""
    require_baseline: bool = False
    """A baseline that is missing is a problem, not only told."""
    ignore_base: bool = False
    """Only layers that the image adds to its base image count, for every limit."""
    base: str | None = None
    """Reference of the base image; `None`: what a label of the image says, as far as it counts."""
    base_is_option: bool = False
    """Whether the command line names it, not the configuration."""
    base_from: tuple[RepositoryPattern, ...] | None = None
    """Repositories of base images that labels may name; `None`: a label counts by its digest, if
    the cache or an engine has that."""
    limits: tuple[Limit, ...] = ()
    """In the order of `RULES`."""

    @property
    def baseline_file(self) -> str | None:
        """The baseline, where it is a file that `--update-baseline` writes."""
        is_file = self.baseline is not None and is_baseline_file(self.baseline)
        return self.baseline if is_file else None


def is_baseline_file(baseline: str) -> bool:
    """Whether it names a file of `--update-baseline`; else it names an image."""
    return baseline.endswith(".json")
