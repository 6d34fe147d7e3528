"""The Docker engine that the docker command would use: DOCKER_HOST, else the context."""

from __future__ import annotations

import os
from math import ceil

from layersize.model.errors import LayersizeError
from layersize.sources.engine_calls import Engine, asked, engine_of, has_socket
from layersize.sources.network import Network
from layersize.sources.not_here import NotHere

_TITLE = "Docker engine"
_DEFAULT = "unix:///var/run/docker.sock"


def docker_engine(network: Network) -> Engine:
    """Connects; raises NotHere if no engine answers, LayersizeError if the context is unknown."""
    import docker  # slow to load

    address = (os.environ.get("DOCKER_HOST") or _host_of_context()).removeprefix("http+")
    if not has_socket(address):
        socket = address.removeprefix("unix://")
        raise NotHere(_TITLE, f"has no socket at {socket}", "start it, or set DOCKER_HOST")
    patience = ceil(network.timeout_seconds)
    try:
        client = asked(
            docker.from_env,
            timeout=patience,
            version="auto",
            use_ssh_client=True,
        )
        return engine_of(_TITLE, client.api)
    except LayersizeError as error:
        raise error.inside(f"{_TITLE} at {address}") from None


def _host_of_context() -> str:
    """Where the current context leads; the SDK takes the default one for one that is missing."""
    from docker.context import ContextAPI

    name = os.environ.get("DOCKER_CONTEXT")
    try:
        context = ContextAPI.get_context(name)
    except Exception as error:  # noqa: BLE001 - the SDK raises bare Exceptions
        raise LayersizeError("Docker context", f"can't be read ({error})") from None
    if context is None:
        where = f"Docker context {name!r}" if name else "Docker's current context"
        raise LayersizeError(where, "does not exist", "docker context ls lists them")
    return context.Host or _DEFAULT
