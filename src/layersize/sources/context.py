"""What opening an image needs from its caller."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from layersize.cache.codec import ImageRecord
from layersize.errors import LayersizeError
from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest
from layersize.progress import Progress
from layersize.streams.limits import Expansion
from layersize.streams.reader import Reader


def _chance() -> float:
    """Between 0 and 1, so that clients which failed together don't come back together."""
    return os.urandom(1)[0] / 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Patience and trust."""

    timeout_seconds: float = 60
    """How long the other side may stay silent."""
    insecure: bool = False
    """Accept http, and https without a valid certificate, from a registry."""
    offline: bool = False
    """Ask no registry."""
    sleep: Callable[[float], None] = time.sleep
    """Waits so many seconds before something is asked for again."""
    chance: Callable[[], float] = _chance
    """Spreads those waits: a number between 0 and 1."""


WalkStream = Callable[[Reader], LayerWalk]
"""Reads a layer's blob to its end."""


def standard_input() -> Reader:
    """What `-` stands for where nobody says otherwise."""
    return sys.stdin.buffer


class Memory(Protocol):
    """What is known of images that were read before."""

    def walk(self, digest: Digest) -> LayerWalk | None:
        """The walk of a blob."""
        ...

    def keep_walk(self, walk: LayerWalk) -> None:
        """Remembers a walk under the digest of the bytes that were walked."""
        ...

    def record(self, key: str) -> ImageRecord | None:
        """What a saved image consisted of."""
        ...

    def keep_record(self, key: str, record: ImageRecord) -> None:
        """Remembers it."""
        ...


class Forgetful:
    """Remembers nothing."""

    def walk(self, digest: Digest) -> LayerWalk | None:  # noqa: ARG002 - as `Memory` has it
        return None

    def keep_walk(self, walk: LayerWalk) -> None:
        pass

    def record(self, key: str) -> ImageRecord | None:  # noqa: ARG002 - as `Memory` has it
        return None

    def keep_record(self, key: str, record: ImageRecord) -> None:
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """How to open an image, and whom to tell what is going on."""

    wanted_platform: str | None
    """`os/arch[/variant]`; `None`: the usual one, if there is a choice."""
    usual_platform: str
    walk_stream: WalkStream
    """Walks a layer that can't be read again."""
    walk_fetched: WalkStream
    """Walks a layer that an engine sends, and keeps the walk."""
    standard_input: Callable[[], Reader]
    """Opens the stream that `-` stands for."""
    expansion: Expansion
    """Bound for an archive that is compressed as a whole."""
    known_walk: Callable[[Digest], LayerWalk | None]
    """A kept walk that serves this time, too."""
    memory: Callable[[], Memory]
    network: Network
    progress: Progress


class NotHere(LayersizeError):  # noqa: N818 - an answer, where there are more places to ask
    """Somebody who tries several places may go on with the next one."""

    def inside(self, container: str) -> NotHere:
        """The same error, seen from outside the place."""
        outer = super().inside(container)
        return type(self)(outer.where, outer.cause, outer.remedy)


class NoSuchImage(NotHere):
    """Whoever was asked could answer, and does not have it."""
