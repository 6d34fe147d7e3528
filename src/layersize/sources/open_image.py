"""A reference to its image: a file if there is one, else an engine's or a registry's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.oci.reference import (
    DOCKER_ARCHIVE,
    FILE_SOURCES,
    NAME_SOURCES,
    OCI_ARCHIVE,
    STDIN,
    ImageReference,
    parse_reference,
)
from layersize.sources.context import NoSuchImage, NotHere, Surroundings
from layersize.sources.copying import SavedStream
from layersize.sources.named_file import find_file
from layersize.sources.saved_image import open_file, open_standard_input

_LIKE_A_FILE = re.compile(r"^[./~]|\.(tar|tgz|txz|t[a-z]{2}|gz|xz|zst|bz2|oci)$", re.IGNORECASE)

_Opened = TypeVar("_Opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways(Generic[_Opened]):
    """What is made of a reference, depending on where it leads; each raises LayersizeError."""

    standard_input: Callable[[ImageReference, Surroundings], _Opened]
    file: Callable[[Path, str | None, ImageReference, Surroundings], _Opened]
    engine: Callable[[str, ImageReference, Surroundings], _Opened]
    """Given the name of the engine."""
    registry: Callable[[ImageReference, Surroundings], _Opened]


def open_image(text: str, surroundings: Surroundings) -> Image:
    """Finds and reads the image that a reference names; of a stream also its layers.

    Raises LayersizeError for anything that is no image, or leaves open which one is meant.
    """
    ways = _Ways(
        standard_input=open_standard_input,
        file=open_file,
        engine=_engine_image,
        registry=_registry_image,
    )
    return _open(text, surroundings, ways)


def open_to_copy(text: str, surroundings: Surroundings) -> Image | SavedStream:
    """The same image, with blobs that can be read, or the stream that is to be kept for that."""
    from layersize.sources.copying import file_to_copy, standard_input_to_copy

    ways: _Ways[Image | SavedStream] = _Ways(
        standard_input=standard_input_to_copy,
        file=file_to_copy,
        engine=_engine_save,
        registry=_registry_image,
    )
    return _open(text, surroundings, ways)


def _open(text: str, surroundings: Surroundings, ways: _Ways[_Opened]) -> _Opened:
    reference = parse_reference(text)
    if reference.name == STDIN and reference.source in (None, DOCKER_ARCHIVE, OCI_ARCHIVE):
        return ways.standard_input(reference, surroundings)
    if reference.source in (None, *FILE_SOURCES):
        found = find_file(reference)
        if found is not None:
            return ways.file(*found, reference, surroundings)
        if reference.source is not None or _LIKE_A_FILE.search(text):
            raise NoSuchImage(text, "no such file or folder", "check the spelling")
    return _ask(reference, surroundings, ways)


def _ask(reference: ImageReference, surroundings: Surroundings, ways: _Ways[_Opened]) -> _Opened:
    """Asks the places that may have it, one after the other.

    It is a NoSuchImage if one says so, and the registry does if it is asked.
    """
    places = NAME_SOURCES if reference.source is None else (reference.source,)
    answers = []
    failure: type[LayersizeError] = LayersizeError
    for place in places:
        if place == "registry" and surroundings.network.offline:
            answers.append("registry: not asked, as --offline says")
            continue
        try:
            if place == "registry":
                return ways.registry(reference, surroundings)
            return ways.engine(place, reference, surroundings)
        except NotHere as error:
            if isinstance(error, NoSuchImage):
                failure = NoSuchImage
            elif place == "registry":
                failure = LayersizeError
            if reference.source is not None:
                raise failure(error.where, error.cause, _remedy(reference, error)) from None
            answers.append(f"{error.where}: {error.cause}")
    where = reference.text
    if reference.source is not None:
        raise LayersizeError(where, "is in a registry, and --offline was given")
    cause = f"is no file, and was found nowhere: {'; '.join(answers)}"
    remedy = "check the spelling, start the engine that has it, or give SOURCE:NAME"
    raise failure(where, cause, remedy)


def _remedy(reference: ImageReference, error: NotHere) -> str:
    """`registry:2` may have been meant as an image of that name."""
    if re.search(r"[:/@]", reference.name):
        return error.remedy
    meant = f"an image called {reference.text} is docker:{reference.text}"
    return f"{error.remedy}; {meant}" if error.remedy else meant


def _engine_image(place: str, reference: ImageReference, surroundings: Surroundings) -> Image:
    from layersize.sources.engine.image import open_engine_image

    return open_engine_image(place, reference, surroundings)


def _engine_save(place: str, reference: ImageReference, surroundings: Surroundings) -> SavedStream:
    from layersize.sources.engine.image import engine_save

    return engine_save(place, reference, surroundings)


def _registry_image(reference: ImageReference, surroundings: Surroundings) -> Image:
    from layersize.sources.registry.image import open_registry_image

    return open_registry_image(
        reference.name,
        surroundings.wanted_platform,
        surroundings.network,
        reference=reference.text,
        usual=surroundings.usual_platform,
    )
