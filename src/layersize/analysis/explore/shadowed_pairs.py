"""What two images leave shadowed, pairs of the same instructions in one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from layersize.model.analysis import Cause, ImageAnalysis, InstructionPair
from layersize.model.comparison import Comparison
from layersize.model.instruction import clean_instruction


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowedPair:
    """Two instructions, and the bytes that the second hides of the first in either image."""

    added_by: str
    hidden_by: str
    cause: Cause
    base: InstructionPair | None
    other: InstructionPair | None

    @property
    def delta_bytes(self) -> int:
        """The other's bytes less the base's."""
        other = self.other.content_bytes if self.other else 0
        return other - (self.base.content_bytes if self.base else 0)


def shadowed_pairs(comparison: Comparison) -> tuple[ShadowedPair, ...]:
    """Pairs of either image, equal ones put together in order; largest difference first."""
    base, other = _by_instructions(comparison.base), _by_instructions(comparison.other)
    rows = [
        ShadowedPair(added_by=added, hidden_by=hidden, cause=cause, base=ours, other=theirs)
        for added, hidden, cause in base | other
        for ours, theirs in zip_longest(
            base.get((added, hidden, cause), ()), other.get((added, hidden, cause), ())
        )
    ]
    rows.sort(key=lambda row: (-abs(row.delta_bytes), -_most_bytes(row)))
    return tuple(rows)


def _by_instructions(
    analysis: ImageAnalysis,
) -> dict[tuple[str, str, Cause], Sequence[InstructionPair]]:
    found: defaultdict[tuple[str, str, Cause], list[InstructionPair]] = defaultdict(list)
    instructions = [clean_instruction(layer.created_by) for layer in analysis.layers]
    for pair in analysis.pairs:
        found[instructions[pair.added_in], instructions[pair.hidden_in], pair.cause].append(pair)
    return dict(found)


def _most_bytes(row: ShadowedPair) -> int:
    return max(side.content_bytes for side in (row.base, row.other) if side)
