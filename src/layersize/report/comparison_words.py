"""What two images have in common and where they differ, in words and signs."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.comparison.result import (
    Comparison,
    FoldedDelta,
    LayerPair,
    LayerStatus,
    PathDelta,
    PathStatus,
    differing_in_size,
)
from layersize.oci.instruction import clean_instruction
from layersize.text.sizes import count_text

LAYER_SIGNS = {
    LayerStatus.SHARED: "=",
    LayerStatus.SAME_INSTRUCTION: "~",
    LayerStatus.ONLY_BASE: "<",
    LayerStatus.ONLY_OTHER: ">",
}
PATH_SIGNS = {
    PathStatus.ADDED: "+",
    PathStatus.REMOVED: "-",
    PathStatus.CHANGED: "~",
    PathStatus.METADATA_ONLY: "m",
}
NOTHING_DIFFERS = "No path differs: what a container sees is the same."


def pair_instruction(comparison: Comparison, pair: LayerPair) -> str:
    """The instruction that both layers of the pair have, or the one layer there is."""
    if pair.other is not None:
        return clean_instruction(comparison.other.layers[pair.other].created_by)
    return clean_instruction(comparison.base.layers[pair.base or 0].created_by)


def differing(paths: Sequence[PathDelta]) -> str:
    """`12 paths differ`, `1 path differs, not in size`."""
    text = f"{count_text(len(paths), 'path')} {'differs' if len(paths) == 1 else 'differ'}"
    return text if differing_in_size(paths) else f"{text}, not in size"


def further_differences(comparison: Comparison, shown: Sequence[FoldedDelta]) -> str:
    """How many paths differ that are not in the rows shown; empty if none does."""
    in_size = differing_in_size(comparison.paths)
    sized = in_size - sum(row.files for row in shown if row.delta_bytes)
    same = len(comparison.paths) - in_size - sum(1 for row in shown if not row.delta_bytes)
    if sized and same:
        return f"and {sized:,} more that {_differ(sized)} in size, {same:,} that {_do_not(same)}"
    if sized:
        return f"and {sized:,} more that {_differ(sized)} in size"
    return f"and {same:,} more that {_do_not(same)} differ in size" if same else ""


def _differ(count: int) -> str:
    return "differs" if count == 1 else "differ"


def _do_not(count: int) -> str:
    return "doesn't" if count == 1 else "don't"
