"""Two explored images side by side, from either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from layersize.analysis.compare import mirrored
from layersize.analysis.differences import folded_differences
from layersize.analysis.explore.explored_image import ExploredImage
from layersize.analysis.explore.merged_tree import MergedTree
from layersize.analysis.explore.shadowed_pairs import ShadowedPair, shadowed_pairs
from layersize.analysis.mirror import mirrored_folds
from layersize.model.comparison import Comparison, FoldedDelta

_STEPS = 100
"""How many of the largest differences can be stepped through."""


@dataclass(frozen=True, kw_only=True)
class ExploredPair:
    """A comparison with the trees behind it."""

    comparison: Comparison
    base: ExploredImage
    other: ExploredImage
    files: MergedTree
    steps: Sequence[FoldedDelta]
    """The largest differences, each where few rows tell it; largest first."""

    @classmethod
    def of(cls, comparison: Comparison, base: ExploredImage, other: ExploredImage) -> ExploredPair:
        """Sorts the differences."""
        files = MergedTree.of(base.files, other.files, comparison.paths)
        steps = folded_differences(comparison.paths, _STEPS)
        return cls(comparison=comparison, base=base, other=other, files=files, steps=steps)

    def swapped(self) -> ExploredPair:
        """The base seen from the other."""
        return ExploredPair(
            comparison=mirrored(self.comparison),
            base=self.other,
            other=self.base,
            files=self.files.swapped(),
            steps=mirrored_folds(self.steps),
        )

    @cached_property
    def shadowed(self) -> Sequence[ShadowedPair]:
        """What either leaves shadowed, largest difference first."""
        return shadowed_pairs(self.comparison)
