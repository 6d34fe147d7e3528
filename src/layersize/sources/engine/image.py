"""Images in an engine that speaks Docker's API: asked for by name, saved, walked as they arrive.

Source: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
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
from layersize.sources.engine.inspect import FoundImage, find_image, refuse_without_layers
from layersize.sources.engine.own_store import own_store
from layersize.sources.engine.stream import SAVE_AGAIN, EngineStream
from layersize.sources.image_names import refuse_another
from layersize.sources.local.trusted_folder import NotUsable
from layersize.sources.other_files import refuse_other_files
from layersize.sources.reference import ImageReference
from layersize.sources.saved_image import declared_images
from layersize.sources.saved_stream import SavedStream
from layersize.sources.stores import Store
from layersize.sources.stream_store import StreamStore, recorded_store
from layersize.streams.reader import BufferedReader, Reader
from layersize.values import dataclass
from layersize.warning import Warning


def open_engine_image(engine: Engine, reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name, from the cache if it was read before, else from a save.

    Raises NoSuchImage if the engine does not have it, LayersizeError if it can't be saved.
    """
    found = find_image(engine, reference.name)
    record = context.walker.cache.record(found.image_id)
    if record is not None:
        store = recorded_store(found.title, record, context.walker)
        if store is not None:
            with suppress(LayersizeError):  # another platform may have been pulled since then
                return _image(store, _declared(store, found), found, reference, context)
    warnings: tuple[Warning, ...] = ()
    try:
        own, images = own_store(engine, found, context)
        return _image(own, images or _declared(own, found), found, reference, context)
    except NotUsable:
        pass
    except LayersizeError as error:
        cause = f"{error.where}: {error.cause}" if error.where else error.cause
        message = f"it was saved, as the engine's own folders could not be used ({cause})"
        warnings = (Warning(code="store-not-used", message=message),)
    saved = _walk_save(engine, found, context)
    image = _image(saved, _declared(saved, found), found, reference, context)
    record = saved.record()
    if record is not None:
        context.walker.cache.keep_record(found.image_id, record)
    return replace(image, warnings=(*image.warnings, *warnings))


def _declared(store: Store, found: FoundImage) -> list[DeclaredImage]:
    """The images in a save, or in what is read like one."""
    with located_errors(found.title), _broken_save(found.name):
        return declared_images(store, None)[1]


def _image(
    store: Store,
    images: Sequence[DeclaredImage],
    found: FoundImage,
    reference: ImageReference,
    context: SourceContext,
) -> Image:
    with located_errors(found.title):
        declared = choose_image(images, name=found.manifest_id, platform=context.platform)
        with _broken_save(reference.name):
            image = to_image(
                declared,
                store,
                reference=reference.text,
                source=found.facts.engine,
                as_pushed=False,
            )
        refuse_another(images, found.image_id)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSave(SavedStream):
    """What an engine saves of an image, as it arrives."""

    engine: Engine
    save_name: str
    """What the engine is asked to save."""
    context: SourceContext

    @contextmanager
    def open(self) -> Iterator[Reader]:
        with closing(self.engine), _arriving(self.engine, self.save_name, self.context) as reader:
            yield reader


def engine_save(engine: Engine, reference: ImageReference, context: SourceContext) -> EngineSave:
    """The engine's save of the image of that name; raises as `open_engine_image` does."""
    try:
        found = find_image(engine, reference.name)
        with located_errors(engine.title):
            save_name = _save_name(engine, found, context)
    except BaseException:
        engine.close()
        raise
    return EngineSave(
        where=engine.title,
        reference=reference,
        name=found.manifest_id,
        image_id=found.image_id,
        least_bytes=found.stored_bytes,
        engine=engine,
        save_name=save_name,
        context=context,
    )


def _save_name(engine: Engine, found: FoundImage, context: SourceContext) -> str:
    """What to ask for: a bare repository would bring all its tags.

    Raises LayersizeError if the engine says that it lacks the layers.
    """
    name = found.name
    refuse_without_layers(engine, name, context.platform)
    last = name.rpartition("/")[2]
    by_id = f"sha256:{found.image_id}"
    if "@" in name or found.image_id.startswith(name.removeprefix("sha256:")):
        return by_id
    if ":" in last:
        return name
    tagged = f"{name}:latest"
    same = (engine.inspect(tagged).get("Id").text() or "").removeprefix("sha256:") == found.image_id
    return tagged if same else by_id


@contextmanager
def _arriving(engine: Engine, name: str, context: SourceContext) -> Iterator[Reader]:
    """A save under a watch, to be read to its end; what the engine says of an error explains it."""
    context.progress.wait("waiting for the engine")
    stream = EngineStream(engine.save(name), context.network.timeout_seconds)
    buffered = BufferedReader(stream)
    try:
        try:
            refuse_other_files(buffered.peek(512))
        except LayersizeError as error:
            raise LayersizeError("its save", error.cause, SAVE_AGAIN) from None
        yield buffered
        problem = _reported_by_engine(stream, name) or stream.problem
    except LayersizeError as error:
        raise _reported_by_engine(stream, name) or stream.problem or error from None
    finally:
        stream.close()
    if problem is not None:
        raise problem


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
        save_name = _save_name(engine, found, context)
        with _arriving(engine, save_name, context) as arriving:
            walker = _SaveWalker(context.walker, found.layers)
            return StreamStore(engine.title, arriving, walker)


def _reported_by_engine(stream: EngineStream, name: str) -> LayersizeError | None:
    said = stream.error_sent()
    if said is None:
        return None
    return LayersizeError("", f"gave up the save: {said}", pull_again(name))
