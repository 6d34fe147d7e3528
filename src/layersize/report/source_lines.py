"""The Dockerfile's lines behind a layer, in words."""

from __future__ import annotations

from layersize.model.analysis import ImageAnalysis, LayerFacts

SEVERAL = "?"


def line_text(layer: LayerFacts, nothing: str) -> str:
    """`12`, `12-15`, a question mark for several candidates, `nothing` where none is known."""
    candidates = layer.dockerfile_lines
    if len(candidates) > 1:
        return SEVERAL
    return str(candidates[0]) if candidates else nothing


def layer_title(analysis: ImageAnalysis, index: int) -> str:
    """`layer 1`, or `layer 1 (line 12)` where that is known."""
    candidates = analysis.layers[index].dockerfile_lines
    if len(candidates) != 1:
        return f"layer {index}"
    word = "line" if candidates[0].first == candidates[0].last else "lines"
    return f"layer {index} ({word} {candidates[0]})"
