"""One image against another: measures, layers, and every path of the final file systems."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import Protocol

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageFacts, LayerFacts
from layersize.compare.fold import folded_differences
from layersize.compare.paths import HashContents, path_deltas
from layersize.compare.result import (
    Comparison,
    Delta,
    LayerPair,
    LayerStatus,
    MarginalCost,
    SharedLayers,
)
from layersize.compare.swap import MirroredPaths, mirrored_folds
from layersize.oci.config import UNKNOWN_INSTRUCTION
from layersize.oci.digest import Digest
from layersize.oci.instruction import clean_instruction


def compare_images(
    base: AnalyzedImage,
    other: AnalyzedImage,
    hash_base: HashContents,
    hash_other: HashContents,
    rows: int,
) -> Comparison:
    """`other` seen from `base`; the differences are also folded into at most `rows` rows.

    The two functions hash the payloads of entries, given as layer and row.
    """
    base_layers, other_layers = base.analysis.layers, other.analysis.layers
    paths = path_deltas(base, other, hash_base, hash_other)
    return Comparison(
        base=base.analysis,
        other=other.analysis,
        delta=_delta(base.analysis.image, other.analysis.image),
        shared=_shared(base_layers, other_layers),
        marginal=_marginal(base_layers, other_layers),
        layers=align_layers(base_layers, other_layers),
        paths=paths,
        folded=folded_differences(paths, rows),
    )


def mirrored(comparison: Comparison) -> Comparison:
    """The same comparison with its images in each other's place."""
    base, other = comparison.other, comparison.base
    return Comparison(
        base=base,
        other=other,
        delta=_delta(base.image, other.image),
        shared=comparison.shared,
        marginal=_marginal(base.layers, other.layers),
        layers=align_layers(base.layers, other.layers),
        paths=MirroredPaths(comparison.paths),
        folded=mirrored_folds(comparison.folded),
    )


def _delta(base: ImageFacts, other: ImageFacts) -> Delta:
    transfer_bytes = None
    if base.transfer_bytes is not None and other.transfer_bytes is not None:
        transfer_bytes = other.transfer_bytes - base.transfer_bytes
    return Delta(
        transfer_bytes=transfer_bytes,
        tar_bytes=other.tar_bytes - base.tar_bytes,
        content_bytes=other.content_bytes - base.content_bytes,
        live_bytes=other.live_bytes - base.live_bytes,
        shadowed_bytes=other.shadowed_bytes - base.shadowed_bytes,
    )


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
    known = [layer.transfer_bytes for layer in new if layer.transfer_bytes is not None]
    return MarginalCost(
        layers=len(new),
        content_bytes=sum(layer.content_bytes for layer in new),
        tar_bytes=sum(layer.tar_bytes for layer in new),
        transfer_bytes=sum(known) if len(known) == len(new) else None,
    )


class Alignable(Protocol):
    """What is needed of a layer to find its like in another image."""

    @property
    def index(self) -> int: ...
    @property
    def diff_id(self) -> Digest | None: ...
    @property
    def created_by(self) -> str: ...


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

    Rows come in the order of the other image; what only the base has stands before the row of
    the next base layer.
    """
    partner: dict[int, tuple[int, LayerStatus]] = {}
    _pair_off(base, other, partner, LayerStatus.SHARED, lambda layer: layer.diff_id)
    _pair_off(base, other, partner, LayerStatus.SAME_INSTRUCTION, _instruction)
    rows: list[tuple[LayerStatus, int | None, int | None]] = []
    paired_base = {index for index, _ in partner.values()}
    lonely = deque(layer.index for layer in base if layer.index not in paired_base)
    for layer in other:
        found = partner.get(layer.index)
        if found is None:
            rows.append((LayerStatus.ONLY_OTHER, None, layer.index))
            continue
        while lonely and lonely[0] < found[0]:
            rows.append((LayerStatus.ONLY_BASE, lonely.popleft(), None))
        rows.append((found[1], found[0], layer.index))
    return (*rows, *((LayerStatus.ONLY_BASE, index, None) for index in lonely))


def _pair_off(
    base: Sequence[Alignable],
    other: Sequence[Alignable],
    partner: dict[int, tuple[int, LayerStatus]],
    status: LayerStatus,
    key_of: Callable[[Alignable], object],
) -> None:
    """Adds to `partner` (other's index to base's) what is equal and still without one."""
    taken = {index for index, _ in partner.values()}
    waiting: dict[object, deque[int]] = defaultdict(deque)
    for layer in base:
        if layer.index not in taken:
            waiting[key_of(layer)].append(layer.index)
    for layer in other:
        key = key_of(layer)
        if layer.index not in partner and key is not None and waiting[key]:
            partner[layer.index] = (waiting[key].popleft(), status)


def _instruction(layer: Alignable) -> str | None:
    return None if layer.created_by == UNKNOWN_INSTRUCTION else clean_instruction(layer.created_by)
