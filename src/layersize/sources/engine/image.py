"""Images in an engine that speaks Docker's API: asked for by name, saved, walked as they arrive.

Source: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import EngineFacts, Image
from layersize.layers.walk import LayerWalk
from layersize.layers.walker import LayerWalker
from layersize.sources.artifacts import NotAnImage
from layersize.sources.choose import choose_image
from layersize.sources.context import SourceContext
from layersize.sources.declared_image import DeclaredImage, to_image
from layersize.sources.engine.connection import Engine, pull_again
from layersize.sources.engine.inspect import FoundImage, find_image
from layersize.sources.engine.own_store import own_store
from layersize.sources.engine.save import arriving_save, name_to_save
from layersize.sources.image_names import refuse_another
from layersize.sources.local.trusted_folder import NotUsable
from layersize.sources.reference import ImageReference
from layersize.sources.saved_image import declared_images
from layersize.sources.stores import Store
from layersize.sources.stream_store import StreamStore, recorded_store
from layersize.streams.reader import Reader
from layersize.warning import Warning


def open_engine_image(engine: Engine, reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name, from an earlier run, from the engine's own folder, or from a save.

    Raises NoSuchImage if the engine does not have it, LayersizeError if it can't be saved.
    """
    found = find_image(engine, reference.name)
    ways = [_remembered, _from_folder]
    if found.facts.store == "podman" or context.reads_files:
        ways.reverse()  # the folder tells more than a save: Podman's transfer bytes, and all data
    warnings: list[Warning] = []
    for way in ways:
        image = way(engine, found, reference, context, warnings)
        if image is not None:
            return replace(image, warnings=(*image.warnings, *warnings))
    image = _saved(engine, found, reference, context)
    return replace(image, warnings=(*image.warnings, *warnings))


def _remembered(
    _engine: Engine,
    found: FoundImage,
    reference: ImageReference,
    context: SourceContext,
    _warnings: list[Warning],
) -> Image | None:
    """The image as it was saved in an earlier run."""
    record = context.walker.cache.record(found.image_id)
    store = None if record is None else recorded_store(found.title, record, context.walker)
    if store is not None:
        with suppress(LayersizeError):  # another platform may have been pulled since then
            images = declared_images(store, None)[1]
            return _image(store, images, _chosen(images, found, context), found, reference)
    return None


def _from_folder(
    engine: Engine,
    found: FoundImage,
    reference: ImageReference,
    context: SourceContext,
    warnings: list[Warning],
) -> Image | None:
    """The image in the engine's own folder; a warning is added if that disagrees with itself.

    Raises LayersizeError where a save would only say the same: no such platform, not an image.
    """
    context.progress.expect(found.facts.image_bytes)
    try:
        store, images = own_store(engine, found, context)
        images = images or declared_images(store, None)[1]
    except NotUsable:
        return None
    except NotAnImage as error:
        raise error.inside(found.title) from None
    except LayersizeError as error:
        warnings.append(_not_used(error))
        return None
    if found.facts.store != "containerd":  # which may lack parts, and says best which
        _chosen(images, found, context)
    try:
        declared = _chosen(images, found, context)
        return _image(store, images, declared, found, reference)
    except LayersizeError as error:
        warnings.append(_not_used(error))
        return None


def _not_used(error: LayersizeError) -> Warning:
    cause = f"{error.where}: {error.cause}" if error.where else error.cause
    message = f"it was saved, as the engine's own folders could not be used ({cause})"
    return Warning(code="store-not-used", message=message)


def _saved(
    engine: Engine, found: FoundImage, reference: ImageReference, context: SourceContext
) -> Image:
    """The image as the engine saves it, which is remembered."""
    store = _walk_save(engine, found, context)
    with located_errors(found.title), _broken_save(found.name):
        images = declared_images(store, None)[1]
    declared = _chosen(images, found, context)
    with located_errors(found.title), _broken_save(reference.name):
        image = _image(store, images, declared, found, reference)
    record = store.record()
    if record is not None:
        context.walker.cache.keep_record(found.image_id, record)
    return image


def _chosen(
    images: Sequence[DeclaredImage], found: FoundImage, context: SourceContext
) -> DeclaredImage:
    """The image that is meant, of all that were saved together."""
    with located_errors(found.title):
        declared = choose_image(images, name=found.manifest_id, platform=context.platform)
        refuse_another(images, found.image_id)
        return declared


def _image(
    store: Store,
    images: Sequence[DeclaredImage],
    declared: DeclaredImage,
    found: FoundImage,
    reference: ImageReference,
) -> Image:
    source = found.facts.engine
    image = to_image(declared, store, reference=reference.text, source=source, as_pushed=False)
    return replace(image, engine=_of_all_platforms(found.facts, images, store))


def _of_all_platforms(
    facts: EngineFacts, images: Sequence[DeclaredImage], store: Store
) -> EngineFacts:
    """The facts of a containerd store that does not tell of platforms: its save has them all."""
    if facts.store != "containerd" or facts.platforms > 1:
        return facts
    there = {image.platform for image in images if _has_layers(image, store)}
    if len(there) < 2:
        return facts
    return replace(facts, platforms=len(there), stored_bytes=None)


def _has_layers(image: DeclaredImage, store: Store) -> bool:
    if image.problem is not None or not image.layers:
        return False
    try:
        return all(store.blob(layer.name) is not None for layer in image.layers)
    except LayersizeError:
        return False


@contextmanager
def _broken_save(name: str) -> Iterator[None]:
    """What is wrong with a save is the engine's matter: to save once more does not help."""
    try:
        yield
    except NotAnImage:
        raise
    except LayersizeError as error:
        where = f"its save: {error.where}" if error.where else "its save"
        raise LayersizeError(where, error.cause, pull_again(name)) from None


class _SaveWalker:
    """Walks the layers of a save, keeps the walks, and says which layer it is at."""

    def __init__(self, walker: LayerWalker, layers: int) -> None:
        self._walker = walker
        self._layers = layers
        self._walked = 0

    def walk_stream(self, arriving: Reader, algorithms: tuple[str, ...]) -> LayerWalk:
        self._walked += 1
        of_all = f" of {self._layers}" if self._walked <= self._layers else ""
        self._walker.progress.phase(f"walking layer {self._walked}{of_all}")
        return self._walker.walk_saved(arriving, algorithms)


def _walk_save(engine: Engine, found: FoundImage, context: SourceContext) -> StreamStore:
    """Walks the layers of a save as they arrive."""
    context.progress.expect(found.facts.image_bytes)
    with located_errors(engine.title):
        save_name = name_to_save(engine, found, context)
        with arriving_save(engine, save_name, context) as arriving:
            walker = _SaveWalker(context.walker, found.layers)
            return StreamStore(engine.title, arriving, walker)
