"""Podman, by the socket on which it speaks Docker's API.

Source: https://docs.podman.io/en/latest/markdown/podman-system-service.1.html
"""

from __future__ import annotations

import os
from contextlib import closing

from layersize.layers.image import Image
from layersize.oci.digest import Digest
from layersize.sources.context import SourceContext, Unavailable
from layersize.sources.engine.address import EngineAddress, parse_engine_address
from layersize.sources.engine.connect import Access, EngineKind, connect
from layersize.sources.engine.connection import Engine
from layersize.sources.engine.image import open_engine_image
from layersize.sources.engine.inspect import image_of_digest, layers_of_digest
from layersize.sources.engine.podman_connections import default_connection, named_connection
from layersize.sources.engine.save import EngineSave, engine_save
from layersize.sources.reference import ImageReference
from layersize.sources.similar import similar_images

_PODMAN = EngineKind("Podman", "podman", "systemctl --user start podman.socket starts it")


def open_image(reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name; raises Unavailable if Podman does not answer or lacks the image."""
    with closing(podman_engine(context)) as engine:
        return open_engine_image(engine, reference, context)


def open_to_copy(reference: ImageReference, context: SourceContext) -> EngineSave:
    """The engine's save of that image; raises as `open_image` does."""
    return engine_save(podman_engine(context), reference, context)


def similar(reference: ImageReference, context: SourceContext) -> list[str]:
    """Names of its images that are like one; raises as `open_image` does."""
    with closing(podman_engine(context)) as engine:
        return similar_images(reference.name, engine.names())


def names(context: SourceContext) -> list[str]:
    """The names of its images, none if it is on another machine; raises as `open_image` does."""
    address, access = _address()
    if not address.is_local:
        return []
    with closing(connect(_PODMAN, address, context, access)) as engine:
        return engine.names()


def find_digest(digest: Digest, context: SourceContext) -> str | None:
    """What to call its image of exactly that digest; raises as `open_image` does."""
    with closing(podman_engine(context)) as engine:
        return image_of_digest(engine, digest)


def told_layers(
    digest: Digest, context: SourceContext, image_engine: str
) -> tuple[str, tuple[Digest, ...]] | None:
    """A name and the diff_ids of its image of exactly that digest; raises as `open_image` does.

    One on another machine is asked only if it is `image_engine`, which an image was read from.
    """
    address, access = _address()
    if not (address.is_local or image_engine.startswith(_PODMAN.title)):
        return None
    with closing(connect(_PODMAN, address, context, access)) as engine:
        return layers_of_digest(engine, digest)


def podman_engine(context: SourceContext) -> Engine:
    """Connects: to CONTAINER_HOST, else to the connection that CONTAINER_CONNECTION names, else to
    a socket on this machine, else to Podman's default connection, such as its virtual machine.

    Raises Unavailable if nobody listens there, LayersizeError if it is not known where.
    """
    address, access = _address()
    return connect(_PODMAN, address, context, access)


def _address() -> tuple[EngineAddress, Access]:
    told = os.environ.get("CONTAINER_HOST")
    if told:
        access = Access(identity=os.environ.get("CONTAINER_SSHKEY", ""))
        return parse_engine_address(told, f"{_PODMAN.title}: CONTAINER_HOST"), access
    name = os.environ.get("CONTAINER_CONNECTION")
    sockets = _sockets()
    local = next((path for path in sockets if os.path.lexists(path)), None)
    connection = named_connection(name) if name else None
    if connection is None and local is None:
        connection = default_connection()
    if connection is not None:
        address = parse_engine_address(
            connection.uri, f"{_PODMAN.title}: connection {connection.name!r}"
        )
        return address, Access(identity=connection.identity)
    if local is None:
        raise Unavailable(_PODMAN.title, f"has no socket at {' or '.join(sockets)}", _PODMAN.remedy)
    return EngineAddress("unix", local), Access()


def _sockets() -> list[str]:
    """Where Podman listens on this machine: rootless, else as root."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    rootless = [f"{runtime}/podman/podman.sock"] if runtime else []
    return [*rootless, "/run/podman/podman.sock"]
