"""What a budget is judged by: the image, and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import LayerFacts
from layersize.budgets.baseline import Baseline
from layersize.budgets.budget import Budget
from layersize.budgets.figures import LayerFigures
from layersize.budgets.result import Problem
from layersize.values import dataclass

if TYPE_CHECKING:
    from layersize.budgets.base_image import IgnoredBase
    from layersize.budgets.findings.counted import CountedFinding

_HOW_TO_KNOW_TRANSFER = "check the image in its registry (registry:NAME), or set another metric"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBaseline:
    """The baseline that the image is compared with."""

    where: str
    """The file or the reference."""
    figures: Baseline
    layers: tuple[LayerFigures, ...]
    """Those of its layers that count: without the base image's where the budget ignores it."""
    image: AnalyzedImage | None
    """`None`: it comes from a baseline file, so its files are not known."""
    is_image_itself: bool = False
    """Whether it is the image that is measured, whatever it is called here."""

    @property
    def measured_bytes(self) -> int:
        """Bytes of the metric in the layers that count."""
        return sum(layer.measured_bytes for layer in self.layers)

    @property
    def shadowed_bytes(self) -> int:
        """Content that the layers that count ship and later ones hide."""
        return sum(layer.shadowed_bytes for layer in self.layers)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineLookup:
    """The baseline of one budget, or why there is none; all `None`: none is needed."""

    found: FoundBaseline | None = None
    missing: Problem | None = None
    """It is named and not there, which is allowed."""
    problem: Problem | None = None
    """It can't be read or compared, or is missing and required."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A measured image, its budget, and what it is compared with."""

    budget: Budget
    image: AnalyzedImage
    base: IgnoredBase | None
    """`None`: the layers of the base image count like all others."""
    figures: Baseline | None
    """As later runs will compare with it; `None`: its bytes of the metric are not known."""
    baseline: BaselineLookup
    rows: int
    """How many layers, folders, pairs and entries an explanation names."""
    counted_findings: tuple[CountedFinding, ...] = ()
    """What rules find and the budget counts; none where no limit asks for it."""

    @property
    def first_layer(self) -> int:
        """The lowest layer that counts."""
        return self.base.layers if self.base else 0

    @property
    def layers(self) -> Sequence[LayerFacts]:
        """The layers that count."""
        return self.image.analysis.layers[self.first_layer :]

    @property
    def metric_bytes(self) -> dict[int, int] | None:
        """Each layer that counts with its bytes of the metric; None if they are not known."""
        if self.figures is None:
            return None
        layers = self.figures.layers[self.first_layer :]
        return {layer.index: layer.measured_bytes for layer in layers}

    @property
    def shadowed_bytes(self) -> dict[int, int]:
        """Each layer that counts with the content that it ships and a later one hides."""
        return {layer.index: layer.shadowed_bytes for layer in self.layers}

    @property
    def metric_problem(self) -> Problem:
        """Why the bytes of the metric are not known, where they are not."""
        image = self.image.analysis.image
        cause = f"what a registry sends is not known: layers of {image.source} are not compressed"
        return Problem(where=image.reference, cause=cause, remedy=_HOW_TO_KNOW_TRANSFER)
