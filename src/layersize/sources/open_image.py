"""A reference to its image: a file if there is one, else an engine's or a registry's."""

from __future__ import annotations

import re
from collections.abc import Callable

from layersize.model.errors import LayersizeError
from layersize.model.image import Image
from layersize.model.reference import (
    DOCKER_ARCHIVE,
    FILE_SOURCES,
    NAME_SOURCES,
    OCI_ARCHIVE,
    STDIN,
    ImageReference,
    parse_reference,
)
from layersize.sources.not_here import NotHere
from layersize.sources.saved_image import find_file, open_file, open_standard_input
from layersize.sources.surroundings import Surroundings

_LIKE_A_FILE = re.compile(r"^[./~]|\.(tar|tgz|txz|t[a-z]{2}|gz|xz|zst|bz2|oci)$", re.IGNORECASE)

Place = Callable[[ImageReference, Surroundings], Image]


def open_image(text: str, surroundings: Surroundings) -> Image:
    """Finds and reads the image that a reference names.

    Raises LayersizeError for anything that is no image, or leaves open which one is meant.
    """
    reference = parse_reference(text)
    if reference.name == STDIN and reference.source in (None, DOCKER_ARCHIVE, OCI_ARCHIVE):
        return open_standard_input(reference, surroundings)
    if reference.source in (None, *FILE_SOURCES):
        found = find_file(reference)
        if found is not None:
            return open_file(*found, reference, surroundings)
        if reference.source is not None or _LIKE_A_FILE.search(text):
            raise LayersizeError(text, "no such file or folder", "check the spelling")
    return _ask(reference, surroundings)


def _ask(reference: ImageReference, surroundings: Surroundings) -> Image:
    """Asks the places that may have it, one after the other."""
    places = _PLACES if reference.source is None else {reference.source: _PLACES[reference.source]}
    answers = []
    for name, place in places.items():
        if name == "registry" and surroundings.network.offline:
            answers.append("registry: not asked, as --offline says")
            continue
        try:
            return place(reference, surroundings)
        except NotHere as error:
            if reference.source is not None:
                raise LayersizeError(error.where, error.cause, _remedy(reference, error)) from None
            answers.append(str(error))
    where = reference.text
    if reference.source is not None:
        raise LayersizeError(where, "is in a registry, and --offline was given")
    cause = f"is no file and was found nowhere ({' | '.join(answers)})"
    raise LayersizeError(where, cause, "check the spelling, or give SOURCE:NAME")


def _remedy(reference: ImageReference, error: NotHere) -> str:
    """`registry:2` may have been meant as an image of that name."""
    if re.search(r"[:/@]", reference.name):
        return error.remedy
    meant = f"an image called {reference.text} is docker:{reference.text}"
    return f"{error.remedy}; {meant}" if error.remedy else meant


def _docker(reference: ImageReference, surroundings: Surroundings) -> Image:
    from layersize.sources.docker_engine import docker_engine
    from layersize.sources.engine import open_engine_image

    return open_engine_image(docker_engine(surroundings.network), reference, surroundings)


def _podman(reference: ImageReference, surroundings: Surroundings) -> Image:
    from layersize.sources.engine import open_engine_image
    from layersize.sources.podman import podman

    return open_engine_image(podman(surroundings.network), reference, surroundings)


def _registry(reference: ImageReference, surroundings: Surroundings) -> Image:
    from layersize.sources.registry import open_registry_image

    return open_registry_image(
        reference.name,
        surroundings.wanted_platform,
        surroundings.network,
        reference=reference.text,
        usual=surroundings.usual_platform,
    )


_PLACES: dict[str, Place] = dict(zip(NAME_SOURCES, (_docker, _podman, _registry), strict=True))
