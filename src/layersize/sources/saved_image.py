"""Saved images: files, folders and streams; what kind one is, is found by looking."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.oci.json_node import JsonNode
from layersize.oci.reference import (
    DOCKER_ARCHIVE,
    FILE_SOURCES,
    OCI_ARCHIVE,
    OCI_DIR,
    ImageReference,
)
from layersize.sources.choose import choose_image
from layersize.sources.context import Surroundings
from layersize.sources.declared_image import StatedImage, completed, to_image
from layersize.sources.docker_archive import MANIFEST, docker_images
from layersize.sources.legacy_archive import is_legacy, legacy_images
from layersize.sources.oci_layout import INDEX, LAYOUT_NAMES, layout_images
from layersize.sources.skopeo_dir import dir_images
from layersize.sources.stores import ArchiveStore, FolderStore, Store
from layersize.sources.stream_store import StreamStore
from layersize.streams.compression import MAGIC_BYTES, PLAIN, DecompressingReader, sniff
from layersize.streams.limits import Expansion
from layersize.streams.ranges import FileRange, RangeReader, open_range
from layersize.streams.reader import BufferedReader, Reader
from layersize.streams.tar.headers import BLOCK, is_header

STANDARD_INPUT = "standard input"
_HOW_TO_SAVE = "give what docker save, podman save, skopeo copy or docker buildx wrote"


def open_file(
    path: Path, name: str | None, reference: ImageReference, surroundings: Surroundings
) -> Image:
    """The image in a file or folder; raises LayersizeError if it is none or not the only one."""

    def store() -> Store:
        return _file_store(path, surroundings)

    return chosen_image(str(path), name, reference, store, surroundings)[0]


def open_standard_input(reference: ImageReference, surroundings: Surroundings) -> Image:
    """The image that arrives on standard input."""

    def store() -> Store:
        return stream_store(STANDARD_INPUT, surroundings.standard_input(), surroundings)

    return chosen_image(STANDARD_INPUT, None, reference, store, surroundings)[0]


def chosen_image(
    where: str,
    name: str | None,
    reference: ImageReference,
    open_store: Callable[[], Store],
    surroundings: Surroundings,
) -> tuple[Image, int]:
    """The image of a store that is meant, and of how many; raises LayersizeError with `where`."""
    try:
        store = open_store()
        kind, images = stated_images(store, reference.source)
        stated = choose_image(
            images,
            name=name,
            wanted_platform=surroundings.wanted_platform,
            usual=surroundings.usual_platform,
        )
        image = to_image(
            stated, store, reference=reference.text, source=kind, as_pushed=kind != DOCKER_ARCHIVE
        )
        return image, len(images)
    except OSError as error:
        raise LayersizeError(where, error.strerror or str(error)) from None
    except LayersizeError as error:
        raise error.inside(where) from None


def _file_store(path: Path, surroundings: Surroundings) -> Store:
    """The files of a saved image."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        return FolderStore(path)
    if stat.S_ISFIFO(status.st_mode):
        with path.open("rb", buffering=0) as pipe:
            return stream_store(str(path), pipe, surroundings)
    if not stat.S_ISREG(status.st_mode):
        raise LayersizeError("", "is neither a file nor a folder", "give a saved image")
    whole = FileRange(path=path, offset=0, blob_bytes=status.st_size)
    with open_range(whole) as read_at:
        beginning = read_at(BLOCK, 0)
        if sniff(beginning) == PLAIN:
            refuse_other_files(beginning)
            return ArchiveStore(path)
        return stream_store(str(path), RangeReader(read_at, status.st_size), surroundings)


def stream_store(where: str, stream: Reader, surroundings: Surroundings) -> StreamStore:
    """Reads a stream to its end, uncompressed on the way if need be."""
    arriving = unpacked(stream, surroundings.expansion)
    return StreamStore(where, arriving, surroundings.walk_stream)


def unpacked(stream: Reader, expansion: Expansion) -> Reader:
    """The tar that a stream is, compressed or not; raises LayersizeError for anything else."""
    buffered = BufferedReader(stream)
    compression = sniff(buffered.peek(MAGIC_BYTES))
    if compression != PLAIN:
        buffered = BufferedReader(DecompressingReader(buffered, compression, expansion))
    refuse_other_files(buffered.peek(BLOCK))
    return buffered


def refuse_other_files(beginning: bytes) -> None:
    """Raises LayersizeError for what does not even begin like a tar."""
    if not beginning:
        raise LayersizeError("", "is empty", _HOW_TO_SAVE)
    if beginning.strip(b"\0") and not is_header(beginning):
        raise LayersizeError("", "does not begin like a tar", _HOW_TO_SAVE)


def stated_images(store: Store, source: str | None) -> tuple[str, list[StatedImage]]:
    """The kind of a store, and the images in it."""
    is_folder = isinstance(store, FolderStore)
    if source in FILE_SOURCES and is_folder != (source == OCI_DIR):
        raise LayersizeError("", "is a folder" if is_folder else "is no folder", "drop the SOURCE:")
    manifest = _document(store, MANIFEST) if source not in (OCI_ARCHIVE, OCI_DIR) else None
    index = _document(store, INDEX) if source != DOCKER_ARCHIVE else None
    if is_folder:
        if index is not None:
            return OCI_DIR, layout_images(index, store, LAYOUT_NAMES)
        if manifest is not None and isinstance(manifest.value, dict):
            return "dir", dir_images(manifest, store)
    elif manifest is not None:
        images = docker_images(manifest, store)
        return DOCKER_ARCHIVE, images if index is None else _merged(images, index, store)
    elif index is not None:
        return OCI_ARCHIVE, layout_images(index, store, LAYOUT_NAMES)
    elif store.warnings:
        raise LayersizeError("", "the archive breaks off before its manifest", "save it again")
    elif is_legacy(store) and source != OCI_ARCHIVE:
        return DOCKER_ARCHIVE, legacy_images(store)
    wanted = INDEX if source in (OCI_ARCHIVE, OCI_DIR) else f"{MANIFEST} or {INDEX}"
    raise LayersizeError("", f"is no saved image: it holds no {wanted}", _HOW_TO_SAVE)


def _merged(images: list[StatedImage], index: JsonNode, store: Store) -> list[StatedImage]:
    """Images of a manifest.json, completed by what the index beside it knows of them."""
    try:
        indexed = layout_images(index, store, LAYOUT_NAMES)
    except LayersizeError:
        return images
    by_config = {image.config.digest: image for image in indexed if image.config is not None}
    merged = []
    for image in images:
        twin = by_config.pop(image.config.digest, None) if image.config else None
        merged.append(image if twin is None else completed(image, twin))
    return merged + [image for image in by_config.values() if image.problem is None]


def _document(store: Store, name: str) -> JsonNode | None:
    data = store.document(name)
    return None if data is None else JsonNode.parse(data, name)
