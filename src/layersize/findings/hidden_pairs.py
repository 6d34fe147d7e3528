"""What to do about bytes that one instruction ships and another one hides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto

from layersize.accounting.result import Cause, ImageAnalysis, InstructionPair
from layersize.accounting.shadows import files_of_pair
from layersize.findings.base import first_own_layer
from layersize.findings.volatile import is_volatile


class _Step(Enum):
    """The kind of instruction that made a layer."""

    BASE = auto()
    """A layer of a base image."""
    RUN = auto()
    COPY = auto()
    OTHER = auto()


_ADVICE = {
    Cause.DELETED: {
        _Step.BASE: "take a slimmer base image",
        _Step.RUN: "delete them in the RUN that makes them",
        _Step.COPY: ".dockerignore, or copy them in another stage",
    },
    Cause.OVERWRITTEN: {
        _Step.BASE: "a newer base image may have the new content",
        _Step.RUN: "write them once, in the first step",
        _Step.COPY: "change them before they are copied",
    },
    Cause.METADATA_ONLY: {
        _Step.BASE: "leave owner and mode of the base image alone",
        _Step.RUN: "set owner and mode in the RUN that makes them",
        _Step.COPY: "COPY --chown=… --chmod=…",
    },
}


def advice_for(pair: InstructionPair, analysis: ImageAnalysis, saving: str) -> str:
    """Advice for the pair, whose bytes as text are `saving`; empty where nothing is known."""
    if pair.cause is Cause.DUPLICATE_ENTRY:
        return "the tool that wrote this layer should write them once"
    if is_joinable(pair, analysis):
        return f"one RUN for both would save {saving}"
    added = _step(pair.added_in, analysis)
    hidden = _step(pair.hidden_in, analysis)
    if added is _Step.BASE and hidden is _Step.BASE:
        return "both layers belong to the base image: take a slimmer one"
    if added is _Step.BASE and pair.cause is Cause.OVERWRITTEN and _is_volatile(pair, analysis):
        return ""
    if pair.cause is Cause.METADATA_ONLY and hidden is _Step.COPY:
        return "copy them once"
    if (
        pair.cause is Cause.METADATA_ONLY
        and added is _Step.BASE
        and not _sets_metadata(pair, analysis)
    ):
        return "leave these files of the base alone: this RUN writes them again, unchanged"
    return _ADVICE[pair.cause].get(added, "")


def _sets_metadata(pair: InstructionPair, analysis: ImageAnalysis) -> bool:
    """Whether the later instruction is about owners, modes or times."""
    return (
        re.search(r"\b(chmod|chown|chgrp|touch)\b", analysis.layers[pair.hidden_in].created_by)
        is not None
    )


def _is_volatile(pair: InstructionPair, analysis: ImageAnalysis) -> bool:
    """Whether most of its bytes are written anew whenever something is installed or run."""
    volatile_bytes = other_bytes = 0
    for file in files_of_pair(analysis.shadowed, pair):  # the largest first: few of many decide
        if is_volatile(file.path):
            volatile_bytes += file.content_bytes
        else:
            other_bytes += file.content_bytes
        if 2 * max(volatile_bytes, other_bytes) > pair.content_bytes:
            break
    return volatile_bytes > other_bytes


def is_joinable(pair: InstructionPair, analysis: ImageAnalysis) -> bool:
    """Whether both are a RUN of one's own, so that one RUN would ship none of the bytes."""
    steps = {_step(index, analysis) for index in (pair.added_in, pair.hidden_in)}
    return steps == {_Step.RUN} and pair.cause is not Cause.DUPLICATE_ENTRY


def joined_layers(pairs: Sequence[InstructionPair]) -> list[list[int]]:
    """The sets of layers that one RUN each would stand for, from the lowest."""
    return joined_sets((pair.added_in, pair.hidden_in) for pair in pairs)


def joined_sets(edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Sets of layers, from the lowest, so that the layers of each pair are in one of them."""
    sets: list[set[int]] = []
    for edge in edges:
        joined = set(edge)
        joined = joined.union(*(other for other in sets if other & joined))
        sets = [other for other in sets if not other & joined] + [joined]
    return sorted(sorted(layers) for layers in sets)


def own_runs(analysis: ImageAnalysis) -> list[int]:
    """The layers that a RUN of one's own made."""
    return [layer.index for layer in analysis.layers if _step(layer.index, analysis) is _Step.RUN]


def _step(index: int, analysis: ImageAnalysis) -> _Step:
    keyword = analysis.layers[index].instruction.partition(" ")[0]
    if index < first_own_layer(analysis):
        return _Step.BASE
    if keyword == "RUN":
        return _Step.RUN
    return _Step.COPY if keyword in {"COPY", "ADD"} else _Step.OTHER
