"""How to talk to engines and registries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Patience and trust."""

    timeout_seconds: float = 60
    """How long the other side may stay silent."""
    insecure: bool = False
    """Accept http, and https without a valid certificate, from a registry."""
    offline: bool = False
    """Ask no registry."""
