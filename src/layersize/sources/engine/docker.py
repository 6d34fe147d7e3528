"""The Docker engine that the docker command would use: DOCKER_HOST, else the context."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from layersize.layers.image import Image
from layersize.oci.digest import Digest
from layersize.sources.context import SourceContext
from layersize.sources.engine.address import EngineAddress, parse_engine_address
from layersize.sources.engine.connect import Access, EngineKind, connect
from layersize.sources.engine.connection import Engine
from layersize.sources.engine.docker_context import current_context, docker_folder
from layersize.sources.engine.image import open_engine_image
from layersize.sources.engine.inspect import image_of_digest, layers_of_digest
from layersize.sources.engine.save import EngineSave, engine_save
from layersize.sources.reference import ImageReference
from layersize.sources.similar import similar_images

_DOCKER = EngineKind("Docker engine", "docker", "start it, or set DOCKER_HOST")
_DEFAULT = "npipe:////./pipe/docker_engine" if os.name == "nt" else "unix:///var/run/docker.sock"


def open_image(reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name; raises Unavailable if no engine answers or it lacks the image."""
    with closing(docker_engine(context)) as engine:
        return open_engine_image(engine, reference, context)


def open_to_copy(reference: ImageReference, context: SourceContext) -> EngineSave:
    """The engine's save of that image; raises as `open_image` does."""
    return engine_save(docker_engine(context), reference, context)


def similar(reference: ImageReference, context: SourceContext) -> list[str]:
    """Names of its images that are like one; raises as `open_image` does."""
    with closing(docker_engine(context)) as engine:
        return similar_images(reference.name, engine.names())


def names(context: SourceContext) -> list[str]:
    """The names of its images, none if it is on another machine; raises as `open_image` does."""
    address, access = _address()
    if not address.is_local:
        return []
    with closing(connect(_DOCKER, address, context, access)) as engine:
        return engine.names()


def find_digest(digest: Digest, context: SourceContext) -> str | None:
    """What to call its image of exactly that digest; raises as `open_image` does."""
    with closing(docker_engine(context)) as engine:
        return image_of_digest(engine, digest)


def told_layers(
    digest: Digest, context: SourceContext, image_engine: str
) -> tuple[str, tuple[Digest, ...]] | None:
    """A name and the diff_ids of its image of exactly that digest; raises as `open_image` does.

    One on another machine is asked only if it is `image_engine`, which an image was read from.
    """
    address, access = _address()
    if not (address.is_local or image_engine.startswith(_DOCKER.title)):
        return None
    with closing(connect(_DOCKER, address, context, access)) as engine:
        return layers_of_digest(engine, digest)


def docker_engine(context: SourceContext) -> Engine:
    """Connects; raises Unavailable if none answers, LayersizeError if it is not known which."""
    address, access = _address()
    return connect(_DOCKER, address, context, access)


def _address() -> tuple[EngineAddress, Access]:
    told = os.environ.get("DOCKER_HOST")
    if told:
        where = f"{_DOCKER.title}: DOCKER_HOST"
        return parse_engine_address(told, where), _told_access()
    name, current = current_context()
    if current.host is None:
        return parse_engine_address(_DEFAULT, _DOCKER.title), _told_access()
    address = parse_engine_address(current.host, f"{_DOCKER.title}: context {name!r}")
    access = Access(certificates=current.certificates, is_verified=current.is_verified)
    return address, access


def _told_access() -> Access:
    """TLS as DOCKER_TLS_VERIFY and DOCKER_CERT_PATH ask for it."""
    folder, verify = os.environ.get("DOCKER_CERT_PATH"), os.environ.get("DOCKER_TLS_VERIFY")
    if not folder and not verify:
        return Access()
    certificates = Path(folder) if folder else docker_folder()
    return Access(certificates=certificates, is_verified=bool(verify))
