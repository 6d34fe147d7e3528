"""Layers in words: which one it is, how it hides bytes of another, and what would avoid that."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.result import (
    Cause,
    ImageAnalysis,
    InstructionPair,
    LayerFacts,
    ShadowedFile,
)

HIDDEN_BY = {
    Cause.DELETED: "deleted by",
    Cause.OVERWRITTEN: "overwritten by",
    Cause.METADATA_ONLY: "shipped again, same content, by",
    Cause.DUPLICATE_ENTRY: "twice in the tar of",
}
_FIRST_FILES = 3
"""How many hidden files are named where there are too many to name all."""
SEVERAL = "?"
"""For lines of which it is not known which are the right ones."""


def line_text(layer: LayerFacts, nothing: str) -> str:
    """`12`, `12-15`, a question mark for several candidates, `nothing` where none is known."""
    candidates = layer.dockerfile_lines
    if len(candidates) > 1:
        return SEVERAL
    return str(candidates[0]) if candidates else nothing


def layer_title(analysis: ImageAnalysis, index: int) -> str:
    """`layer 1`, or `layer 1 (line 12)` where that is known."""
    lines = analysis.layers[index].known_lines
    if lines is None:
        return f"layer {index}"
    return f"layer {index} ({'line' if lines.first == lines.last else 'lines'} {lines})"


def named_files(pair: InstructionPair) -> tuple[Sequence[ShadowedFile], str]:
    """Hidden files to name, largest first, and `378 more` for the rest; empty if that is all."""
    if pair.paths <= len(pair.largest):
        return pair.largest, ""
    named = pair.largest[:_FIRST_FILES]
    return named, f"{pair.paths - len(named):,} more" if named else ""
