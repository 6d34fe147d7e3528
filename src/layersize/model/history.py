"""What is recorded of a checked budget, so that later runs can be put beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from layersize.model.baseline import BaselineLayer
from layersize.model.budget import Metric
from layersize.model.check_report import Verdict
from layersize.model.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One budget in one run of `check`: a line of a history file."""

    time: datetime
    """In UTC and whole seconds."""
    commit: str | None
    """The git commit that was built; `None`: not known. Not inert, as all texts here."""
    name: str
    """Of the budget."""
    image: str
    """The reference."""
    image_id: Digest | None
    platform: str | None
    metric: Metric
    verdict: Verdict
    measured_bytes: int | None
    """Of the metric, as size limits count: without the base image where the budget ignores it.
    `None`: it could not be measured."""
    limit_bytes: int | None
    """`max_size`; `None`: not set."""
    shadowed_bytes: int | None
    """Of content, in the layers that count."""
    base_layers: int | None
    """How many layers are those of a base image that is ignored; `None`: every layer counts."""
    layers: tuple[BaselineLayer, ...]
    """Those that count; their numbers begin after the base image's. Empty if not measured."""
