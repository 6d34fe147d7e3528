"""Images in an engine that speaks Docker's API: asked for by name, saved, walked as they arrive.

Source: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from math import ceil

from layersize.cache.codec import ImageRecord
from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.layers.walk import LayerWalk
from layersize.oci.json_node import JsonNode
from layersize.oci.reference import ImageReference
from layersize.sources.choose import choose_image
from layersize.sources.context import Surroundings
from layersize.sources.copying import SavedStream
from layersize.sources.declared_image import to_image
from layersize.sources.engine.calls import Engine, asked, typed_errors
from layersize.sources.engine.connect import connect
from layersize.sources.engine.inspect import FoundImage, find_image
from layersize.sources.engine.stream import FIRST_BYTE_FACTOR, EngineStream
from layersize.sources.saved_image import refuse_other_files, stated_images
from layersize.sources.stores import Store
from layersize.sources.stream_store import RecordedStore, StreamStore, recorded_store
from layersize.streams.reader import BufferedReader, Reader
from layersize.streams.tar.window import CHUNK

_CHUNK = 4 * CHUNK


def open_engine_image(place: str, reference: ImageReference, surroundings: Surroundings) -> Image:
    """The image of that name, from memory if it was read before, else from a save.

    Raises NotHere if the engine does not have it, LayersizeError if it can't be saved.
    """
    engine = connect(place, surroundings.network)
    found = find_image(engine, reference.name)
    remembered = _remembered(found, surroundings)
    if remembered is not None:
        with suppress(LayersizeError):  # another platform may have been pulled since then
            return _image(remembered, found, reference, surroundings)
    store = _save(engine, reference.name, found, surroundings)
    return _image(store, found, reference, surroundings)


def _image(
    store: Store, found: FoundImage, reference: ImageReference, surroundings: Surroundings
) -> Image:
    try:
        _, images = stated_images(store, None)
        stated = choose_image(
            images,
            name=None,
            wanted_platform=surroundings.wanted_platform,
            usual=surroundings.usual_platform,
        )
        image = to_image(
            stated, store, reference=reference.text, source=found.facts.engine, as_pushed=False
        )
        return replace(image, engine=found.facts)
    except LayersizeError as error:
        raise error.inside(found.title) from None


def engine_save(place: str, reference: ImageReference, surroundings: Surroundings) -> SavedStream:
    """The engine's save of the image of that name; raises as `open_engine_image` does."""
    engine = connect(place, surroundings.network)
    found = find_image(engine, reference.name)
    with _told_inside(engine):
        name = _save_name(engine, reference.name, found)
    return SavedStream(
        where=engine.title,
        reference=reference,
        name=None,
        least_bytes=found.stored_bytes,
        open=lambda: _arriving(engine, name, surroundings),
    )


def _remembered(found: FoundImage, surroundings: Surroundings) -> RecordedStore | None:
    record = surroundings.memory().record(found.image_id)
    if record is None:
        return None
    return recorded_store(found.title, record, surroundings.known_walk)


@contextmanager
def _told_inside(engine: Engine) -> Iterator[None]:
    try:
        yield
    except LayersizeError as error:
        raise error.inside(engine.title) from None


def _save_name(engine: Engine, name: str, found: FoundImage) -> str:
    """What to ask for: a bare repository would bring all its tags."""
    last = name.rpartition("/")[2]
    by_id = f"sha256:{found.image_id}"
    if "@" in name or found.image_id.startswith(name.removeprefix("sha256:")):
        return by_id
    if ":" in last:
        return name
    tagged = f"{name}:latest"
    node = JsonNode(asked(engine.client.inspect_image, tagged), tagged)
    same = (node.get("Id").text() or "").removeprefix("sha256:") == found.image_id
    return tagged if same else by_id


@contextmanager
def _arriving(engine: Engine, name: str, surroundings: Surroundings) -> Iterator[Reader]:
    """A save under a watch, to be read to its end; what the engine says of an error explains it."""
    patience = surroundings.network.timeout_seconds

    def chunks() -> Iterator[bytes]:
        engine.client.timeout = ceil(2 * FIRST_BYTE_FACTOR * patience)  # the stream is watched
        with typed_errors(name):  # an answer that is a refusal is noticed with its first bytes
            saved = iter(engine.client.get_image(name, chunk_size=_CHUNK))
            first = next(saved, b"")
        yield first
        yield from saved

    surroundings.progress.wait("waiting for the engine")
    stream = EngineStream(chunks, patience)
    buffered = BufferedReader(stream)
    try:
        refuse_other_files(buffered.peek(512))
        yield buffered
        problem = _told_by_engine(stream) or stream.problem
    except LayersizeError as error:
        raise _told_by_engine(stream) or stream.problem or error from None
    finally:
        stream.close()
    if problem is not None:
        raise problem


def _save(engine: Engine, name: str, found: FoundImage, surroundings: Surroundings) -> StreamStore:
    """Walks the layers of a save as they arrive."""
    surroundings.progress.expect(found.facts.image_bytes)
    walked = 0

    def walk(layer: Reader) -> LayerWalk:
        nonlocal walked
        walked += 1
        of_all = f" of {found.layers}" if walked <= found.layers else ""
        surroundings.progress.phase(f"walking layer {walked}{of_all}")
        return surroundings.walk_fetched(layer)

    with _told_inside(engine):
        saved_name = _save_name(engine, name, found)
        with _arriving(engine, saved_name, surroundings) as arriving:
            store = StreamStore(engine.title, arriving, walk)
    record = store.record()
    if record is not None and _is_of(record, found.image_id):
        surroundings.memory().keep_record(found.image_id, record)
    return store


def _told_by_engine(stream: EngineStream) -> LayersizeError | None:
    said = stream.error_sent()
    if said is None:
        return None
    return LayersizeError("", f"gave the save up: {said}", "look at the engine's log")


def _is_of(record: ImageRecord, image_id: str) -> bool:
    """Whether the id is the digest of a document: of a config, of an index in newer stores."""
    return any(
        hashlib.sha256(document).hexdigest() == image_id for document in record.documents.values()
    )
