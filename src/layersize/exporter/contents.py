"""What goes into an archive, in which order, under which names."""

from __future__ import annotations

from dataclasses import dataclass

from layersize.exporter.blobs import in_layer
from layersize.exporter.manifests import (
    OCI_LAYOUT,
    Manifest,
    docker_manifest,
    index_json,
    kept_manifest,
    manifest_digest,
    new_manifest,
)
from layersize.exporter.stored_blobs import StoredBlob, blob_name, stored_blobs
from layersize.model.errors import LayersizeError
from layersize.model.image import Image, ImageDocuments
from layersize.model.progress import Progress
from layersize.model.reference import DOCKER_ARCHIVE, OCI_ARCHIVE

_MEMBER_BYTES = 4 * 512
"""Headers of a member, with the longest of names, and what its data is filled up with."""
_END_BYTES = 26 * 512
"""Folders, and what follows the last member and fills the archive up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The members of an archive; names are made of checked digests and fixed words."""

    documents: dict[str, bytes]
    """Name to the JSON that stands at the beginning."""
    blobs: dict[str, StoredBlob]
    """Name to the blob, each once however many layers have it."""

    @property
    def blob_bytes(self) -> int:
        return sum(blob.blob_bytes for blob in self.blobs.values())

    @property
    def archive_bytes(self) -> int:
        """How long the archive will be at most."""
        members = len(self.documents) + len(self.blobs)
        documents_bytes = sum(map(len, self.documents.values()))
        return documents_bytes + self.blob_bytes + members * _MEMBER_BYTES + _END_BYTES


def documents_of(image: Image) -> ImageDocuments:
    """The documents without which there is no export; raises LayersizeError."""
    if image.documents is None:
        cause = "has no config (Docker before 1.10, schema 1 manifests), so it can't be exported"
        raise LayersizeError("", cause, "docker load or pull it, and export it from the engine")
    return image.documents


def archive_contents(image: Image, form: str, progress: Progress) -> Contents:
    """What the archive of an image consists of; `form` is `docker-archive` or `oci-archive`.

    Reads blobs whose digest nobody states. Raises LayersizeError for an image that can't be kept.
    """
    documents = documents_of(image)
    if any(layer.digest is None for layer in image.layers):
        progress.phase("hashing layers")
    blobs = stored_blobs(image.layers, progress.advance)
    manifest = kept_manifest(documents, blobs) or new_manifest(documents.config, blobs)
    if form == OCI_ARCHIVE and manifest is None:
        raise _without_media_type(blobs)
    members: dict[str, bytes] = {}
    config_digest = manifest.config_digest if manifest else image.image_id
    assert config_digest is not None  # noqa: S101 - there is a config
    if form == DOCKER_ARCHIVE:
        members["manifest.json"] = docker_manifest(config_digest, documents.names, blobs)
    if manifest is not None:
        members.update(_layout(image, documents, manifest))
    members[blob_name(config_digest)] = documents.config
    stored: dict[str, StoredBlob] = {}
    for blob in blobs:
        name = blob_name(blob.digest)
        if name not in members:
            stored.setdefault(name, blob)
    return Contents(documents=members, blobs=stored)


def _layout(image: Image, documents: ImageDocuments, manifest: Manifest) -> dict[str, bytes]:
    return {
        "oci-layout": OCI_LAYOUT,
        "index.json": index_json(manifest, image.platform, documents.names),
        blob_name(manifest_digest(manifest)): manifest.data,
    }


def _without_media_type(blobs: list[StoredBlob]) -> LayersizeError:
    layer = next(blob.layer for blob in blobs if blob.media_type is None)
    cause = "is compressed in a way that OCI has no media type for"
    remedy = f"export it with --format {DOCKER_ARCHIVE}"
    return in_layer(layer, LayersizeError("", cause, remedy))
