"""containerd's content store, where blobs lie as they came, by their digests.

Source: https://github.com/containerd/containerd/blob/main/docs/content-flow.md
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from layersize.errors import LayersizeError
from layersize.layers.walk import RemoteBlob
from layersize.oci.annotations import CONTAINERD_NAME
from layersize.oci.digest import Digest
from layersize.progress import Progress
from layersize.sources.local.trusted_folder import NotUsable, TrustedFolder
from layersize.sources.oci_layout import INDEX, named_digest
from layersize.streams.ranges import FileRange, RangeReader, open_range
from layersize.streams.reader import Reader
from layersize.values import dataclass
from layersize.warning import Warning

CONTENT = "io.containerd.content.v1.content"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContentBlob(RemoteBlob):
    """A blob of a content store: its digest is known, so that its walk can be kept."""

    file: FileRange

    @contextmanager
    def open(self, progress: Progress) -> Iterator[Reader]:  # noqa: ARG002 - a file keeps nobody waiting
        if not self.file.path.exists():
            raise LayersizeError("", "was removed while the image was read", "run it again")
        with open_range(self.file) as data:
            yield RangeReader(data, self.file.blob_bytes)


class Blobs(Protocol):
    """Blobs by their digests, wherever they can be had."""

    def document(self, digest: Digest) -> bytes | None:
        """A small blob whole; None if it is not there."""
        ...

    def blob(self, digest: Digest) -> RemoteBlob | None:
        """A layer's blob; None if it is not there."""
        ...


class StoredBlobs:
    """Those in the folder of a containerd."""

    def __init__(self, root: str) -> None:
        """Raises NotUsable if the folder is not to be trusted."""
        self._folder = TrustedFolder(root)

    def document(self, digest: Digest) -> bytes | None:
        try:
            return self._folder.read(_file_name(digest))
        except NotUsable:
            return None

    def blob(self, digest: Digest) -> RemoteBlob | None:
        try:
            file = self._folder.range(_file_name(digest))
        except NotUsable:
            return None
        return ContentBlob(digest=digest, blob_bytes=file.blob_bytes, file=file)


class ContentStore:
    """An image of a content store, as a layout that holds no other."""

    def __init__(self, where: str, blobs: Blobs, target: Digest, name: str) -> None:
        """`target` is the manifest or index that an image goes by; raises NotUsable if it is not
        there."""
        self.where = where
        self.warnings: tuple[Warning, ...] = ()
        self._blobs = blobs
        self._found: dict[str, RemoteBlob | None] = {}
        document = blobs.document(target)
        if document is None or Digest.of(document, target.algorithm) != target:
            raise NotUsable(f"{target} is not there")
        entry = {
            "digest": str(target),
            "size": len(document),
            "annotations": {CONTAINERD_NAME: name},
        }
        self._index = json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode()

    def names(self) -> Iterable[str]:
        return (INDEX,)

    def document(self, name: str) -> bytes | None:
        if name == INDEX:
            return self._index
        digest = named_digest(name)
        return None if digest is None else self._blobs.document(digest)

    def blob(self, name: str) -> RemoteBlob | None:
        """One and the same for a name, so that a layer that is listed twice is walked once."""
        if name not in self._found:
            digest = named_digest(name)
            self._found[name] = None if digest is None else self._blobs.blob(digest)
        return self._found[name]

    def real_name(self, name: str) -> str:
        return name


def _file_name(digest: Digest) -> str:
    return f"{CONTENT}/blobs/{digest.algorithm}/{digest.hexadecimal}"
