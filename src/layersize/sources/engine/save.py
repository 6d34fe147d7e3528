"""An image as an engine saves it: what to ask for, and what arrives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from layersize.errors import LayersizeError, located_errors
from layersize.sources.context import SourceContext
from layersize.sources.engine.connection import Engine, pull_again
from layersize.sources.engine.inspect import FoundImage, find_image, refuse_without_layers
from layersize.sources.engine.stream import SAVE_AGAIN, EngineStream
from layersize.sources.other_files import refuse_other_files
from layersize.sources.reference import ImageReference
from layersize.sources.saved_stream import SavedStream
from layersize.streams.reader import BufferedReader, Reader
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSave(SavedStream):
    """What an engine saves of an image, as it arrives."""

    engine: Engine
    save_name: str
    """What the engine is asked to save."""
    context: SourceContext

    @contextmanager
    def open(self) -> Iterator[Reader]:
        with (
            closing(self.engine),
            arriving_save(self.engine, self.save_name, self.context) as reader,
        ):
            yield reader


def engine_save(engine: Engine, reference: ImageReference, context: SourceContext) -> EngineSave:
    """The engine's save of the image of that name; raises as `open_engine_image` does."""
    try:
        found = find_image(engine, reference.name)
        with located_errors(engine.title):
            save_name = name_to_save(engine, found, context)
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


def name_to_save(engine: Engine, found: FoundImage, context: SourceContext) -> str:
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
def arriving_save(engine: Engine, name: str, context: SourceContext) -> Iterator[Reader]:
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


def _reported_by_engine(stream: EngineStream, name: str) -> LayersizeError | None:
    said = stream.error_sent()
    if said is None:
        return None
    return LayersizeError("", f"gave up the save: {said}", pull_again(name))
