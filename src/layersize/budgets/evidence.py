"""What a budget is judged by: the image, and what it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from layersize.accounting.queries import FoundEntry, PathPattern
from layersize.accounting.result import ImageAnalysis
from layersize.budgets.baseline import Baseline
from layersize.budgets.result import Problem
from layersize.compare.result import FoldedDelta, LayerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What the image is compared with."""

    where: str
    """The file or the reference."""
    baseline: Baseline
    aligned: Sequence[tuple[LayerStatus, int | None, int | None]]
    """Layers of the baseline and of the image in pairs."""
    fold_layer: Callable[[int | None, int], tuple[FoldedDelta, ...]] | None
    """Where a layer of the image differs from one of the baseline; `None`: no files are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The baseline of one budget, or why there is none; all `None`: none is named."""

    reference: Reference | None = None
    missing: Problem | None = None
    """It is named and not there."""
    problem: Problem | None = None
    """It is there, and can't be read or compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A measured image."""

    analysis: ImageAnalysis
    base_reference: str = ""
    base_layers: int | None = None
    """How many layers are those of the base image; `None`: they count like all others."""
    figures: Baseline | None
    """As later runs will compare with it; `None`: its metric is not known."""
    find: Callable[[int, PathPattern, int], Sequence[FoundEntry]]
    """Entries from a layer on whose path matches, of so many bytes at least, largest first."""
    fold_layer: Callable[[int], tuple[FoldedDelta, ...]]
    """The largest folders and files of a layer."""
    fold_shadows: Callable[[int], tuple[FoldedDelta, ...]]
    """The same, of what later layers hide."""
    rows: int
    """How many rows of an explanation to give."""

    @property
    def first_layer(self) -> int:
        """The lowest layer that counts."""
        return self.base_layers or 0
