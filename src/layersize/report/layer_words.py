"""Layers in words: which one it is, how it hides bytes of another, and what would avoid that."""

from __future__ import annotations

from layersize.accounting.result import Cause, ImageAnalysis, LayerFacts

HIDDEN_BY = {
    Cause.DELETED: "deleted by",
    Cause.OVERWRITTEN: "overwritten by",
    Cause.METADATA_ONLY: "shipped again, same content, by",
    Cause.DUPLICATE_ENTRY: "twice in the tar of",
}
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
