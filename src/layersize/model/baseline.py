"""What is remembered of an image that later ones are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layersize.model.budget import Metric
from layersize.model.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineLayer:
    """One layer of a baseline."""

    index: int
    """0 is the base."""
    diff_id: Digest | None
    created_by: str
    """The instruction as a person wrote it; the raw history line where an image is the baseline."""
    measured_bytes: int
    """Of the baseline's metric."""
    shadowed_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """An image's figures, as one budget counts them."""

    metric: Metric
    platform: str | None
    measured_bytes: int
    """Of the whole image, base included; of transfer, a repeated blob counts once."""
    base_layers: int | None
    """How many of the layers are those of the base image; `None`: not asked for."""
    layers: tuple[BaselineLayer, ...]
    directories: Mapping[str, int]
    """Top directories, with a slash at the end, and files at the root, to their live bytes."""
