"""The Docker engine that the docker command would use: DOCKER_HOST, else the context."""

from __future__ import annotations

import os
from importlib.util import find_spec
from math import ceil
from typing import Any

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

_TITLE = "Docker engine"
_DEFAULT = "unix:///var/run/docker.sock"


def open_image(reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name; raises Unavailable if no engine answers or it lacks the image."""
    return open_engine_image(docker_engine(context.network), reference, context)


def open_to_copy(reference: ImageReference, context: SourceContext) -> EngineSave:
    """The engine's save of that image; raises as `open_image` does."""
    return engine_save(docker_engine(context.network), reference, context)


def docker_engine(network: Network) -> Engine:
    """Connects; raises Unavailable if none answers, LayersizeError if the context is unknown."""
    from docker.errors import TLSParameterError  # slow to load
    from docker.utils import kwargs_from_env

    try:
        parameters: dict[str, Any] = {**kwargs_from_env()}
    except TLSParameterError:
        where = "DOCKER_CERT_PATH"
        raise LayersizeError(where, "has no ca.pem, cert.pem and key.pem to read") from None
    if "base_url" not in parameters:
        parameters |= _of_context()
    address = str(parameters.get("base_url") or _DEFAULT).removeprefix("http+")
    if address.startswith("ssh://") and find_spec("paramiko") is None:
        remedy = "pip install 'layersize[ssh]' brings it"
        raise Unavailable(
            f"{_TITLE} at {without_password(address)}",
            "is reached with paramiko, which is missing",
            remedy,
        )
    if not has_socket(address):
        socket = address.removeprefix("unix://")
        raise Unavailable(_TITLE, f"has no socket at {socket}", "start it, or set DOCKER_HOST")
    try:
        return connected(_TITLE, timeout=ceil(network.timeout_seconds), **parameters)
    except LayersizeError as error:
        raise at_address(_TITLE, address, error) from None


def _of_context() -> dict[str, Any]:
    """Address and certificates of the current context, which must exist."""
    from docker.context import ContextAPI

    name = os.environ.get("DOCKER_CONTEXT")
    try:
        missing = ContextAPI.get_context(name) is None
        parameters = ContextAPI.kwargs_from_context()
    except Exception as error:  # noqa: BLE001 - the SDK raises bare Exceptions
        raise LayersizeError("Docker context", f"can't be read ({error})") from None
    if missing:
        where = f"Docker context {name!r}" if name else "Docker's current context"
        raise LayersizeError(where, "does not exist", "docker context ls lists them")
    return dict(parameters)
