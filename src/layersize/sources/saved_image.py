"""Saved images: files, folders and streams; what kind one is, is found by looking."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.oci.json_node import JsonNode
from layersize.sources.choose import choose_image
from layersize.sources.context import NoSuchImage, SourceContext
from layersize.sources.declared_image import DeclaredImage, to_image
from layersize.sources.docker_archive import MANIFEST, docker_images, with_index
from layersize.sources.image_names import refuse_another
from layersize.sources.legacy_archive import is_legacy, legacy_images
from layersize.sources.named_file import find_file
from layersize.sources.oci_layout import INDEX, layout_images
from layersize.sources.other_files import HOW_TO_SAVE, other_contents, refuse_other_files
from layersize.sources.reference import (
    DOCKER_ARCHIVE,
    FILE_SOURCES,
    OCI_ARCHIVE,
    OCI_DIR,
    STDIN,
    ImageReference,
)
from layersize.sources.similar import similar_files
from layersize.sources.skopeo_dir import dir_images
from layersize.sources.stores import ArchiveStore, FolderStore, Store, UnpackedStore
from layersize.sources.stream_store import StreamStore
from layersize.streams.compression import PLAIN, compression_of
from layersize.streams.decompress import DecompressingReader
from layersize.streams.limits import Expansion, ExpansionPart
from layersize.streams.ranges import FileRange, RangeReader, open_range
from layersize.streams.reader import BufferedReader, Reader
from layersize.streams.tar.headers import BLOCK

if TYPE_CHECKING:
    from layersize.sources.saved_stream import SavedStream

STANDARD_INPUT = "standard input"
_HOW_TO_NAME = "put a colon and one of these behind it"
_HOW_TO_NAME_PIPED = "save only one, or write a file and put a colon and one of these behind it"
_HOW_TO_PIPE = "pipe an image in: docker save app:v1 | layersize inspect -"


def open_image(reference: ImageReference, context: SourceContext) -> Image:
    """The image in a file or folder, or on standard input.

    Raises NoSuchImage if there is no such file, LayersizeError if it holds no image, or several.
    """
    if is_standard_input(reference):
        with errors_inside(STANDARD_INPUT):
            store: Store = _stream_store(STANDARD_INPUT, standard_input(), context)
            return choose_saved(store, None, reference, context)[0]
    path, name = find_named_file(reference)
    return open_file(path, name, reference, context)


def open_to_copy(reference: ImageReference, context: SourceContext) -> Image | SavedStream:
    """The same image; of what can be read only forwards, the stream that is to be kept."""
    from layersize.sources.saved_stream import file_to_copy, standard_input_to_copy

    if is_standard_input(reference):
        return standard_input_to_copy(reference, context)
    path, name = find_named_file(reference)
    return file_to_copy(path, name, reference, context)


def similar(reference: ImageReference, context: SourceContext) -> list[str]:  # noqa: ARG001 - as every source has it
    """Files beside the one that is not there whose names are like it."""
    path = reference.name.partition(":")[0]
    folder, slash, name = path.rpartition("/")
    try:
        with os.scandir(folder + slash or ".") as entries:
            return [
                folder + slash + found for found in similar_files(name, (e.name for e in entries))
            ]
    except (OSError, ValueError):
        return []


def open_file(
    path: Path, name: str | None, reference: ImageReference, context: SourceContext
) -> Image:
    """The image in a file or folder; raises LayersizeError if it is none or not the only one."""
    with errors_inside(str(path)):
        store = _file_store(path, reference.source, context)
        return choose_saved(store, name, reference, context)[0]


def is_standard_input(reference: ImageReference) -> bool:
    """Whether a reference means the archive that arrives on standard input."""
    return reference.name == STDIN and reference.source in (None, DOCKER_ARCHIVE, OCI_ARCHIVE)


def find_named_file(reference: ImageReference) -> tuple[Path, str | None]:
    """The file that a reference names, and the name of the image in it; raises NoSuchImage."""
    found = find_file(reference)
    if found is None:
        raise NoSuchImage(reference.text, "no such file or folder", "check the spelling")
    return found


def standard_input() -> BinaryIO:
    """The stream that `-` stands for; raises LayersizeError if no image can come from it."""
    if sys.stdin is None:
        raise LayersizeError("", "is closed", _HOW_TO_PIPE)
    if sys.stdin.isatty():
        raise LayersizeError("", "is a terminal", _HOW_TO_PIPE)
    return sys.stdin.buffer


@contextmanager
def errors_inside(where: str) -> Iterator[None]:
    """What goes wrong with a saved image is raised as LayersizeError, with `where` it is."""
    try:
        yield
    except OSError as error:
        raise LayersizeError(where, error.strerror or str(error)) from None
    except LayersizeError as error:
        raise error.inside(where) from None


def choose_saved(
    store: Store,
    name: str | None,
    reference: ImageReference,
    context: SourceContext,
    image_id: str | None = None,
) -> tuple[Image, int]:
    """The image of a store that is meant, and of how many that can be read.

    Raises LayersizeError if none is, if several are, or if none has the id that is given.
    """
    kind, images = declared_images(store, reference.source)
    how_to_name = _HOW_TO_NAME_PIPED if is_standard_input(reference) else _HOW_TO_NAME
    declared = choose_image(images, name=name, platform=context.platform, how_to_name=how_to_name)
    image = to_image(
        declared, store, reference=reference.text, source=kind, as_pushed=kind != DOCKER_ARCHIVE
    )
    if image_id is not None:
        refuse_another(images, image_id)
    return image, sum(image.problem is None for image in images)


def _file_store(path: Path, source: str | None, context: SourceContext) -> Store:
    """The files of a saved image."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        is_unpacked = source in (None, DOCKER_ARCHIVE) and _is_unpacked_save(UnpackedStore(path))
        return UnpackedStore(path) if is_unpacked else FolderStore(path)
    if stat.S_ISFIFO(status.st_mode):
        with path.open("rb", buffering=0) as pipe:
            return _stream_store(str(path), pipe, context)
    if not stat.S_ISREG(status.st_mode):
        raise LayersizeError("", "is neither a file nor a folder", "give a saved image")
    whole = FileRange(path=path, offset=0, blob_bytes=status.st_size)
    with open_range(whole) as data:
        beginning = data.read_at(BLOCK, 0)
        if compression_of(beginning) == PLAIN:
            refuse_other_files(beginning)
            return ArchiveStore(path)
        return _stream_store(str(path), RangeReader(data, status.st_size), context)


def _is_unpacked_save(folder: Store) -> bool:
    """Whether a folder holds what `docker save` writes, of today or of before Docker 1.10."""
    try:
        manifest = _document(folder, MANIFEST)
        if manifest is not None:
            return isinstance(manifest.value, list)
        return folder.document(INDEX) is None and is_legacy(folder)
    except (LayersizeError, OSError):
        return False  # whoever opens it says why


def _stream_store(where: str, stream: Reader, context: SourceContext) -> StreamStore:
    """Reads a stream to its end, uncompressed on the way if need be."""
    walker = context.walker
    archive = unpacked(stream, walker.expansion)
    if walker.expansion.compressed_bytes():
        walker = walker.with_expansion(ExpansionPart(walker.expansion, is_inside=True))
    return StreamStore(where, archive, walker)


def unpacked(stream: Reader, expansion: Expansion) -> Reader:
    """The tar that a stream is, compressed or not; raises LayersizeError for anything else."""
    buffered = BufferedReader(stream)
    compression = compression_of(buffered.peek(BLOCK))
    if compression != PLAIN:
        buffered = BufferedReader(DecompressingReader(buffered, compression, expansion))
    refuse_other_files(buffered.peek(BLOCK))
    return buffered


def declared_images(store: Store, source: str | None) -> tuple[str, list[DeclaredImage]]:
    """The kind of a store, and the images in it."""
    is_folder = isinstance(store, FolderStore)
    if source in FILE_SOURCES and is_folder != (source == OCI_DIR):
        raise LayersizeError(
            "", "is a folder" if is_folder else "is not a folder", "drop the SOURCE:"
        )
    manifest = _document(store, MANIFEST) if source not in (OCI_ARCHIVE, OCI_DIR) else None
    index = _document(store, INDEX) if source != DOCKER_ARCHIVE else None
    if is_folder:
        if index is not None:
            return OCI_DIR, layout_images(index, store)
        if manifest is not None and isinstance(manifest.value, dict):
            return "dir", dir_images(manifest, store)
    elif manifest is not None:
        images = docker_images(manifest, store)
        if index is not None:
            images = with_index(images, layout_images(index, store))
        return DOCKER_ARCHIVE, images
    elif index is not None:
        return OCI_ARCHIVE, layout_images(index, store)
    something_else = other_contents(set(store.names()))
    if something_else is not None:
        raise something_else
    if store.warnings:
        raise LayersizeError("", "the archive breaks off before its manifest", "save it again")
    if not is_folder and is_legacy(store) and source != OCI_ARCHIVE:
        return DOCKER_ARCHIVE, legacy_images(store)
    wanted = INDEX if source in (OCI_ARCHIVE, OCI_DIR) else f"{MANIFEST} or {INDEX}"
    perhaps = "" if is_folder else ", perhaps a single layer"
    raise LayersizeError("", f"is not a saved image{perhaps}: it holds no {wanted}", HOW_TO_SAVE)


def _document(store: Store, name: str) -> JsonNode | None:
    data = store.document(name)
    return None if data is None else JsonNode.parse(data, name)
