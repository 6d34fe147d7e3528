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
    """One line of Dockerfile, as `clean_instruction` makes it of the history; `<unknown>`."""
    measured_bytes: int
    """Of the baseline's metric; of transfer, a blob that is there again counts 0."""
    shadowed_bytes: int
    """Of content, whatever the metric is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """An image's figures, as one budget counts them."""

    metric: Metric
    platform: str | None
    base_layers: int | None
    """How many of the layers are those of the base image; `None`: not asked for."""
    layers: tuple[BaselineLayer, ...]
    directories: Mapping[bytes, int]
    """Top directories, with a slash at the end, and files at the root, to their live bytes."""

    @property
    def measured_bytes(self) -> int:
        """Of the whole image, base included."""
        return sum(layer.measured_bytes for layer in self.layers)

    def own_layers(self, *, ignore_base: bool) -> tuple[BaselineLayer, ...]:
        """Those that count."""
        return self.layers[self.base_layers or 0 :] if ignore_base else self.layers
