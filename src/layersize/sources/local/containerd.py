"""containerd's images, by name: `ctr` tells what a name means, and where the blobs lie.

They are read from its content store where that can be done, else as `ctr` prints them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import Image
from layersize.layers.walk import RemoteBlob
from layersize.oci.digest import Digest
from layersize.progress import Progress
from layersize.sources.choose import choose_image
from layersize.sources.context import NoSuchImage, SourceContext
from layersize.sources.declared_image import to_image
from layersize.sources.image_names import name_in_full
from layersize.sources.local.content_store import ContentStore, StoredBlobs
from layersize.sources.local.ctr import TITLE, Ctr, NotFoundError
from layersize.sources.local.trusted_folder import NotUsable
from layersize.sources.reference import ImageReference
from layersize.sources.saved_image import declared_images
from layersize.sources.similar import similar_images
from layersize.streams import bounds
from layersize.streams.reader import Reader
from layersize.values import dataclass

_ROW = re.compile(r"(?P<name>\S+)\s+(?P<type>\S+)\s+(?P<digest>sha256:[0-9a-f]{64})\s")
_STORE = re.compile(r"\s+root\s+(?P<folder>/.*)/io\.containerd\.content\.v1\.content\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An image as `ctr images ls` lists it."""

    namespace: str
    name: str
    target: Digest
    """Of its manifest or index."""


def open_image(reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name, with blobs still to be read.

    Raises Unavailable if containerd can't be asked, NoSuchImage if it does not have the image.
    """
    ctr = Ctr(context.network.timeout_seconds)
    found = _find(ctr, reference.name)
    where = f"{TITLE}, namespace {found.namespace}"
    with located_errors(where):
        store = _store(ctr, found, where, context)
        _, images = declared_images(store, None)
        declared = choose_image(images, name=None, platform=context.platform)
        return to_image(declared, store, reference=reference.text, source=TITLE, as_pushed=False)


def open_to_copy(reference: ImageReference, context: SourceContext) -> Image:
    """The same image: its blobs can be read again."""
    return open_image(reference, context)


def similar(reference: ImageReference, context: SourceContext) -> list[str]:
    """Names like one, of any namespace; raises as `open_image` does."""
    ctr = Ctr(context.network.timeout_seconds)
    wanted = reference.name
    known = []
    for namespace in _namespaces(ctr):
        prefix = "" if namespace == _usual_namespace() else f"{namespace}/"
        known += [prefix + image.name for image in _images(ctr, namespace)]
    return similar_images(wanted, known)


def _find(ctr: Ctr, name: str) -> _Found:
    """An image of the namespace that stands before the first slash, else of the usual one."""
    namespace, slash, rest = name.partition("/")
    places = [(_usual_namespace(), name)]
    if slash and rest and namespace in _namespaces(ctr):
        places.insert(0, (namespace, rest))
    for namespace, wanted in places:
        named = _named(_images(ctr, namespace), wanted)
        if named is not None:
            return named
    namespaces = ", ".join(dict.fromkeys(namespace for namespace, _ in places))
    cause = f"has no image {name!r} in namespace {namespaces}"
    remedy = "check the spelling; containerd:NAMESPACE/NAME is an image of another namespace"
    raise NoSuchImage(TITLE, cause, remedy)


def _named(images: Sequence[_Found], wanted: str) -> _Found | None:
    """The image of that name, of that name in full, or of that digest."""
    for names in ({wanted}, {name_in_full(wanted)}):
        for image in images:
            if image.name in names or str(image.target) in names:
                return image
    return None


def _images(ctr: Ctr, namespace: str) -> list[_Found]:
    rows = map(_ROW.match, ctr.lines("--namespace", namespace, "images", "ls"))
    return [
        _Found(namespace=namespace, name=row["name"], target=Digest.parse(row["digest"]))
        for row in rows
        if row is not None
    ]


def _namespaces(ctr: Ctr) -> list[str]:
    return ctr.lines("namespaces", "ls", "--quiet")


def _usual_namespace() -> str:
    return os.environ.get("CONTAINERD_NAMESPACE") or "default"


def _store(ctr: Ctr, found: _Found, where: str, context: SourceContext) -> ContentStore:
    """With the blobs of its folder, where this user may read that, else with what `ctr` prints."""
    if context.use_stores:
        try:
            return ContentStore(where, StoredBlobs(_root(ctr)), found.target, found.name)
        except NotUsable:
            pass
    try:
        return ContentStore(where, _PrintedBlobs(ctr, found.namespace), found.target, found.name)
    except NotUsable as error:
        raise LayersizeError("", str(error), "pull the image again") from None


def _root(ctr: Ctr) -> str:
    """The folder of containerd; raises NotUsable if it does not tell."""
    for line in ctr.lines("plugins", "ls", "--detailed", "id==content"):
        told = _STORE.fullmatch(line)
        if told is not None:
            return told["folder"]
    raise NotUsable("containerd does not tell where its content store is")


class _PrintedBlobs:
    """Blobs as `ctr` prints them, whoever may read the folder."""

    def __init__(self, ctr: Ctr, namespace: str) -> None:
        self._ctr = ctr
        self._namespace = namespace

    def document(self, digest: Digest) -> bytes | None:
        arguments = _content_get(self._namespace, digest)
        try:
            return self._ctr.answer(bounds.DOCUMENT_BYTES, *arguments)
        except NotFoundError:
            return None

    def blob(self, digest: Digest) -> RemoteBlob | None:
        listed = self._ctr.lines(
            "--namespace", self._namespace, "content", "ls", "--quiet", f"digest=={digest}"
        )
        if str(digest) not in listed:
            return None
        return _PrintedBlob(
            digest=digest, blob_bytes=None, ctr=self._ctr, namespace=self._namespace
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _PrintedBlob(RemoteBlob):
    ctr: Ctr
    namespace: str

    def open(self, progress: Progress) -> AbstractContextManager[Reader]:
        return self.ctr.stream(progress, *_content_get(self.namespace, self.digest))


def _content_get(namespace: str, digest: Digest) -> tuple[str, ...]:
    return "--namespace", namespace, "content", "get", str(digest)
