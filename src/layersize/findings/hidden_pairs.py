"""What to do about bytes that one instruction ships and another one hides."""

from __future__ import annotations

import re
from enum import Enum, auto

from layersize.accounting.result import Cause, ImageAnalysis, InstructionPair
from layersize.oci.instruction import IMPORTED


class _Step(Enum):
    """The kind of instruction that made a layer."""

    BASE = auto()
    """The first layer, where it is a whole file system."""
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


def advice(pair: InstructionPair, analysis: ImageAnalysis, saving: str) -> str:
    """Advice for the pair, whose bytes as text are `saving`; empty where nothing is known."""
    if pair.cause is Cause.DUPLICATE_ENTRY:
        return "the tool that wrote this layer should write them once"
    added = _step(pair.added_in, analysis)
    hidden = _step(pair.hidden_in, analysis)
    if added is _Step.RUN and hidden is _Step.RUN:
        return f"one RUN for both would save {saving}"
    if pair.cause is Cause.METADATA_ONLY and hidden is _Step.COPY:
        return "copy them once"
    if (
        pair.cause is Cause.METADATA_ONLY
        and added is _Step.BASE
        and not _sets_metadata(pair, analysis)
    ):
        return "the instruction wrote files of the base again, unchanged"
    return _ADVICE[pair.cause].get(added, "")


def _sets_metadata(pair: InstructionPair, analysis: ImageAnalysis) -> bool:
    """Whether the later instruction is about owners, modes or times."""
    return (
        re.search(r"\b(chmod|chown|chgrp|touch)\b", analysis.layers[pair.hidden_in].created_by)
        is not None
    )


def _step(index: int, analysis: ImageAnalysis) -> _Step:
    instruction = analysis.layers[index].instruction
    keyword = instruction.partition(" ")[0]
    if index == 0 and (instruction == IMPORTED or keyword in {"ADD", "#"}):
        return _Step.BASE
    if keyword == "RUN":
        return _Step.RUN
    return _Step.COPY if keyword in {"COPY", "ADD"} else _Step.OTHER
