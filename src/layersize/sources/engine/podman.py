"""Podman, by the socket on which it speaks Docker's API.

Source: https://docs.podman.io/en/latest/markdown/podman-system-service.1.html
"""

from __future__ import annotations

import os
from math import ceil

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.sources.context import Network, SourceContext, Unavailable
from layersize.sources.engine.connection import (
    Engine,
    at_address,
    connected,
    has_socket,
    without_password,
)
from layersize.sources.engine.image import EngineSave, engine_save, open_engine_image
from layersize.sources.reference import ImageReference

_TITLE = "Podman"
_START = "systemctl --user start podman.socket starts it"


def open_image(reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name; raises Unavailable if Podman does not answer or lacks the image."""
    return open_engine_image(podman_engine(context.network), reference, context)


def open_to_copy(reference: ImageReference, context: SourceContext) -> EngineSave:
    """The engine's save of that image; raises as `open_image` does."""
    return engine_save(podman_engine(context.network), reference, context)


def podman_engine(network: Network) -> Engine:
    """Connects; raises Unavailable if no socket answers."""
    addresses = _addresses()
    for address in addresses:
        if address.startswith("ssh://"):
            remedy = "give CONTAINER_HOST a unix:// or tcp:// address"
            raise Unavailable(
                f"{_TITLE} at {without_password(address)}", "is not reached over ssh", remedy
            )
    there = [address for address in addresses if has_socket(address)]
    if not there:
        tried = " or ".join(address.removeprefix("unix://") for address in addresses)
        raise Unavailable(_TITLE, f"has no socket at {tried}", _START)
    return _connected(there[0], network)


def _connected(address: str, network: Network) -> Engine:
    try:
        return connected(_TITLE, base_url=address, timeout=ceil(network.timeout_seconds))
    except LayersizeError as error:
        raise at_address(_TITLE, address, error) from None


def _addresses() -> list[str]:
    """Where Podman listens: where it was told to, else rootless, else as root."""
    told = os.environ.get("CONTAINER_HOST")
    if told:
        return [told]
    sockets = []
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime:
        sockets.append(f"unix://{runtime}/podman/podman.sock")
    return [*sockets, "unix:///run/podman/podman.sock"]
