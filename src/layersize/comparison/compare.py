"""One image against another: measures, layers, and every path of the final file systems."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Protocol

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_contents import FileContents
from layersize.accounting.result import ImageAnalysis, ImageFacts, LayerFacts
from layersize.comparison.fold import folded_differences
from layersize.comparison.paths import path_deltas
from layersize.comparison.result import (
    Comparison,
    Delta,
    FoldedDelta,
    LayerPair,
    LayerStatus,
    MarginalCost,
    PathDelta,
    SharedLayers,
)
from layersize.comparison.swap import SwappedPaths, swapped_folds
from layersize.oci.digest import Digest
from layersize.oci.instruction import UNKNOWN_INSTRUCTION, clean_instruction
from layersize.oci.instruction_key import copied, instruction_key, may_be_same_copy


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
    return {layer.diff_id or (id(layers), layer.index): layer for layer in layers}


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


class Alignable(Protocol):
    """What is needed of a layer to find its like in another image."""

    @property
    def index(self) -> int: ...
    @property
    def diff_id(self) -> Digest | None: ...
    @property
    def created_by(self) -> str: ...
    @property
    def is_empty(self) -> bool: ...


def align_layers(base: Sequence[LayerFacts], other: Sequence[LayerFacts]) -> tuple[LayerPair, ...]:
    """The rows of `aligned` with the difference in content."""
    return tuple(
        LayerPair(
            status=status,
            base=old,
            other=new,
            delta_bytes=(0 if new is None else other[new].content_bytes)
            - (0 if old is None else base[old].content_bytes),
        )
        for status, old, new in aligned(base, other)
    )


def aligned(
    base: Sequence[Alignable], other: Sequence[Alignable]
) -> tuple[tuple[LayerStatus, int | None, int | None], ...]:
    """Pairs layers by diff_id, the rest by instruction; equal ones pair off in order.

    Empty layers have one and the same diff_id: those of one instruction pair first. Rows come in
    the order of the other image; what only the base has stands before the row of the next base
    layer.
    """
    partner: dict[int, tuple[int, LayerStatus]] = {}
    base_steps, other_steps = _instructions(base), _instructions(other)
    empty = _empty_layers(base, base_steps), _empty_layers(other, other_steps)
    _pair_off(partner, LayerStatus.SHARED, *empty)
    _pair_off(partner, LayerStatus.SHARED, _diff_ids(base), _diff_ids(other))
    _pair_off(partner, LayerStatus.SAME_INSTRUCTION, base_steps, other_steps)
    _pair_off_copies(partner, base, other)
    rows: list[tuple[LayerStatus, int | None, int | None]] = []
    paired_base = {index for index, _ in partner.values()}
    unpaired = deque(layer.index for layer in base if layer.index not in paired_base)
    for layer in other:
        found = partner.get(layer.index)
        if found is None:
            rows.append((LayerStatus.ONLY_OTHER, None, layer.index))
            continue
        while unpaired and unpaired[0] < found[0]:
            rows.append((LayerStatus.ONLY_BASE, unpaired.popleft(), None))
        rows.append((found[1], found[0], layer.index))
    return (*rows, *((LayerStatus.ONLY_BASE, index, None) for index in unpaired))


def _diff_ids(layers: Sequence[Alignable]) -> dict[int, object]:
    return {layer.index: layer.diff_id for layer in layers}


def _instructions(layers: Sequence[Alignable]) -> dict[int, object]:
    return {
        layer.index: None
        if layer.created_by == UNKNOWN_INSTRUCTION
        else instruction_key(clean_instruction(layer.created_by))
        for layer in layers
    }


def _empty_layers(
    layers: Sequence[Alignable], instructions: Mapping[int, object]
) -> dict[int, object]:
    """Empty layers by what they are and which instruction made them."""
    return {
        layer.index: (layer.diff_id, instructions[layer.index])
        for layer in layers
        if layer.is_empty and layer.diff_id and instructions[layer.index]
    }


def _pair_off_copies(
    partner: dict[int, tuple[int, LayerStatus]],
    base: Sequence[Alignable],
    other: Sequence[Alignable],
) -> None:
    """Adds what is left of COPY and ADD where one builder recorded paths, the other a hash."""
    taken = {index for index, _ in partner.values()}
    waiting = [
        (layer.index, step)
        for layer in base
        if layer.index not in taken and (step := copied(clean_instruction(layer.created_by)))
    ]
    for layer in other:
        step = None if layer.index in partner else copied(clean_instruction(layer.created_by))
        for at, (index, old) in enumerate(waiting if step else ()):
            if step and may_be_same_copy(old, step):
                partner[layer.index] = (index, LayerStatus.SAME_INSTRUCTION)
                del waiting[at]
                break


def _pair_off(
    partner: dict[int, tuple[int, LayerStatus]],
    status: LayerStatus,
    base_keys: Mapping[int, object],
    other_keys: Mapping[int, object],
) -> None:
    """Adds to `partner` (other's index to base's) layers of equal keys that are still without one.

    A key that is `None` equals no other.
    """
    taken = {index for index, _ in partner.values()}
    waiting: defaultdict[object, deque[int]] = defaultdict(deque)
    for index, key in base_keys.items():
        if index not in taken:
            waiting[key].append(index)
    for index, key in other_keys.items():
        if index not in partner and key is not None and waiting[key]:
            partner[index] = (waiting[key].popleft(), status)
