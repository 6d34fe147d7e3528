"""The image of a digest, if it is at hand: in the cache, or in an engine that is asked by name.

Only digests are looked for, which are the same whoever names them; no registry is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import Image
from layersize.oci.digest import Digest
from layersize.sources.choose import choose_image
from layersize.sources.context import NoSuchImage, SourceContext
from layersize.sources.declared_image import to_image
from layersize.sources.image_names import digests_of
from layersize.sources.open_image import open_image
from layersize.sources.saved_image import declared_images
from layersize.sources.stream_store import recorded_store
from layersize.values import dataclass

_CACHE = "cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownImage:
    """An image that is at hand."""

    image: Image
    in_cache: bool
    """Whether it is in the cache; else it is in an engine."""


def open_known_image(digest: Digest, context: SourceContext) -> KnownImage:
    """The image whose manifest, index or config has the digest.

    Raises NoSuchImage, with what the engines say, if it is not at hand.
    """
    cached = _cached(digest, context)
    if cached is not None:
        return KnownImage(image=cached, in_cache=True)
    answers = []
    for word, find in _engines():
        try:
            name = find(digest, context)
            if name is not None:
                return KnownImage(image=open_image(f"{word}:{name}", context), in_cache=False)
        except LayersizeError as error:
            answers.append(f"{error.where}: {error.cause}")
    cause = "is neither in the cache nor in an engine here"
    raise NoSuchImage(str(digest), f"{cause} ({'; '.join(answers)})" if answers else cause)


def told_layers(
    digest: Digest, context: SourceContext, image_engine: str
) -> tuple[str, tuple[Digest | None, ...]] | None:
    """What the image of the digest is called, and its diff_ids; None if it is not at hand.

    As the cache has them, or as an engine tells them, which saves nothing for it. Engines on this
    machine are asked, and `image_engine`, by its title; one that fails doesn't have the image.
    """
    cached = _cached(digest, context)
    if cached is not None:
        return cached.reference, tuple(layer.diff_id for layer in cached.layers)
    from layersize.sources.engine import docker, podman  # slow to load

    for ask in (docker.told_layers, podman.told_layers):
        with suppress(LayersizeError):
            told = ask(digest, context, image_engine)
            if told is not None:
                return told
    return None


def _engines() -> list[tuple[str, Callable[[Digest, SourceContext], str | None]]]:
    from layersize.sources.engine import docker, podman  # slow to load

    return [("docker", docker.find_digest), ("podman", podman.find_digest)]


def _cached(digest: Digest, context: SourceContext) -> Image | None:
    """The image that an engine had when it was read before, if it is kept whole.

    Every document is checked on the way from the digest to the ids of the layers.
    """
    record = context.walker.cache.record(digest.hexadecimal)
    store = None if record is None else recorded_store(_CACHE, record, context.walker)
    if store is None:
        return None
    try:
        with located_errors(_CACHE):
            kind, images = declared_images(store, None)
            meant = [image for image in images if digest in digests_of(image)]
            declared = choose_image(meant, name=None, platform=context.platform)
            return to_image(declared, store, reference=str(digest), source=kind, as_pushed=False)
    except LayersizeError:
        return None  # an engine may have another platform of it
