"""The engines by the names that references give them."""

from __future__ import annotations

from layersize.sources.engines.calls import Engine
from layersize.sources.engines.docker import docker_engine
from layersize.sources.engines.podman import podman
from layersize.sources.network import Network


def connect(place: str, network: Network) -> Engine:
    """Connects to `docker` or `podman`; raises NotHere if none answers."""
    return podman(network) if place == "podman" else docker_engine(network)
