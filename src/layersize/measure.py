"""The way of the data in one place: reference, image, walked layers, numbers, comparison."""

from __future__ import annotations

import gc
import platform
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from layersize.accounting.analyze import analyze_image, lay_over
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageAnalysis
from layersize.errors import LayersizeError
from layersize.layers.contents import Contents
from layersize.layers.image import Image
from layersize.layers.request import WalkRequest
from layersize.layers.walk import LayerWalk, RemoteBlob
from layersize.layers.walk_image import walk_image
from layersize.layers.walker import walk_stream
from layersize.oci.digest import Digest
from layersize.oci.platform import linux_platform
from layersize.oci.reference import STDIN
from layersize.progress import Progress, Silent
from layersize.sources.context import Forgetful, Memory, Network, Surroundings, standard_input
from layersize.sources.open_image import open_image
from layersize.streams.limits import BOUNDED, Expansion, Limits
from layersize.streams.ranges import FileRange
from layersize.streams.reader import Reader

if TYPE_CHECKING:
    from layersize.compare.result import Comparison


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
    estimate_transfer: bool = False
    """Compress layers whose transfer bytes are not known, as a push would."""
    memory: Callable[[], Memory] = Forgetful
    """Gives where walks of fetched layers are kept; asked only if there are such."""
    network: Network = field(default_factory=Network)
    standard_input: Callable[[], Reader] = standard_input
    progress: Callable[[str], Progress] = lambda reference: Silent()  # noqa: ARG005 - as its callers give it


def analyze(reference: str, settings: Settings | None = None) -> ImageAnalysis:
    """Measures one image.

    Raises LayersizeError, with the place, the cause and the remedy, if it can't be measured.
    """
    with _paused_garbage_collection():
        return _analyzed(reference, settings or Settings(), read_metadata=False).analysis


def explore(reference: str, settings: Settings | None = None) -> AnalyzedImage:
    """Measures one image and keeps its file system, to be walked through; raises as `analyze`."""
    with _paused_garbage_collection():
        return _analyzed(reference, settings or Settings(), read_metadata=True)


def compare_explored(base: AnalyzedImage, other: AnalyzedImage, rows: int) -> Comparison:
    """Compares two measured images; raises LayersizeError if a file of them has gone."""
    from layersize.compare.compare import compare_images  # not needed by `inspect`

    with _paused_garbage_collection():
        return compare_images(base, other, Contents(base.walks), Contents(other.walks), rows)


def compare(
    base: str, others: Sequence[str], settings: Settings | None = None
) -> tuple[Comparison, ...]:
    """Measures images and compares each of `others` with `base`; raises as `analyze` does."""
    from layersize.compare.compare import compare_images  # not needed by `inspect`

    settings = settings or Settings()
    if [base, *others].count(STDIN) > 1:
        raise LayersizeError("", "standard input can be read only once", "save one to a file")
    with _paused_garbage_collection():
        first = _analyzed(base, settings, read_metadata=True)
        first_contents = Contents(first.walks)
        comparisons = []
        for other in others:
            second = _analyzed(other, settings, read_metadata=True)
            second_contents = Contents(second.walks)
            comparisons.append(
                compare_images(first, second, first_contents, second_contents, settings.rows)
            )
    return tuple(comparisons)


def analyze_whole(reference: str, settings: Settings) -> AnalyzedImage:
    """Measures one image, and keeps its file system and its walks; raises as `analyze` does."""
    with _paused_garbage_collection():
        return _analyzed(reference, settings, read_metadata=False)


def layer_ids(reference: str, settings: Settings) -> tuple[Digest | None, ...]:
    """The diff_ids of an image, of which a registry is asked for no layer; raises as `analyze`."""
    progress = settings.progress(reference)
    request = WalkRequest(
        limits=settings.limits,
        expansion=Expansion(settings.limits.expansion_ratio),
        on_bytes=progress.advance,
    )
    image = open_image(reference, _surroundings(settings, request, progress))
    return tuple(layer.diff_id for layer in image.layers)


def _analyzed(reference: str, settings: Settings, *, read_metadata: bool) -> AnalyzedImage:
    progress = settings.progress(reference)
    request = WalkRequest(
        verify=settings.verify,
        estimate_transfer=settings.estimate_transfer,
        read_metadata=read_metadata,
        limits=settings.limits,
        expansion=Expansion(settings.limits.expansion_ratio),
        on_bytes=progress.advance,
    )
    image = open_image(reference, _surroundings(settings, request, progress))
    if any(isinstance(layer.blob, RemoteBlob) for layer in image.layers):
        request = _to_keep(request, settings.memory)
    elif len(image.layers) == 1 and not read_metadata:
        request = replace(request, hash_contents=False)
    blobs = {
        blob for layer in image.layers if isinstance(blob := layer.blob, FileRange | RemoteBlob)
    }
    progress.expect(sum(blob.blob_bytes or 0 for blob in blobs))
    try:
        with closing(_told(image, walk_image(image, request), progress)) as arriving:
            overlay, walks = lay_over(arriving)
        return analyze_image(image, overlay, walks, Contents(walks), settings.rows)
    except LayersizeError as error:
        raise error.inside(image.where) from None


def _surroundings(settings: Settings, request: WalkRequest, progress: Progress) -> Surroundings:
    to_keep = _to_keep(request, settings.memory)

    def walk_fetched(stream: Reader) -> LayerWalk:
        walk = walk_stream(stream, to_keep)
        settings.memory().keep_walk(walk)
        return walk

    return Surroundings(
        wanted_platform=settings.platform,
        usual_platform=linux_platform(platform.machine()),
        walk_stream=lambda stream: walk_stream(stream, request),
        walk_fetched=walk_fetched,
        standard_input=settings.standard_input,
        expansion=Expansion(settings.limits.expansion_ratio),
        known_walk=to_keep.known_walk,
        memory=settings.memory,
        network=settings.network,
        progress=progress,
    )


def _to_keep(request: WalkRequest, memory: Callable[[], Memory]) -> WalkRequest:
    """Walks that serve every later use, and those from earlier that serve this one."""

    def known_walk(digest: Digest) -> LayerWalk | None:
        walk = memory().walk(digest)
        if walk is None or (request.verify and walk.tar_digest is None):
            return None
        if not request.estimate_transfer:
            return replace(walk, transfer_estimate_bytes=None)
        lacks_estimate = walk.is_plain and walk.transfer_estimate_bytes is None
        return None if lacks_estimate else walk

    return replace(
        request,
        read_metadata=True,
        hash_contents=True,
        known_walk=known_walk,
        keep_walk=lambda walk: memory().keep_walk(walk),
    )


def _told(
    image: Image, walks: Generator[LayerWalk, None, None], progress: Progress
) -> Generator[LayerWalk, None, None]:
    """Passes walks on, and tells which of them is still to come."""
    with closing(walks):
        for number, walk in enumerate(walks, 1):
            yield walk
            if number < len(image.layers) and not isinstance(image.layers[number].blob, LayerWalk):
                progress.phase(f"walking layer {number + 1} of {len(image.layers)}")


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
