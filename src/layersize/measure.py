"""The way of the data in one place: reference, image, walked layers, numbers, comparison."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import field, replace
from typing import TYPE_CHECKING

from layersize.accounting.analyze import LayLayer, analyze_image, lay_over
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.apply_layer import apply_layer
from layersize.accounting.result import ImageAnalysis
from layersize.errors import LayersizeError
from layersize.layers.cached import Cache, NoCache
from layersize.layers.contents import Contents, comparable_contents
from layersize.layers.image import Image
from layersize.layers.request import WalkRequest
from layersize.layers.walk import LayerWalk, RemoteBlob
from layersize.layers.walk_image import walk_image
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import Digest
from layersize.progress import NoProgress, Progress, ProgressDisplay
from layersize.sources.context import Network, SourceContext
from layersize.sources.open_image import open_image
from layersize.sources.reference import STDIN
from layersize.streams.ranges import FileRange
from layersize.values import dataclass
from layersize.warning import Warning

if TYPE_CHECKING:
    from layersize.comparison.result import Comparison
    from layersize.sources.engine.known_image import KnownImage


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How images are found and measured."""

    platform: str | None = None
    """`os/arch[/variant]`; `None`: Linux on this machine's architecture, if there is a choice."""
    network: Network = field(default_factory=Network)
    request: WalkRequest = field(default_factory=WalkRequest)
    """What to find out about layers."""
    rows: int = 10
    """How many of the largest files and differences to name."""
    cache: Cache = field(default_factory=NoCache)
    """Where walks of fetched layers are kept, and found again."""
    use_stores: bool = True
    """Read the images of an engine from its own folders, where that can be done."""
    progress: ProgressDisplay = field(default_factory=NoProgress)


def analyze(reference: str, settings: Settings | None = None) -> ImageAnalysis:
    """Measures one image.

    Raises LayersizeError, with the place, the cause and the remedy, if it can't be measured.
    """
    with paused_garbage_collection():
        return advise(_analyzed(reference, settings or Settings(), read_metadata=False)).analysis


def explore(
    reference: str, settings: Settings | None = None, *, lay: LayLayer = apply_layer
) -> AnalyzedImage:
    """Measures one image and keeps its file system, to be walked through; raises as `analyze`.

    `lay` lays its layers over each other, and may watch that.
    """
    with paused_garbage_collection():
        return advise(_analyzed(reference, settings or Settings(), read_metadata=True, lay=lay))


def explore_found(image: Image, context: SourceContext, rows: int) -> AnalyzedImage:
    """Measures an image that was found already, as `explore` does."""
    with paused_garbage_collection():
        return advise(_measured(image, context, rows))


def compare_explored(base: AnalyzedImage, other: AnalyzedImage, rows: int) -> Comparison:
    """Compares two measured images; raises LayersizeError if a file of them has gone."""
    with paused_garbage_collection():
        return _compared(base, other, rows)


def compare(
    base: str, others: Sequence[str], settings: Settings | None = None
) -> tuple[Comparison, ...]:
    """Measures images and compares each of `others` with `base`; raises as `analyze` does."""
    settings = settings or Settings()
    if [base, *others].count(STDIN) > 1:
        raise LayersizeError("", "standard input can be read only once", "save one to a file")
    with paused_garbage_collection():
        first = advise(_analyzed(base, settings, read_metadata=True))
        return tuple(
            _compared(first, advise(_analyzed(other, settings, read_metadata=True)), settings.rows)
            for other in others
        )


def _compared(base: AnalyzedImage, other: AnalyzedImage, rows: int) -> Comparison:
    from layersize.comparison.compare import compare_images  # not needed by `inspect`

    base_contents, other_contents = comparable_contents(base.walks, other.walks)
    comparison = compare_images(base, other, base_contents, other_contents, rows)
    return replace(
        comparison,
        base=_with_unread(comparison.base, base_contents.unread_files),
        other=_with_unread(comparison.other, other_contents.unread_files),
    )


def _with_unread(image: ImageAnalysis, unread_files: int) -> ImageAnalysis:
    if not unread_files:
        return image
    are_files = "1 file" if unread_files == 1 else f"{unread_files} files"
    message = f"of {are_files}, the contents could not be read, which so count as changed"
    warning = Warning(code="unread-files", message=message)
    return replace(image, warnings=(*image.warnings, warning))


def advise(image: AnalyzedImage) -> AnalyzedImage:
    """The same image, with what is said beyond its numbers: packages and what would help."""
    from layersize.findings.advise import advised  # not needed by commands about single files

    return advised(image, Contents(image.walks), None)


def analyze_whole(reference: str, settings: Settings) -> AnalyzedImage:
    """Measures one image, and keeps its file system and its walks; raises as `analyze` does."""
    with paused_garbage_collection():
        return _analyzed(reference, settings, read_metadata=False)


def layer_ids(reference: str, settings: Settings) -> tuple[Digest | None, ...]:
    """The diff_ids of an image, of which a registry is asked for no layer; raises as `analyze`."""
    image = open_image(reference, source_context(reference, settings, settings.request))
    return tuple(layer.diff_id for layer in image.layers)


def known_image(digest: Digest, settings: Settings) -> KnownImage:
    """The image of a digest that is in the cache or in an engine here, of which no layer is walked.

    Raises NoSuchImage if there is none.
    """
    from layersize.sources.engine.known_image import open_known_image  # for few images

    return open_known_image(digest, source_context(str(digest), settings, settings.request))


def _analyzed(
    reference: str, settings: Settings, *, read_metadata: bool, lay: LayLayer = apply_layer
) -> AnalyzedImage:
    request = replace(settings.request, read_metadata=read_metadata)
    context = source_context(reference, settings, request)
    return _measured(open_image(reference, context), context, settings.rows, lay)


def _measured(
    image: Image, context: SourceContext, rows: int, lay: LayLayer = apply_layer
) -> AnalyzedImage:
    blobs = {
        blob for layer in image.layers if isinstance(blob := layer.blob, FileRange | RemoteBlob)
    }
    context.progress.expect(sum(blob.blob_bytes or 0 for blob in blobs))
    walks = _with_phases(image, walk_image(image, context.walker), context.progress)
    try:
        with closing(walks):
            overlay, walked = lay_over(walks, lay)
        return analyze_image(image, overlay, walked, Contents(walked), rows)
    except LayersizeError as error:
        raise error.inside(image.where) from None


def source_context(reference: str, settings: Settings, request: WalkRequest) -> SourceContext:
    """How the image of a reference is found and read."""
    progress = settings.progress.start(reference)
    walker = LayerWalker(request, progress=progress, cache=settings.cache)
    return SourceContext(
        platform=settings.platform,
        network=settings.network,
        use_stores=settings.use_stores,
        walker=walker,
    )


def _with_phases(
    image: Image, walks: Generator[LayerWalk, None, None], progress: Progress
) -> Generator[LayerWalk, None, None]:
    """Passes walks on, and says which of them is still to come."""
    with closing(walks):
        for number, walk in enumerate(walks, 1):
            yield walk
            is_to_walk = number < len(image.layers) and isinstance(
                image.layers[number].blob, FileRange | RemoteBlob
            )
            if is_to_walk:
                progress.phase(f"walking layer {number + 1} of {len(image.layers)}")


@contextmanager
def paused_garbage_collection() -> Iterator[None]:
    """Columns and trees hold no cycles; looking for some would take a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
