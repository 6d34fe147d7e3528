"""An image's bytes as a budget counts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layersize.accounting.result import ImageAnalysis, LayerFacts
from layersize.budgets.baseline import Baseline, BaselineLayer
from layersize.budgets.budget import Metric
from layersize.oci.instruction import clean_instruction

_UNKNOWN = "<unknown>"


def layer_bytes(layers: Sequence[LayerFacts], metric: Metric) -> list[int] | None:
    """Bytes of each layer, whose sum is the image's; None if one layer's are not known.

    A blob that a registry sends once counts where it comes first.
    """
    if metric is Metric.CONTENT:
        return [layer.content_bytes for layer in layers]
    if metric is Metric.TAR:
        return [layer.tar_bytes for layer in layers]
    counted: list[int] = []
    seen = set()
    for layer in layers:
        if layer.transfer_bytes is None:
            return None
        blob = layer.digest or layer.diff_id
        counted.append(0 if blob is not None and blob in seen else layer.transfer_bytes)
        seen.add(blob)
    return counted


def figures_of(
    analysis: ImageAnalysis,
    metric: Metric,
    base_layers: int | None,
    directories: Mapping[bytes, int],
) -> Baseline | None:
    """The image as a baseline; None if its bytes of the metric are not known."""
    counted = layer_bytes(analysis.layers, metric)
    if counted is None:
        return None
    return Baseline(
        metric=metric,
        platform=analysis.image.platform,
        base_layers=base_layers,
        layers=tuple(
            BaselineLayer(
                index=layer.index,
                diff_id=layer.diff_id,
                created_by=_instruction(layer.created_by),
                measured_bytes=measured_bytes,
                shadowed_bytes=layer.shadowed_bytes,
            )
            for layer, measured_bytes in zip(analysis.layers, counted, strict=True)
        ),
        directories=directories,
    )


def _instruction(created_by: str) -> str:
    return created_by if created_by == _UNKNOWN else clean_instruction(created_by)
