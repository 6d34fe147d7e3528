"""How to talk to engines and registries."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass


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
