"""A layer's bytes as a budget counts them, and as baseline and history files keep them."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.result import LayerFacts
from layersize.budgets.budget import Metric
from layersize.budgets.stored_json import digest_or_none, member, whole_count
from layersize.oci.digest import EMPTY_LAYER, Digest
from layersize.oci.instruction import UNKNOWN_INSTRUCTION
from layersize.oci.masking import shown_instruction
from layersize.text.json_values import MemberTable
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFigures:
    """What baseline and history files remember of one layer."""

    index: int
    """From 0, the lowest layer of the image, upwards."""
    diff_id: Digest | None
    created_by: str
    """One line of Dockerfile, as `shown_instruction` makes it of the history; `<unknown>`."""
    measured_bytes: int
    """Bytes of the budget's metric; of transfer, a blob that an earlier layer has counts 0."""
    shadowed_bytes: int
    """Content that a later layer hides, whatever the metric is."""

    @property
    def content_id(self) -> Digest | None:
        """What tells it from other layers."""
        return self.diff_id

    @property
    def is_empty(self) -> bool:
        """Whether the layer has no content, as far as the file tells."""
        return not self.measured_bytes or self.diff_id == EMPTY_LAYER


FILE_MEMBERS: MemberTable = {
    Digest: "",
    LayerFigures: "instruction=created_by measured_bytes shadowed_bytes diff_id",
}
"""How baseline and history files keep layers: in order, so without their numbers."""


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
        is_again = layer.blob_id is not None and layer.blob_id in seen
        counted.append(0 if is_again else layer.transfer_bytes)
        seen.add(layer.blob_id)
    return counted


def layer_figures(layers: Sequence[LayerFacts], metric: Metric) -> tuple[LayerFigures, ...] | None:
    """What is to be remembered of layers; None if one layer's bytes of the metric are not known."""
    counted = layer_bytes(layers, metric)
    if counted is None:
        return None
    return tuple(
        LayerFigures(
            index=layer.index,
            diff_id=layer.diff_id,
            created_by=one_line_instruction(layer.created_by),
            measured_bytes=measured_bytes,
            shadowed_bytes=layer.shadowed_bytes,
        )
        for layer, measured_bytes in zip(layers, counted, strict=True)
    )


def one_line_instruction(created_by: str) -> str:
    """One line of Dockerfile for an instruction of the history; `<unknown>` stays as it is."""
    return created_by if created_by == UNKNOWN_INSTRUCTION else shown_instruction(created_by)


def read_layers(rows: Sequence[object], first_index: int = 0) -> tuple[LayerFigures, ...]:
    """The layers of a file, numbered from `first_index`; raises ValueError with what is wrong."""
    return tuple(_read_layer(row, index) for index, row in enumerate(rows, first_index))


def _read_layer(row: object, index: int) -> LayerFigures:
    if not isinstance(row, dict):
        raise ValueError(f"layers: row {index} is not an object")
    return LayerFigures(
        index=index,
        diff_id=digest_or_none(row, "diff_id"),
        created_by=member(row, "instruction", str),
        measured_bytes=whole_count(row, "measured_bytes"),
        shadowed_bytes=whole_count(row, "shadowed_bytes"),
    )


def check_total(measured_bytes: int, layers: Sequence[LayerFigures]) -> None:
    """Raises ValueError if the bytes in a file are not the sum of those of its layers."""
    layer_sum = sum(layer.measured_bytes for layer in layers)
    if measured_bytes != layer_sum:
        cause = f"{measured_bytes} is not the sum of its layers, {layer_sum}"
        raise ValueError(f"measured_bytes: {cause}")
