"""Layers of two images side by side: by content, then by what their instructions do."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Protocol

from layersize.accounting.result import LayerFacts
from layersize.comparison.result import LayerPair, LayerStatus
from layersize.oci.digest import Digest
from layersize.oci.instruction import UNKNOWN_INSTRUCTION, clean_instruction
from layersize.oci.instruction_key import copied, instruction_key, may_be_same_copy


class Alignable(Protocol):
    """What is needed of a layer to find its like in another image."""

    @property
    def index(self) -> int: ...
    @property
    def content_id(self) -> Digest | None: ...
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
    return {layer.index: layer.content_id for layer in layers}


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
        layer.index: (layer.content_id, instructions[layer.index])
        for layer in layers
        if layer.is_empty and layer.content_id and instructions[layer.index]
    }


_MOST_COMPARED_COPIES = 250_000
"""Pairs of a COPY in either image: 500 in each."""


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
    for layer in other[: _MOST_COMPARED_COPIES // max(1, len(waiting))]:
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
