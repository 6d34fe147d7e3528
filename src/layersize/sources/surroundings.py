"""What opening an image needs from its caller."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from layersize.formats.limits import Expansion
from layersize.model.digest import Digest
from layersize.model.image_record import ImageRecord
from layersize.model.layer_walk import LayerWalk
from layersize.model.progress import Progress
from layersize.model.reader import Reader
from layersize.sources.engines.ahead import ToldAhead, nothing_told
from layersize.sources.network import Network

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
    told_ahead: ToldAhead = nothing_told
    """What engines were asked before."""
    network: Network
    progress: Progress
