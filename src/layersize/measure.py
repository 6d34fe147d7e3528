"""The way of the data in one place: reference, image, walked layers, numbers, comparison."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from layersize.analysis.analyzed_image import AnalyzedImage
from layersize.analysis.image_analysis import analyze_image
from layersize.formats.limits import BOUNDED, Expansion, Limits
from layersize.model.analysis import ImageAnalysis
from layersize.model.errors import LayersizeError
from layersize.model.layer_walk import FileRange
from layersize.model.reader import Reader
from layersize.model.reference import STDIN
from layersize.sources.open_image import Surroundings, open_image
from layersize.walker.contents import Contents
from layersize.walker.layer_walker import walk_stream
from layersize.walker.walk_image import walk_image
from layersize.walker.walk_request import WalkRequest

if TYPE_CHECKING:
    from layersize.model.comparison import Comparison


class Progress(Protocol):
    """Told how far the reading of one image is; may raise Interrupted."""

    def expect(self, total_bytes: int) -> None:
        """Says how many bytes there will be, once that is known."""
        ...

    def advance(self, read_bytes: int) -> None:
        """Says that so many more bytes were read or skipped."""
        ...


class _Silent:
    def expect(self, total_bytes: int) -> None:
        pass

    def advance(self, read_bytes: int) -> None:
        pass


def _standard_input() -> Reader:
    return sys.stdin.buffer


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How images are measured."""

    platform: str | None = None
    """`os/arch[/variant]`; `None`: Linux on this machine's architecture, if there is a choice."""
    verify: bool = False
    """Hash also what need not be read: plain tars in a file, the tars of compressed layers."""
    limits: Limits = BOUNDED
    rows: int = 10
    """How many of the largest files and differences to name."""
    standard_input: Callable[[], Reader] = _standard_input
    progress: Callable[[str], Progress] = lambda reference: _Silent()  # noqa: ARG005


def analyze(reference: str, settings: Settings | None = None) -> ImageAnalysis:
    """Measures one image.

    Raises LayersizeError, with the place, the cause and the remedy, if it can't be measured.
    """
    with _paused_garbage_collection():
        return _analyzed(reference, settings or Settings(), read_metadata=False).analysis


def compare(
    base: str, others: Sequence[str], settings: Settings | None = None
) -> tuple[Comparison, ...]:
    """Measures images and compares each of `others` with `base`; raises as `analyze` does."""
    from layersize.analysis.compare import compare_images  # not needed by `inspect`

    settings = settings or Settings()
    if [base, *others].count(STDIN) > 1:
        raise LayersizeError("", "standard input can be read only once", "save one to a file")
    with _paused_garbage_collection():
        first = _analyzed(base, settings, read_metadata=True)
        hash_first = Contents(first.walks).hashes
        comparisons = []
        for other in others:
            second = _analyzed(other, settings, read_metadata=True)
            hash_second = Contents(second.walks).hashes
            comparisons.append(
                compare_images(first, second, hash_first, hash_second, settings.rows)
            )
    return tuple(comparisons)


def _analyzed(reference: str, settings: Settings, *, read_metadata: bool) -> AnalyzedImage:
    progress = settings.progress(reference)
    request = WalkRequest(
        verify=settings.verify,
        read_metadata=read_metadata,
        limits=settings.limits,
        expansion=Expansion(settings.limits.expansion_ratio),
        on_bytes=progress.advance,
    )
    surroundings = Surroundings(
        walk_stream=lambda stream: walk_stream(stream, request),
        standard_input=settings.standard_input,
        expansion=Expansion(settings.limits.expansion_ratio),
    )
    image = open_image(reference, settings.platform, surroundings)
    ranges = {layer.blob for layer in image.layers if isinstance(layer.blob, FileRange)}
    progress.expect(sum(blob.blob_bytes for blob in ranges))
    if len(image.layers) == 1 and not read_metadata:
        request = replace(request, hash_contents=False)
    try:
        with closing(walk_image(image, request)) as walks:
            return analyze_image(image, walks, lambda walks: Contents(walks).same, settings.rows)
    except LayersizeError as error:
        raise error.inside(image.where) from None


@contextmanager
def _paused_garbage_collection() -> Iterator[None]:
    """Columns and trees hold no cycles; looking for some would take a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
