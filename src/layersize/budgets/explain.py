"""What is behind a number: the layers, pairs, folders and files with the largest share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import InstructionPair
from layersize.budgets.baseline import BaselineLayer
from layersize.budgets.evidence import Evidence, Reference
from layersize.budgets.result import Compared, Explanation, LayerShare
from layersize.compare.result import FoldedDelta, LayerStatus, PathStatus
from layersize.oci.instruction import clean_instruction

_Fold = Callable[[int], tuple[FoldedDelta, ...]]


def explain_layers(
    evidence: Evidence, bytes_of_layer: Mapping[int, int], *, of_shadows: bool = False
) -> Explanation:
    """A cap: the layers with the most bytes, and what they ship or hide."""
    fold = evidence.fold_shadows if of_shadows else evidence.fold_layer
    shares = [
        _share(evidence, index, None, share_bytes)
        for index, share_bytes in bytes_of_layer.items()
        if share_bytes
    ]
    explanation = _largest(shares, evidence, Compared.NOTHING, lambda share: _folded(share, fold))
    shown = {share.index for share in explanation.layers}
    return replace(explanation, pairs=_pairs(evidence, shown))


def explain_growth(evidence: Evidence, reference: Reference, *, ignore_base: bool) -> Explanation:
    """Against a baseline: the layers that grew, and where."""
    figures = evidence.figures
    assert figures is not None  # noqa: S101 - or there would be no growth
    before = _bytes_of(reference.baseline.own_layers(ignore_base=ignore_base))
    after = _bytes_of(figures.own_layers(ignore_base=ignore_base))
    shares = []
    partners: dict[int, int | None] = {}
    for status, old, new in reference.aligned:
        delta_bytes = after.get(new, 0) - before.get(old, 0)
        if not delta_bytes:
            continue
        if new is not None:
            partners[new] = old
            shares.append(_share(evidence, new, status, delta_bytes))
        elif old is not None:
            instruction = reference.baseline.layers[old].created_by
            shares.append(_gone(status, instruction, delta_bytes))
    compared = Compared.LAYERS if reference.fold_layer is None else Compared.FILES

    def with_paths(share: LayerShare) -> LayerShare:
        if reference.fold_layer is not None:
            fold_layer = reference.fold_layer
            return _folded(share, lambda index: fold_layer(partners[index], index))
        is_new = share.status is LayerStatus.ONLY_OTHER
        return _folded(share, evidence.fold_layer) if is_new else share

    explanation = _largest(shares, evidence, compared, with_paths)
    shown = {share.index for share in explanation.layers}
    return replace(
        explanation,
        pairs=_pairs(evidence, shown),
        directories=_directories(evidence, reference) if compared is Compared.LAYERS else (),
    )


def explain_layer_count(evidence: Evidence, metric_bytes: Mapping[int, int]) -> Explanation:
    """Too many layers: the smallest ones, as they are the easiest to do without."""
    smallest = sorted(metric_bytes, key=lambda index: (metric_bytes[index], index))
    shown = smallest[: evidence.rows]
    rest = smallest[evidence.rows :]
    return Explanation(
        compared=Compared.NOTHING,
        layers=tuple(_share(evidence, index, None, metric_bytes[index]) for index in shown),
        other_layers=len(rest),
        other_layers_bytes=sum(metric_bytes[index] for index in rest),
    )


def explain_entries(evidence: Evidence, found: Sequence[FoundEntry]) -> Explanation:
    """The entries that should not be there."""
    return Explanation(
        compared=Compared.NOTHING,
        entries=tuple(found[: evidence.rows]),
        other_entries=max(0, len(found) - evidence.rows),
    )


def _bytes_of(layers: Sequence[BaselineLayer]) -> dict[int | None, int]:
    return {layer.index: layer.measured_bytes for layer in layers}


def _largest(
    shares: Sequence[LayerShare],
    evidence: Evidence,
    compared: Compared,
    with_paths: Callable[[LayerShare], LayerShare],
) -> Explanation:
    """The layers that add most in detail, all others as a sum."""
    ordered = sorted(shares, key=lambda share: -share.delta_bytes)
    shown = [share for share in ordered[: evidence.rows] if share.delta_bytes > 0]
    rest = ordered[len(shown) :]
    return Explanation(
        compared=compared,
        layers=tuple(map(with_paths, shown)),
        other_layers=len(rest),
        other_layers_bytes=sum(share.delta_bytes for share in rest),
    )


def _share(
    evidence: Evidence, index: int, status: LayerStatus | None, delta_bytes: int
) -> LayerShare:
    layer = evidence.analysis.layers[index]
    return LayerShare(
        index=index,
        status=status,
        instruction=clean_instruction(layer.created_by),
        delta_bytes=delta_bytes,
        shadowed_bytes=layer.shadowed_bytes,
        paths=(),
    )


def _gone(status: LayerStatus, instruction: str, delta_bytes: int) -> LayerShare:
    return LayerShare(
        index=None,
        status=status,
        instruction=instruction,
        delta_bytes=delta_bytes,
        shadowed_bytes=0,
        paths=(),
    )


def _folded(share: LayerShare, fold: _Fold) -> LayerShare:
    return share if share.index is None else replace(share, paths=fold(share.index))


def _pairs(evidence: Evidence, layers: Collection[int | None]) -> tuple[InstructionPair, ...]:
    """The largest pairs whose bytes one of the layers ships."""
    wanted = [pair for pair in evidence.analysis.pairs if pair.added_in in layers]
    return tuple(wanted[: evidence.rows])


def _directories(evidence: Evidence, reference: Reference) -> tuple[FoldedDelta, ...]:
    assert evidence.figures is not None  # noqa: S101 - as above
    before, after = reference.baseline.directories, evidence.figures.directories
    changes = [
        FoldedDelta(path=path, status=PathStatus.CHANGED, delta_bytes=delta_bytes, files=0)
        for path in {**before, **after}
        if (delta_bytes := after.get(path, 0) - before.get(path, 0))
    ]
    changes.sort(key=lambda change: (-abs(change.delta_bytes), change.path))
    return tuple(changes[: evidence.rows])
