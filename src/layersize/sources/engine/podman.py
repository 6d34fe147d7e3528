"""Podman, by the socket on which it speaks Docker's API.

Source: https://docs.podman.io/en/latest/markdown/podman-system-service.1.html
"""

from __future__ import annotations

import os
from math import ceil

from layersize.errors import LayersizeError
from layersize.sources.context import Network, NotHere
from layersize.sources.engine.calls import (
    Engine,
    at_address,
    connected,
    has_socket,
    without_password,
)

_TITLE = "Podman"
_START = "systemctl --user start podman.socket starts it"


def podman(network: Network) -> Engine:
    """Connects; raises NotHere if no socket answers."""
    addresses = _addresses()
    for address in addresses:
        if address.startswith("ssh://"):
            remedy = "give CONTAINER_HOST a unix:// or tcp:// address"
            raise NotHere(
                f"{_TITLE} at {without_password(address)}", "is not reached over ssh", remedy
            )
    there = [address for address in addresses if has_socket(address)]
    if not there:
        tried = " or ".join(address.removeprefix("unix://") for address in addresses)
        raise NotHere(_TITLE, f"has no socket at {tried}", _START)
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
