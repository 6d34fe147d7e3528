"""An export from end to end: reference, image or stream, archive, target."""

from __future__ import annotations

from dataclasses import field

from layersize.atomic_file import unfinished_file
from layersize.errors import located_errors
from layersize.export.archive import archive_of
from layersize.export.blobs import blob_bytes, bytes_to_read, check_blob, is_zstd
from layersize.export.documents import documents_of
from layersize.export.target import Target, target_at
from layersize.layers.image import Image
from layersize.layers.request import WalkRequest
from layersize.layers.walker import LayerWalker
from layersize.progress import NoProgress, Progress, ProgressDisplay
from layersize.sources.context import Network, SourceContext
from layersize.sources.open_image import open_to_copy
from layersize.sources.reference import DOCKER_ARCHIVE
from layersize.sources.saved_stream import SavedStream, keep_stream, open_kept
from layersize.streams.limits import BOUNDED, Limits
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings:
    """How images are exported."""

    form: str = DOCKER_ARCHIVE
    """`docker-archive` or `oci-archive`."""
    overwrite: bool = False
    """Replace a file that exists."""
    platform: str | None = None
    """`os/arch[/variant]`; `None`: Linux on this machine's architecture, if there is a choice."""
    limits: Limits = BOUNDED
    network: Network = field(default_factory=Network)
    progress: ProgressDisplay = field(default_factory=NoProgress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    archive_bytes: int
    unpacked_layers: int = 0
    """Layers of zstd that were written as plain tars."""


def export_image(reference: str, file: str, settings: ExportSettings | None = None) -> Exported:
    """Saves an image as a tarball.

    Raises LayersizeError, with the place, the cause and the remedy; then there is no file, or the
    one from before.
    """
    settings = settings or ExportSettings()
    target = target_at(file, reference, overwrite=settings.overwrite)
    progress = settings.progress.start(reference)
    walker = LayerWalker(WalkRequest(limits=settings.limits), progress=progress)
    context = SourceContext(platform=settings.platform, network=settings.network, walker=walker)
    found = open_to_copy(reference, context)
    try:
        if isinstance(found, SavedStream):
            return _export_stream(found, target, settings.form, context)
        return _export(found, target, settings.form, context)
    except OSError as error:  # those of sources are typed
        raise target.problem(error) from None


def _export_stream(
    stream: SavedStream, target: Target, form: str, context: SourceContext
) -> Exported:
    """Saves the stream as a file first; often that is the archive which is wanted."""
    progress = context.progress
    target.check_space(stream.least_bytes if form == DOCKER_ARCHIVE else 2 * stream.least_bytes)
    with unfinished_file(target.path.parent) as unfinished:
        archive_bytes = keep_stream(stream, unfinished.file, progress)
        unfinished.file.flush()
        image, of_images = open_kept(unfinished.path, stream, context)
        is_wanted = form == DOCKER_ARCHIVE == image.source and of_images == 1
        if not is_wanted or any(map(is_zstd, image.layers)):
            return _export(image, target, form, context)
        with located_errors(image.where):
            documents_of(image)
            _check_digests(image, progress)
        progress.wait("writing to disk")
        target.take(unfinished)
    return Exported(archive_bytes=archive_bytes)


def _export(image: Image, target: Target, form: str, context: SourceContext) -> Exported:
    progress = context.progress
    with located_errors(image.where):
        documents_of(image)
        progress.expect(bytes_to_read(image.layers))
        archive = archive_of(image, form, progress)
    target.check_space(archive.most_bytes)
    with unfinished_file(target.path.parent) as unfinished:
        with located_errors(image.where):
            archive.write(unfinished.file, progress, context.walker.request.limits)
        archive_bytes = unfinished.file.tell()
        progress.wait("writing to disk")
        target.take(unfinished)
    return Exported(archive_bytes=archive_bytes, unpacked_layers=archive.unpacked_layers)


def _check_digests(image: Image, progress: Progress) -> None:
    """Raises LayersizeError for a blob that is not what the digest declared for it says."""
    declared = {(layer.blob, layer.digest): layer for layer in image.layers if layer.digest}
    if declared:
        progress.phase("checking layers")
        progress.expect(sum(map(blob_bytes, declared.values())))
    for (_, digest), layer in declared.items():
        check_blob(layer, digest, progress)
