"""What is behind a number: the layers, pairs, folders and files with the largest share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.budgets.evidence import Evidence, FoundBaseline
from layersize.budgets.result import Compared, Explanation, LayerShare
from layersize.comparison.alignment import aligned
from layersize.comparison.layer_contents import folded_layer, folded_shadows
from layersize.comparison.result import FoldedDelta, LayerStatus, PathStatus
from layersize.findings.caches import cache_bytes
from layersize.oci.masking import masked, shown_instruction

LayerPaths = Literal["shipped", "hidden"]
"""Which paths of a layer explain its bytes: those it ships, or those of them that others hide."""


def explain_layers(
    image: AnalyzedImage,
    bytes_of_layer: Mapping[int, int],
    rows: int,
    paths: LayerPaths | None = "shipped",
) -> Explanation:
    """A cap: the layers with the most bytes, the paths behind these, and what is hidden of them.

    Without `paths`, the layers alone.
    """
    analysis = image.analysis
    shares = [
        _share(analysis, index, None, share_bytes)
        for index, share_bytes in bytes_of_layer.items()
        if share_bytes
    ]
    explanation = _largest(shares, Compared.NOTHING, rows)
    explanation = replace(explanation, caches=cache_bytes(image))
    if paths is None:
        return explanation
    layers = [
        replace(share, paths=_paths(image, share.index, rows, paths))
        for share in explanation.layers
    ]
    pairs = _pairs(analysis, explanation, rows)
    return replace(explanation, layers=tuple(layers), pairs=pairs)


def _paths(
    image: AnalyzedImage, layer: int | None, rows: int, paths: LayerPaths
) -> tuple[FoldedDelta, ...]:
    if layer is None:
        return ()
    if paths == "hidden":
        return folded_shadows(image, layer, rows)
    return folded_layer(None, image.overlay.layers[layer], rows)


def explain_hidden(evidence: Evidence) -> Explanation:
    """Too much that later layers hide: the layers that ship most of it."""
    return explain_layers(evidence.image, evidence.shadowed_bytes, evidence.rows, "hidden")


def explain_growth(evidence: Evidence, baseline: FoundBaseline) -> Explanation:
    """Against a baseline: the layers that grew, and where."""
    analysis, rows = evidence.image.analysis, evidence.rows
    before = {layer.index: layer.measured_bytes for layer in baseline.layers}
    after = evidence.metric_bytes or {}
    layers = () if evidence.figures is None else evidence.figures.layers
    shares = []
    partners: dict[int | None, int | None] = {}
    for status, old, new in aligned(baseline.figures.layers, layers):
        new_bytes = 0 if new is None else after.get(new, 0)
        delta_bytes = new_bytes - (0 if old is None else before.get(old, 0))
        if not delta_bytes:
            continue
        if new is not None:
            partners[new] = old
            shares.append(_share(analysis, new, status, delta_bytes))
        elif old is not None:
            instruction = masked(baseline.figures.layers[old].created_by)
            share = LayerShare(
                index=None, status=status, instruction=instruction, delta_bytes=delta_bytes
            )
            shares.append(share)
    compared = Compared.LAYERS if baseline.image is None else Compared.FILES
    explanation = _largest(shares, compared, rows)
    shown = tuple(
        replace(share, paths=_changed_paths(evidence, baseline, share, partners.get(share.index)))
        for share in explanation.layers
    )
    return replace(
        explanation,
        layers=shown,
        pairs=_pairs(analysis, explanation, rows),
        caches=cache_bytes(evidence.image),
        directories=_changed_directories(evidence, baseline) if baseline.image is None else (),
    )


def explain_layer_count(evidence: Evidence) -> Explanation:
    """Too many layers: the smallest ones, as they are the easiest to do without."""
    sizes = evidence.metric_bytes or {layer.index: layer.content_bytes for layer in evidence.layers}
    smallest = sorted(sizes, key=lambda index: (sizes[index], index))
    rest = smallest[evidence.rows :]
    return Explanation(
        compared=Compared.NOTHING,
        layers=tuple(
            _share(evidence.image.analysis, index, None, sizes[index])
            for index in smallest[: evidence.rows]
        ),
        other_layers=len(rest),
        other_layers_bytes=sum(sizes[index] for index in rest),
    )


def explain_entries(found: Sequence[FoundEntry], rows: int) -> Explanation:
    """The entries that should not be there, or not be so large."""
    return Explanation(
        compared=Compared.NOTHING,
        entries=tuple(found[:rows]),
        other_entries=max(0, len(found) - rows),
        other_hidden_entries=sum(not entry.is_visible for entry in found[rows:]),
    )


def _largest(shares: Sequence[LayerShare], compared: Compared, rows: int) -> Explanation:
    """The layers that add most, all others as a sum."""
    ordered = sorted(shares, key=lambda share: -share.delta_bytes)
    shown = [share for share in ordered[:rows] if share.delta_bytes > 0]
    rest = ordered[len(shown) :]
    return Explanation(
        compared=compared,
        layers=tuple(shown),
        other_layers=len(rest),
        other_layers_bytes=sum(share.delta_bytes for share in rest),
    )


def _share(
    analysis: ImageAnalysis, index: int, status: LayerStatus | None, delta_bytes: int
) -> LayerShare:
    layer = analysis.layers[index]
    return LayerShare(
        index=index,
        status=status,
        instruction=shown_instruction(layer.created_by),
        delta_bytes=delta_bytes,
        shadowed_bytes=layer.shadowed_bytes,
    )


def _changed_paths(
    evidence: Evidence, baseline: FoundBaseline, share: LayerShare, partner: int | None
) -> tuple[FoldedDelta, ...]:
    """Where a layer differs from its partner in the baseline; of a new layer, what it ships."""
    if share.index is None:
        return ()
    layer = evidence.image.overlay.layers[share.index]
    if partner is None:
        return folded_layer(None, layer, evidence.rows)
    if baseline.image is None:
        return ()
    return folded_layer(baseline.image.overlay.layers[partner], layer, evidence.rows)


def _pairs(
    analysis: ImageAnalysis, explanation: Explanation, rows: int
) -> tuple[InstructionPair, ...]:
    """Of each of the explanation's layers the largest pairs that it ships the bytes of."""
    left = {share.index: rows for share in explanation.layers}
    found = []
    for pair in analysis.pairs:
        if left.get(pair.added_in):
            left[pair.added_in] -= 1
            found.append(pair)
    return tuple(found)


def _changed_directories(evidence: Evidence, baseline: FoundBaseline) -> tuple[FoldedDelta, ...]:
    before = baseline.figures.directories
    after = {} if evidence.figures is None else evidence.figures.directories
    changes = [
        FoldedDelta(path=path, status=PathStatus.CHANGED, delta_bytes=delta_bytes, files=0)
        for path in {**before, **after}
        if (delta_bytes := after.get(path, 0) - before.get(path, 0))
    ]
    changes.sort(key=lambda change: (-abs(change.delta_bytes), change.path))
    return tuple(changes[: evidence.rows])
