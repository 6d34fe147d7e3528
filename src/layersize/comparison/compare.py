"""One image against another: measures, layers, and every path of the final file systems."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_contents import FileContents
from layersize.accounting.result import ImageAnalysis, ImageFacts, LayerFacts
from layersize.comparison.alignment import align_layers
from layersize.comparison.fold import folded_differences
from layersize.comparison.paths import path_deltas
from layersize.comparison.result import (
    Comparison,
    Delta,
    FoldedDelta,
    MarginalCost,
    PathDelta,
    SharedLayers,
)
from layersize.comparison.swap import SwappedPaths, swapped_folds


def compare_images(
    base: AnalyzedImage,
    other: AnalyzedImage,
    base_contents: FileContents,
    other_contents: FileContents,
    rows: int,
) -> Comparison:
    """`other` seen from `base`; the differences are also folded into at most `rows` rows."""
    paths = path_deltas(base, other, base_contents, other_contents)
    shared = _shared(base.analysis.layers, other.analysis.layers)
    folded = folded_differences(paths, rows)
    return _comparison(base.analysis, other.analysis, shared, paths, folded)


def swapped(comparison: Comparison) -> Comparison:
    """The same comparison with its images in each other's place."""
    return _comparison(
        comparison.other,
        comparison.base,
        comparison.shared,
        SwappedPaths(comparison.paths),
        swapped_folds(comparison.folded),
    )


def _comparison(
    base: ImageAnalysis,
    other: ImageAnalysis,
    shared: SharedLayers,
    paths: Sequence[PathDelta],
    folded: tuple[FoldedDelta, ...],
) -> Comparison:
    return Comparison(
        base=base,
        other=other,
        delta=_delta(base.image, other.image),
        shared=shared,
        marginal=_marginal(base.layers, other.layers),
        layers=align_layers(base.layers, other.layers),
        paths=paths,
        folded=folded,
    )


def _delta(base: ImageFacts, other: ImageFacts) -> Delta:
    transfer_bytes = _difference(base.transfer_bytes, other.transfer_bytes)
    estimate_bytes = None
    if transfer_bytes is None:
        estimate_bytes = _difference(
            base.transfer_or_estimate_bytes, other.transfer_or_estimate_bytes
        )
    return Delta(
        transfer_bytes=transfer_bytes,
        transfer_estimate_bytes=estimate_bytes,
        tar_bytes=other.tar_bytes - base.tar_bytes,
        content_bytes=other.content_bytes - base.content_bytes,
        live_bytes=other.live_bytes - base.live_bytes,
        shadowed_bytes=other.shadowed_bytes - base.shadowed_bytes,
    )


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _distinct(layers: Sequence[LayerFacts]) -> dict[object, LayerFacts]:
    """Layers by diff_id, each once; one without a diff_id is like no other."""
    return {layer.content_id or (id(layers), layer.index): layer for layer in layers}


def _shared(base: Sequence[LayerFacts], other: Sequence[LayerFacts]) -> SharedLayers:
    in_base = _distinct(base)
    shared = [layer for key, layer in _distinct(other).items() if key in in_base]
    return SharedLayers(
        layers=len(shared),
        tar_bytes=sum(layer.tar_bytes for layer in shared),
        content_bytes=sum(layer.content_bytes for layer in shared),
    )


def _marginal(base: Sequence[LayerFacts], other: Sequence[LayerFacts]) -> MarginalCost:
    in_base = _distinct(base)
    new = [layer for key, layer in _distinct(other).items() if key not in in_base]
    transfer_bytes = _sum_if_known([layer.transfer_bytes for layer in new])
    estimate_bytes = None
    if transfer_bytes is None:
        estimate_bytes = _sum_if_known([layer.transfer_or_estimate_bytes for layer in new])
    return MarginalCost(
        layers=len(new),
        content_bytes=sum(layer.content_bytes for layer in new),
        tar_bytes=sum(layer.tar_bytes for layer in new),
        transfer_bytes=transfer_bytes,
        transfer_estimate_bytes=estimate_bytes,
    )


def _sum_if_known(amounts: Sequence[int | None]) -> int | None:
    """The sum; None if one of them is not known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
