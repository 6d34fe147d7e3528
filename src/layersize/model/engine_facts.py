"""What an engine says about an image of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """What an engine says about an image of its own."""

    engine: str
    """Name and version, e.g. `Docker engine 26.1.5`."""
    store: str
    """`classic`, `containerd` or `podman`: what its own size means."""
    image_bytes: int
    """The engine's own size of the image."""
    repo_tags: tuple[str, ...]
