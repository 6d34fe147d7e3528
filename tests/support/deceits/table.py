"""All images that are made to deceive, what `check` says of each, and which engines it deceives."""

from __future__ import annotations

from typing import NamedTuple

from support.deceits.archives import ARCHIVES
from support.deceits.deceit import Deceit
from support.deceits.documents import DOCUMENTS
from support.deceits.gates import GATES
from support.deceits.headers import HEADERS
from support.deceits.layer_blobs import LAYER_BLOBS
from support.deceits.layouts import LAYOUTS
from support.deceits.names import NAMES
from support.deceits.verdicts import VERDICTS


class Verdict(NamedTuple):
    """What is expected of a deceiving image."""

    code: int
    """Of `check`: 1 if it measures the image, 2 if it refuses to."""
    over_in: str
    """Engines in which the image is over its limit, a letter each; the others refuse it, or not."""


ENGINES = {
    "o": "LAYERSIZE_DOCKER_OLD",
    "c": "LAYERSIZE_DOCKER_CLASSIC",
    "d": "LAYERSIZE_DOCKER_CONTAINERD",
    "p": "LAYERSIZE_PODMAN",
}
"""Letter to the variable with the engine's address; `s` is Skopeo with umoci."""
DECEITS: dict[str, Deceit] = {
    deceit.name: deceit
    for family in (HEADERS, NAMES, ARCHIVES, DOCUMENTS, LAYER_BLOBS, LAYOUTS, GATES)
    for deceit in family
}


def verdict_of(name: str) -> Verdict:
    """What is expected of an image."""
    code, _, over_in = VERDICTS[name].partition(" ")
    return Verdict(int(code), over_in)
