"""Images loaded in a thread, which tells what it does by messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual.message import Message

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.comparison.result import Comparison
from layersize.errors import Interrupted, LayersizeError
from layersize.explore.explored import ExploredImage, ExploredPair
from layersize.progress import Progress

_TOLD_EVERY_SECONDS = 0.1


class Loader(Protocol):
    """Where images come from; both raise LayersizeError."""

    def image(self, reference: str, progress: Progress) -> AnalyzedImage:
        """Measures an image."""
        ...

    def comparison(self, base: AnalyzedImage, other: AnalyzedImage) -> Comparison:
        """Compares two."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What there is to show."""

    image: ExploredImage | None
    """The only one, or the one that isn't broken."""
    pair: ExploredPair | None
    failures: Sequence[tuple[str, LayersizeError]]
    """References of broken images, and what is wrong."""


class Advanced(Message):
    """How far an image is."""

    def __init__(self, number: int, phase: str, read_bytes: int, total_bytes: int | None) -> None:
        super().__init__()
        self.number = number
        self.phase = phase
        self.read_bytes = read_bytes
        self.total_bytes = total_bytes


class Finished(Message):
    """All images are loaded, or what could be."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__()
        self.loaded = loaded


class Crashed(Message):
    """Something that is no fault of an image."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Loading:
    """Loads images one after the other; a stopped one ends at its next chunk."""

    def __init__(
        self, references: Sequence[str], loader: Loader, post: Callable[[Message], object]
    ) -> None:
        self._references = references
        self._loader = loader
        self._post = post
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begins; nobody waits for the thread, so that quitting takes no time."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Ends the work, and keeps it from telling anything more."""
        self._stopping.set()

    def _tell(self, message: Message) -> None:
        if not self._stopping.is_set():
            self._post(message)

    def _run(self) -> None:
        try:
            self._tell(Finished(self._load()))
        except Interrupted:
            pass
        except Exception as error:  # noqa: BLE001 - a thread has nobody else to tell
            self._tell(Crashed(error))

    def _load(self) -> Loaded:
        images: list[ExploredImage] = []
        failures: list[tuple[str, LayersizeError]] = []
        for number, reference in enumerate(self._references):
            progress = _Progress(number, self._tell, self._stopping)
            try:
                images.append(_prepared(self._loader.image(reference, progress)))
                progress.phase("done")
            except LayersizeError as error:
                progress.phase("broken")
                failures.append((reference, error))
        if len(images) < 2:
            return Loaded(image=images[0] if images else None, pair=None, failures=failures)
        base, other = images
        comparison = self._loader.comparison(base.image, other.image)
        pair = ExploredPair.of(comparison, base, other)
        return Loaded(image=None, pair=pair, failures=())


def _prepared(image: AnalyzedImage) -> ExploredImage:
    """An image whose sums are at hand before they are looked at."""
    explored = ExploredImage(image)
    explored.prepare()
    return explored


class _Progress:
    """Posts how far an image is, ten times a second at most."""

    def __init__(
        self, number: int, post: Callable[[Message], object], stopping: threading.Event
    ) -> None:
        self._number = number
        self._post = post
        self._stopping = stopping
        self._phase = "waiting"
        self._read_bytes = 0
        self._total_bytes: int | None = None
        self._told_at = 0.0

    def expect(self, total_bytes: int) -> None:
        self._total_bytes = self._read_bytes + total_bytes
        self._tell()

    def advance(self, read_bytes: int) -> None:
        if self._stopping.is_set():
            raise Interrupted
        self._read_bytes += read_bytes
        if time.monotonic() - self._told_at > _TOLD_EVERY_SECONDS:
            self._tell()

    def phase(self, text: str) -> None:
        self._phase = text
        self._tell()

    def wait(self, text: str) -> None:
        self.phase(text)

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        self._post(Advanced(self._number, self._phase, self._read_bytes, self._total_bytes))
