"""The way of the data in one place: reference, image, walked layers, numbers, comparison."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING

from layersize.accounting.advice import BaseFacts, BaseSource
from layersize.accounting.analyze import LayLayer, analyze_image, lay_over
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.apply_layer import apply_layer
from layersize.accounting.result import ImageAnalysis
from layersize.errors import LayersizeError
from layersize.known_base import (
    BaseImages,
    BaseLayers,
    base_facts,
    built_on,
    refuse_foreign_base,
)
from layersize.layers.cached import Cache, NoCache
from layersize.layers.contents import Contents, comparable_contents
from layersize.layers.image import Image
from layersize.layers.request import WalkRequest
from layersize.layers.walk import LayerWalk, RemoteBlob
from layersize.layers.walk_image import are_worth_processes, walk_image
from layersize.layers.walker import LayerWalker
from layersize.progress import NoProgress, Progress, ProgressDisplay
from layersize.sources.context import Network, SourceContext
from layersize.sources.open_image import open_image
from layersize.sources.reference import STDIN
from layersize.streams.ranges import FileRange
from layersize.values import dataclass
from layersize.warning import Warning

if TYPE_CHECKING:
    from layersize.comparison.result import Comparison
    from layersize.dockerfile.reader import Dockerfile


_WORTH_A_PROCESS_ENTRIES = 50_000
"""Of all layers: below, starting one costs what it saves."""


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
    base: str | None = None
    """The base image that images are built on; `None`: what else tells of it counts."""
    dockerfile: Dockerfile | None = None
    """That an image was built from; `None`: its layers name no lines."""
    progress: ProgressDisplay = field(default_factory=NoProgress)


def analyze(reference: str, settings: Settings | None = None) -> ImageAnalysis:
    """Measures one image.

    Raises LayersizeError, with the place, the cause and the remedy, if it can't be measured, or is
    not built on the base that is given.
    """
    settings = settings or Settings()
    _refuse_to_read_twice(reference, settings.base)
    with paused_garbage_collection():
        image = _advised_image(reference, settings, read_metadata=False)
    refuse_foreign_base([image.analysis], settings.base)
    return image.analysis


def analyze_stage(reference: str, settings: Settings, base: BaseLayers) -> ImageAnalysis:
    """Measures one image, of which it is known what it was built on; raises as `analyze` does."""
    with paused_garbage_collection():
        image = _analyzed(reference, settings, read_metadata=False)
        return advise(image, built_on(image.analysis, base, BaseSource.DOCKERFILE)).analysis


def explore(
    reference: str,
    settings: Settings | None = None,
    *,
    lay: LayLayer = apply_layer,
    is_one_of_several: bool = False,
    has_advice: bool = True,
) -> AnalyzedImage:
    """Measures one image and keeps its file system, to be walked through; raises as `analyze`.

    `lay` lays its layers over each other, and may watch that. One of several images need not be
    built on the base that is given: `refuse_foreign_base` is for them together. Without advice,
    nothing but the base is known beyond its numbers: `add_advice` finds the rest later.
    """
    settings = settings or Settings()
    with paused_garbage_collection():
        image = _with_base(_analyzed(reference, settings, read_metadata=True, lay=lay), settings)
        image = advise(image, image.analysis.base) if has_advice else image
    if not is_one_of_several:
        refuse_foreign_base([image.analysis], settings.base)
    return image


def explore_found(image: Image, context: SourceContext, rows: int) -> AnalyzedImage:
    """Measures an image that was found already, as `explore` does."""
    with paused_garbage_collection():
        measured = _measured(image, context, rows)
        return advise(measured, base_facts(measured, BaseImages(context), None, None))


def compare_explored(base: AnalyzedImage, other: AnalyzedImage, rows: int) -> Comparison:
    """Compares two measured images; raises LayersizeError if a file of them has gone."""
    with paused_garbage_collection():
        return _compared(base, other, rows)


def compare(
    base: str, others: Sequence[str], settings: Settings | None = None
) -> tuple[Comparison, ...]:
    """Measures images and compares each of `others` with `base`; raises as `analyze` does.

    One of them at least is built on the base image that is given, if one is.
    """
    settings = settings or Settings()
    _refuse_to_read_twice(base, *others, settings.base)
    bases = base_images(settings)
    with paused_garbage_collection():
        first = _advised_image(base, settings, read_metadata=True, bases=bases)
        comparisons = []
        for other in others:
            second = _advised_image(other, settings, read_metadata=True, bases=bases)
            comparisons.append(_compared(first, second, settings.rows))
    images = [first.analysis, *(comparison.other for comparison in comparisons)]
    refuse_foreign_base(images, settings.base)
    return tuple(comparisons)


def _refuse_to_read_twice(*references: str | None) -> None:
    if references.count(STDIN) > 1:
        raise LayersizeError("", "standard input can be read only once", "save one to a file")


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


def advise(image: AnalyzedImage, base: BaseFacts | None) -> AnalyzedImage:
    """The same image, with what is said beyond its numbers: base, packages, what would help."""
    from layersize.findings.advise import advised  # not needed by commands about single files
    from layersize.packages.owners import package_owners

    contents, find_owners = Contents(image.walks), partial(package_owners, image)
    if len(image.overlay.content_bytes) < _WORTH_A_PROCESS_ENTRIES or not are_worth_processes(2):
        return advised(image, contents, base, find_owners)
    from layersize.layers.parallel import meanwhile  # slow to load

    with meanwhile(find_owners) as found_owners:
        return advised(image, contents, base, found_owners)


def add_advice(image: AnalyzedImage) -> AnalyzedImage:
    """An image that was explored without advice, with it."""
    with paused_garbage_collection():
        return advise(image, image.analysis.base)


def _advised_image(
    reference: str, settings: Settings, *, read_metadata: bool, bases: BaseImages | None = None
) -> AnalyzedImage:
    image = _analyzed(reference, settings, read_metadata=read_metadata)
    image = _with_base(image, settings, bases)
    return advise(image, image.analysis.base)


def _with_base(
    image: AnalyzedImage, settings: Settings, bases: BaseImages | None = None
) -> AnalyzedImage:
    """The same image with its base, and with the lines of its Dockerfile, if that is given."""
    from_name = None
    if settings.dockerfile is not None:
        from layersize.dockerfile.image_lines import named_base, with_lines  # few images have one

        from_name = named_base(settings.dockerfile, image.analysis.image.platform)
        image = replace(image, analysis=with_lines(image.analysis, settings.dockerfile))
    bases = bases or base_images(settings)
    base = base_facts(image, bases, settings.base, from_name)
    return replace(image, analysis=replace(image.analysis, base=base))


def with_advice(image: AnalyzedImage, settings: Settings) -> AnalyzedImage:
    """An image that was measured, with all that `analyze` says of it."""
    return advise(image, base_facts(image, base_images(settings), settings.base, None))


def base_images(settings: Settings) -> BaseImages:
    """Where the base images of images that are measured so are found."""
    walker = LayerWalker(settings.request, cache=settings.cache)
    context = SourceContext(network=settings.network, use_stores=settings.use_stores, walker=walker)
    return BaseImages(context, settings.progress)


def analyze_whole(reference: str, settings: Settings) -> AnalyzedImage:
    """Measures one image, and keeps its file system and its walks; raises as `analyze` does."""
    with paused_garbage_collection():
        return _analyzed(reference, settings, read_metadata=False)


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
