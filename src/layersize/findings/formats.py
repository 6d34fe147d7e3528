"""Findings about layers as such: what strict clients refuse, and layers that hold nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.findings.rule import Found, Rule
from layersize.findings.subject import Subject

REFUSED = Rule("LS085", Family.FORMAT, Certainty.LOSSLESS)
EMPTY = Rule("LS086", Family.FORMAT, Certainty.JUDGE)
RULES = (REFUSED, EMPTY)
_OF_WARNING = "docker-type-zstd"
_LEAST_EMPTY = 2
"""One RUN that only checks something is nothing to talk about."""


def find(subject: Subject) -> Iterator[Found]:
    """One finding a rule and owner; they save no content."""
    analysis = subject.image.analysis
    refused = [
        warning.layer
        for warning in analysis.warnings
        if warning.code == _OF_WARNING and warning.layer is not None
    ]
    for owner, layers in _by_owner(refused, subject).items():
        yield _found(
            REFUSED,
            "zstd layers in an image of Docker's media types: strict clients can't pull it",
            "docker buildx build --output type=registry,oci-mediatypes=true,compression=zstd",
            owner,
            layers,
        )
    empty = [
        layer.index
        for layer in analysis.layers
        if not layer.entries
        and layer.instruction.startswith("RUN ")
        and subject.owner(layer.index) is Owner.YOURS
    ]
    if len(empty) >= _LEAST_EMPTY:
        yield _found(
            EMPTY,
            "layers of RUN instructions that leave nothing",
            "join each with the RUN that needs it: RUN … && …",
            Owner.YOURS,
            empty,
        )


def _by_owner(layers: list[int], subject: Subject) -> dict[Owner, list[int]]:
    found: defaultdict[Owner, list[int]] = defaultdict(list)
    for layer in layers:
        found[subject.owner(layer)].append(layer)
    return found


def _found(rule: Rule, title: str, fix: str, owner: Owner, layers: list[int]) -> Found:
    return Found(
        rule=rule,
        title=title,
        fix=fix,
        owner=owner,
        state=FindingState.LIVE,
        inodes=(),
        layers=tuple(layers),
    )
