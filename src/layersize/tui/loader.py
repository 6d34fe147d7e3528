"""Images loaded in a thread, which posts messages about what it does."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from textual.message import Message
from textual.message_pump import MessagePump

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison
from layersize.errors import Interrupted, LayersizeError
from layersize.explore.explored import ExploredImage, ExploredPair
from layersize.progress import Progress
from layersize.tui.file_content import FileContent, FileDifference, FilePlace
from layersize.values import dataclass

_SECONDS_BETWEEN_MESSAGES = 0.1
_HEAD_START_SECONDS = 0.25
"""For the first screen: threads take turns."""


class Backend(Protocol):
    """What the screens need from outside; all of it raises LayersizeError."""

    def image(self, reference: str, progress: Progress) -> AnalyzedImage:
        """Measures an image."""
        ...

    def advised(self, image: AnalyzedImage) -> AnalyzedImage:
        """The same image with its packages and what would help."""
        ...

    def comparison(self, base: AnalyzedImage, other: AnalyzedImage) -> Comparison:
        """Compares two."""
        ...

    def content(
        self, image: AnalyzedImage, place: FilePlace, most_bytes: int, progress: Progress
    ) -> FileContent:
        """What a name of an image leads to, with the first bytes of its data."""
        ...

    def difference(
        self, base: AnalyzedImage, other: AnalyzedImage, path: bytes, progress: Progress
    ) -> FileDifference:
        """How what two images have at a path differs."""
        ...

    def extract(
        self, image: AnalyzedImage, path: bytes, layer: int | None, target: str, progress: Progress
    ) -> str:
        """Writes a file or a folder below the folder `target`; says what came of it."""
        ...

    def write(self, result: ImageAnalysis | Comparison, form: str, path: Path) -> None:
        """Writes a report to a file; `form` is `json` or `markdown`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What there is to show."""

    image: ExploredImage | None
    """The only one, or the one that isn't broken."""
    comparison: ExploredPair | None
    """Both, where neither is broken."""
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


class Advised(Message):
    """Packages and what would help are known of all images."""


class AdviceFailed(Message):
    """A file that had to be read for it has gone; the numbers stay."""

    def __init__(self, error: LayersizeError) -> None:
        super().__init__()
        self.error = error


class Crashed(Message):
    """Something that is no fault of an image."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Loading:
    """Loads images one after the other; a stopped one ends at its next chunk."""

    def __init__(self, references: Sequence[str], backend: Backend, app: MessagePump) -> None:
        self._references = references
        self._backend = backend
        self._app = app
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begins; nobody waits for the thread, so that quitting takes no time."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Ends the work; nothing is posted any more."""
        self._stopping.set()

    @property
    def is_stopped(self) -> bool:
        """Whether nobody waits for the images any more."""
        return self._stopping.is_set()

    def post(self, message: Message) -> None:
        """Sends a message to the program, if it still waits for one."""
        if not self.is_stopped:
            self._app.post_message(message)

    def _run(self) -> None:
        try:
            loaded = self._load()
            self.post(Finished(loaded))
            self._prepare_rest(loaded)
        except Interrupted:
            pass
        except Exception as error:  # noqa: BLE001 - nobody else would hear of it
            self.post(Crashed(error))

    def _prepare_rest(self, loaded: Loaded) -> None:
        """Finds out beforehand what other screens show, once the first one is drawn."""
        pair = loaded.comparison
        images = [pair.base, pair.other] if pair else [loaded.image] if loaded.image else []
        self._advise(images)
        for image in images:
            self._stopping.wait(_HEAD_START_SECONDS)
            for _ in image.prepare_rest():
                if self.is_stopped:
                    return

    def _advise(self, images: Sequence[ExploredImage]) -> None:
        """Finds packages and what would help, and says so."""
        images = [image for image in images if not image.has_advice]
        for image in images:
            self._stopping.wait(_HEAD_START_SECONDS)
            if self.is_stopped:
                return
            try:
                image.add_advice(self._backend.advised(image.image))
            except LayersizeError as error:
                self.post(AdviceFailed(error))
                return
        if images:
            self.post(Advised())

    def _load(self) -> Loaded:
        images: list[ExploredImage] = []
        failures: list[tuple[str, LayersizeError]] = []
        for number, reference in enumerate(self._references):
            progress = _Progress(number, self)
            try:
                images.append(ExploredImage(self._backend.image(reference, progress)))
                progress.phase("done")
            except LayersizeError as error:
                progress.phase("broken")
                failures.append((reference, error))
        if len(images) < 2:
            for image in images:
                image.prepare()
            return Loaded(image=images[0] if images else None, comparison=None, failures=failures)
        base, other = images
        comparison = self._backend.comparison(base.image, other.image)
        return Loaded(image=None, comparison=ExploredPair.of(comparison, base, other), failures=())


class _Progress:
    """Posts how far an image is, ten times a second at most."""

    def __init__(self, number: int, loading: Loading) -> None:
        self._number = number
        self._loading = loading
        self._phase = "waiting"
        self._read_bytes = 0
        self._total_bytes: int | None = None
        self._posted_at = 0.0

    def expect(self, total_bytes: int) -> None:
        self._total_bytes = self._read_bytes + total_bytes
        self._post()

    def advance(self, read_bytes: int) -> None:
        if self._loading.is_stopped:
            raise Interrupted
        self._read_bytes += read_bytes
        if time.monotonic() - self._posted_at > _SECONDS_BETWEEN_MESSAGES:
            self._post()

    def phase(self, text: str) -> None:
        self._phase = text
        self._post()

    def wait(self, text: str) -> None:
        self.phase(text)

    def _post(self) -> None:
        self._posted_at = time.monotonic()
        self._loading.post(Advanced(self._number, self._phase, self._read_bytes, self._total_bytes))
