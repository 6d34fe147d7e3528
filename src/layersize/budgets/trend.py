"""A budget's size over many runs, and where it jumped."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.budgets.budget import Metric
from layersize.budgets.figures import one_line_instruction
from layersize.budgets.history import HistoryEntry
from layersize.budgets.result import LayerShare
from layersize.comparison.alignment import aligned
from layersize.oci.platform import without_version
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A step from one run to the next that is too large to be overlooked."""

    run: int
    """Which run of the series came out with it; 0 is the first, which is never a jump."""
    delta_bytes: int
    """The run's bytes of the metric, less those of the run before."""
    before_bytes: int
    layers: tuple[LayerShare, ...]
    """Those that changed most."""
    other_layers: int
    """How many more changed."""
    other_layers_bytes: int
    """What those added or, below 0, took away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Runs whose sizes mean the same: one budget, one metric, one platform, base counted alike."""

    name: str
    metric: Metric
    platform: str | None
    ignores_base: bool
    runs: Sequence[HistoryEntry]
    """Those that were measured, in the order of time."""
    unmeasured: int
    """How many runs could not be measured."""
    jumps: tuple[Jump, ...]
    """The largest, in the order of time."""
    other_jumps: int
    """How many more there are."""

    @property
    def sizes(self) -> list[int]:
        """A run's bytes of the metric."""
        return [run.measured_bytes for run in self.runs if run.measured_bytes is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """All series of a history file."""

    file: str
    series: tuple[Series, ...]
    """Those with a measured run first, in the order in which they begin in the file."""


JUMP_PERCENT = 1
"""Of the size before: a step of this much or more, up or down, is a jump."""
_LAYERS_OF_A_JUMP = 2


def trend_of(file: str, entries: Sequence[HistoryEntry], *, last: int | None, jumps: int) -> Trend:
    """Sizes that mean the same in a series each: its last runs, and the largest jumps of these."""
    series: dict[tuple[object, ...], list[HistoryEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.measured_bytes is None):
        key: tuple[object, ...] = entry.name, entry.metric
        if entry.measured_bytes is None:  # may lack a platform: it is of the first series
            whole_key = next((known for known in series if known[:2] == key), key)
        else:
            platform = without_version(entry.platform or "")  # Windows gets a new one each month
            whole_key = *key, platform, entry.base_layers is not None
        series.setdefault(whole_key, []).append(entry)
    return Trend(file=file, series=tuple(_series(runs, last, jumps) for runs in series.values()))


def _series(entries: Sequence[HistoryEntry], last: int | None, most_jumps: int) -> Series:
    ordered = sorted(entries, key=lambda entry: entry.time)
    chosen = ordered if last is None else ordered[-last:]
    runs = [entry for entry in chosen if entry.measured_bytes is not None]
    found = [run for run in range(1, len(runs)) if _is_jump(runs[run - 1], runs[run])]
    largest = sorted(found, key=lambda run: -abs(_delta_bytes(runs[run - 1], runs[run])))
    shown = sorted(largest[:most_jumps])
    first = entries[0]
    return Series(
        name=first.name,
        metric=first.metric,
        platform=first.platform and without_version(first.platform),
        ignores_base=first.base_layers is not None,
        runs=runs,
        unmeasured=len(chosen) - len(runs),
        jumps=tuple(_jump(run, runs[run - 1], runs[run]) for run in shown),
        other_jumps=len(found) - len(shown),
    )


def _delta_bytes(before: HistoryEntry, after: HistoryEntry) -> int:
    return (after.measured_bytes or 0) - (before.measured_bytes or 0)


def _is_jump(before: HistoryEntry, after: HistoryEntry) -> bool:
    """Whether a step is a jump; of an empty image, any growth is one."""
    delta_bytes = abs(_delta_bytes(before, after))
    return delta_bytes > 0 and 100 * delta_bytes >= JUMP_PERCENT * (before.measured_bytes or 0)


def _jump(run: int, before: HistoryEntry, after: HistoryEntry) -> Jump:
    shares = sorted(_shares(before, after), key=lambda share: -abs(share.delta_bytes))
    rest = shares[_LAYERS_OF_A_JUMP:]
    return Jump(
        run=run,
        delta_bytes=_delta_bytes(before, after),
        before_bytes=before.measured_bytes or 0,
        layers=tuple(shares[:_LAYERS_OF_A_JUMP]),
        other_layers=len(rest),
        other_layers_bytes=sum(share.delta_bytes for share in rest),
    )


def _shares(before: HistoryEntry, after: HistoryEntry) -> list[LayerShare]:
    """The layers whose bytes differ between the two runs."""
    old_layers = {layer.index: layer for layer in before.layers}
    new_layers = {layer.index: layer for layer in after.layers}
    shares = []
    for status, old, new in aligned(before.layers, after.layers):
        old_layer = None if old is None else old_layers[old]
        new_layer = None if new is None else new_layers[new]
        layer = new_layer or old_layer
        delta_bytes = (new_layer.measured_bytes if new_layer else 0) - (
            old_layer.measured_bytes if old_layer else 0
        )
        if layer is not None and delta_bytes:
            shares.append(
                LayerShare(
                    index=new,
                    status=status,
                    instruction=one_line_instruction(layer.created_by),
                    delta_bytes=delta_bytes,
                    shadowed_bytes=new_layer.shadowed_bytes if new_layer else 0,
                )
            )
    return shares
