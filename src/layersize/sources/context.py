"""What every source is handed, and how it says that it does not have an image."""

from __future__ import annotations

import os
import time
from dataclasses import field

from layersize.errors import LayersizeError
from layersize.layers.walker import LayerWalker
from layersize.progress import Progress
from layersize.values import dataclass


class RetryTimer:
    """Waits before something is asked for again."""

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def jitter(self) -> float:
        """Between 0 and 1, so that clients which failed together don't come back together."""
        return os.urandom(1)[0] / 255


_SYSTEM_TIMER = RetryTimer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How long other machines are waited for, and which of them are trusted."""

    timeout_seconds: float = 60
    """How long the other side may stay silent."""
    insecure: bool = False
    """Accept http, and https without a valid certificate, from a registry."""
    offline: bool = False
    """Ask no registry."""
    retry_timer: RetryTimer = _SYSTEM_TIMER


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContext:
    """How one image is found and read, whichever source has it."""

    platform: str | None = None
    """`os/arch[/variant]` that is wanted; `None`: Linux on this machine's architecture, if there
    is a choice."""
    network: Network = field(default_factory=Network)
    use_stores: bool = True
    """Read an engine's own folders, where that can be done."""
    reads_files: bool = False
    """The data of files will be read: what was only remembered of an image comes last."""
    walker: LayerWalker = field(default_factory=LayerWalker)
    """Walks layers that can't be read a second time, as they arrive."""

    @property
    def progress(self) -> Progress:
        """Told what is waited for, and how far the reading is."""
        return self.walker.progress


class Unavailable(LayersizeError):  # noqa: N818 - an answer, where there are more sources to ask
    """A source can't be asked for an image, or does not have it; another one may be asked."""

    def inside(self, container: str) -> Unavailable:
        """The same error, seen from outside the place."""
        outer = super().inside(container)
        same = type(self)(outer.where, outer.cause, outer.remedy)
        same.parts = outer.parts
        return same


class NotPermitted(Unavailable):
    """The user may not ask the source; a report from another one names it."""


class NotHere(Unavailable):
    """This machine has no such source; who did not ask for it is not told."""


class NoSuchImage(Unavailable):
    """The source could be asked, and does not have the image."""
