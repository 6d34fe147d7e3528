"""A reference to its image: a file if there is one, else an engine's or a registry's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.sources.context import (
    NoSuchImage,
    NotHere,
    NotPermitted,
    SourceContext,
    Unavailable,
)
from layersize.sources.reference import SOURCES, STDIN, ImageReference, Source, parse_reference
from layersize.sources.similar import did_you_mean, meant_place
from layersize.warning import Warning

if TYPE_CHECKING:
    from layersize.sources.saved_stream import SavedStream

_LIKE_A_FILE = re.compile(r"^[./~]|\.(tar|tgz|txz|t[a-z]{2}|gz|xz|zst|bz2|oci)$", re.IGNORECASE)


class _SourceModule(Protocol):
    """What the module of a source has."""

    def open_image(self, reference: ImageReference, context: SourceContext) -> Image:
        """Finds and reads an image; of a stream also its layers."""
        ...

    def open_to_copy(
        self, reference: ImageReference, context: SourceContext
    ) -> Image | SavedStream:
        """The same image, with blobs that can be read, or the stream to be kept for that."""
        ...

    def similar(self, reference: ImageReference, context: SourceContext) -> list[str]:
        """What there is instead of an image that there isn't, as names that can be given."""
        ...


def open_image(text: str, context: SourceContext) -> Image:
    """Finds and reads the image that a reference names; of a stream also its layers.

    Raises LayersizeError for anything that is no image, or leaves open which one is meant.
    """
    search = _Search(parse_reference(text), context)
    for source in search.sources():
        with search.asking(source):
            image = _module(source).open_image(search.reference, context)
            return replace(image, warnings=(*image.warnings, *search.warnings))
    raise search.failure()


def open_to_copy(text: str, context: SourceContext) -> Image | SavedStream:
    """The same image, with blobs that can be read, or the stream that is to be kept for that."""
    search = _Search(parse_reference(text), context)
    for source in search.sources():
        with search.asking(source):
            return _module(source).open_to_copy(search.reference, context)
    raise search.failure()


def _module(source: Source) -> _SourceModule:
    return cast("_SourceModule", import_module(f"layersize.sources.{source.module}"))


class _Search:
    """Asks the sources that may have an image, one after the other, and remembers their answers."""

    def __init__(self, reference: ImageReference, context: SourceContext) -> None:
        self.reference = reference
        self._context = context
        self._is_offline = context.network.offline
        self._without: list[Source] = []
        """Those that could be asked, and do not have it."""
        self._answers: list[str] = []
        self.warnings: list[Warning] = []
        """What a report from the source that has the image says of those asked before."""
        self._failure: type[LayersizeError] = LayersizeError
        """NoSuchImage if a source says so, and a remote one does if it is asked."""

    def sources(self) -> Iterator[Source]:
        """Those to ask: the one that is named, else a file and whatever goes by names."""
        for source in self._candidates():
            if source.is_remote and self._is_offline:
                self._take(source, _NotAsked(source.word, "not asked, as --offline says"))
            else:
                yield source

    def _candidates(self) -> Iterator[Source]:
        named = self.reference.source
        if named is not None:
            yield from (source for source in SOURCES if source.word == named)
            return
        modules = set()
        for source in SOURCES:
            if source.is_asked_by_word or source.module in modules:
                continue
            if source.is_file or self.reference.name != STDIN:
                modules.add(source.module)
                yield source

    @contextmanager
    def asking(self, source: Source) -> Iterator[None]:
        """Goes on with the next source where this one does not have the image."""
        try:
            yield
        except Unavailable as error:
            self._take(source, error)
        except LayersizeError as error:
            if meant := meant_place(self.reference):
                remedy = did_you_mean([meant])
                raise LayersizeError(error.where, error.cause, remedy) from None
            raise

    def failure(self) -> LayersizeError:
        """What to raise once no source had the image."""
        short = "is not a file, and was not found anywhere"
        elsewhere = "start the engine that has it, or give SOURCE:NAME"
        meant = self._meant()
        remedy = f"{meant} If not, {elsewhere}" if meant else f"check the spelling, {elsewhere}"
        cause = f"{short}: {'; '.join(self._answers)}"
        error = self._failure(self.reference.text, cause, remedy)
        error.parts = (short, *self._answers)
        return error

    def _take(self, source: Source, error: Unavailable) -> None:
        """Remembers an answer; raises if no other source is to be asked."""
        text, is_only_one = self.reference.text, self.reference.source is not None
        if isinstance(error, NoSuchImage):
            self._without.append(source)
        if source.is_file:
            if is_only_one or _LIKE_A_FILE.search(text):
                raise type(error)(error.where, error.cause, self._meant() or error.remedy)
            return
        if isinstance(error, _NotAsked):
            if is_only_one:
                raise LayersizeError(
                    text,
                    "is in a registry, and --offline was given",
                    "leave out --offline, or name a saved image",
                )
        elif isinstance(error, NoSuchImage):
            self._failure = NoSuchImage
        elif source.is_remote:
            self._failure = LayersizeError
        if is_only_one:
            remedy = self._meant() or _remedy(self.reference, error)
            raise self._failure(error.where, error.cause, remedy)
        if isinstance(error, NotHere):
            return
        self._answers.append(f"{error.where}: {error.cause}")
        if isinstance(error, NotPermitted):
            message = f"{error.where}: {error.cause}; the image was read elsewhere"
            self.warnings.append(Warning(code="source-not-permitted", message=message))

    def _meant(self) -> str:
        """What may have been meant, as a question; asks those who do not have the image."""
        meant = meant_place(self.reference)
        names = [meant] if meant else []
        for source in self._without:
            with suppress(LayersizeError):
                names += _module(source).similar(self.reference, self._context)
        prefix = f"{self.reference.source}:" if self.reference.source else ""
        return did_you_mean([prefix + name for name in names])


class _NotAsked(Unavailable):
    """The user does not want the source to be asked."""


def _remedy(reference: ImageReference, error: Unavailable) -> str:
    """`registry:2` may have been meant as an image of that name."""
    if re.search(r"[:/@]", reference.name):
        return error.remedy
    meant = f"an image called {reference.text} is docker:{reference.text}"
    return f"{error.remedy}; {meant}" if error.remedy else meant
