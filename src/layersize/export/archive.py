"""The tarball of an image: what is in it, and in which order it is written.

The bytes are the same whenever the contents are the same.
"""

from __future__ import annotations

import io
import tarfile
from typing import BinaryIO

from layersize.errors import LayersizeError
from layersize.export.blobs import (
    PIECE_BYTES,
    DescribedBlob,
    blob_name,
    checked_blob,
    describe_blobs,
)
from layersize.export.documents import (
    Manifest,
    docker_manifest,
    documents_of,
    layout_documents,
    new_manifest,
    original_manifest,
)
from layersize.export.plain_tars import add_plain_tar, without_zstd
from layersize.layers.image import Image, ImageDocuments
from layersize.progress import Progress
from layersize.sources.reference import DOCKER_ARCHIVE, OCI_ARCHIVE
from layersize.streams.limits import Expansion, Limits
from layersize.values import dataclass

_MEMBER_BYTES = 4 * 512
"""Headers of a member, with the longest of names, and what its data is filled up with."""
_END_BYTES = 26 * 512
"""Folders, and what follows the last member and fills the archive up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The members of a tarball; names are made of checked digests and fixed words."""

    documents: dict[str, bytes]
    """Name to the JSON that stands at the beginning."""
    blobs: dict[str, DescribedBlob]
    """Name to the blob, each once however many layers have it."""

    @property
    def unpacked_layers(self) -> int:
        """Layers that are written as plain tars, each once."""
        return sum(blob.unpacks_to is not None for blob in self.blobs.values())

    @property
    def most_bytes(self) -> int:
        """How long the tarball will be at most; of a layer that is unpacked, its packed length."""
        members = len(self.documents) + len(self.blobs)
        documents_bytes = sum(map(len, self.documents.values()))
        blobs_bytes = sum(blob.blob_bytes for blob in self.blobs.values())
        return documents_bytes + blobs_bytes + members * _MEMBER_BYTES + _END_BYTES

    def write(self, file: BinaryIO, progress: Progress, limits: Limits) -> None:
        """Copies or unpacks the blobs, and checks them on the way; `file` can be sought in.

        Raises LayersizeError for a blob that is not what its digest says, OSError if `file` does.
        """
        expansion = Expansion(limits)
        with tarfile.TarFile(
            fileobj=file, mode="w", format=tarfile.PAX_FORMAT, copybufsize=PIECE_BYTES
        ) as tar:
            for folder in self._folders():
                tar.addfile(_folder(folder))
            for name, data in self.documents.items():
                tar.addfile(_member(name, len(data)), io.BytesIO(data))
            for number, (name, blob) in enumerate(self.blobs.items(), 1):
                progress.phase(f"copying layer {number} of {len(self.blobs)}")
                with checked_blob(blob.layer, blob.digest.algorithm, progress) as arriving:
                    if blob.unpacks_to is None:
                        tar.addfile(_member(name, blob.blob_bytes), arriving)
                    else:
                        add_plain_tar(tar, _member(name, 0), blob, arriving, expansion)
                    arriving.check(blob.digest)

    def _folders(self) -> list[str]:
        """Each before what is in it."""
        names = [*self.documents, *self.blobs]
        above = {name[:cut] for name in names for cut in range(len(name)) if name[cut] == "/"}
        return sorted(above)


def _folder(name: str) -> tarfile.TarInfo:
    folder = tarfile.TarInfo(name)
    folder.type = tarfile.DIRTYPE
    folder.mode = 0o755
    return folder


def _member(name: str, data_bytes: int) -> tarfile.TarInfo:
    """Owner root, mtime 0, as `tarfile` has it by default."""
    member = tarfile.TarInfo(name)
    member.size = data_bytes
    return member


def archive_of(image: Image, form: str, progress: Progress) -> Archive:
    """What the archive of an image consists of; `form` is `docker-archive` or `oci-archive`.

    Reads blobs whose digest nobody declares. Raises LayersizeError for an image that can't be had
    in that form.
    """
    documents = documents_of(image)
    if any(layer.digest is None for layer in image.layers):
        progress.phase("hashing layers")
    blobs = describe_blobs(image.layers, progress)
    if form == DOCKER_ARCHIVE:
        blobs = without_zstd(blobs)
    manifest = _manifest(documents, blobs)
    if form == OCI_ARCHIVE and manifest is None:
        raise _without_media_type(blobs)
    members: dict[str, bytes] = {}
    config_digest = manifest.config_digest if manifest else image.image_id
    assert config_digest is not None  # noqa: S101 - there is a config
    if form == DOCKER_ARCHIVE:
        members["manifest.json"] = docker_manifest(config_digest, documents.names, blobs)
    if manifest is not None:
        members.update(layout_documents(manifest, image.platform, documents.names))
    members[blob_name(config_digest)] = documents.config
    archived: dict[str, DescribedBlob] = {}
    for blob in blobs:
        name = blob_name(blob.archived_digest)
        if name not in members:
            archived.setdefault(name, blob)
    return Archive(documents=members, blobs=archived)


def _manifest(documents: ImageDocuments, blobs: list[DescribedBlob]) -> Manifest | None:
    """What OCI says of the image; None if it can't, or the length of a blob is not known yet."""
    if any(blob.unpacks_to is not None for blob in blobs):
        return None
    return original_manifest(documents, blobs) or new_manifest(documents.config, blobs)


def _without_media_type(blobs: list[DescribedBlob]) -> LayersizeError:
    layer = next(blob.layer for blob in blobs if blob.media_type is None)
    cause = "is compressed in a way that OCI has no media type for"
    remedy = f"export it with --format {DOCKER_ARCHIVE}"
    return LayersizeError(layer.place, cause, remedy)
