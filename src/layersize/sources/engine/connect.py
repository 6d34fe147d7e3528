"""The engines by the names that references give them."""

from __future__ import annotations

from layersize.sources.context import Network
from layersize.sources.engine.calls import Engine
from layersize.sources.engine.docker import docker_engine
from layersize.sources.engine.podman import podman


def connect(place: str, network: Network) -> Engine:
    """Connects to `docker` or `podman`; raises NotHere if none answers."""
    return podman(network) if place == "podman" else docker_engine(network)
