"""What goes into an archive, in which order, under which names, and its JSON documents.

Sources: https://github.com/opencontainers/image-spec/blob/main/manifest.md,
https://github.com/opencontainers/image-spec/blob/main/image-layout.md and
https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from layersize.errors import LayersizeError
from layersize.export.blobs import StoredBlob, blob_name, in_layer, stored_blobs
from layersize.layers.image import Image, ImageDocuments
from layersize.oci.archive_names import name_annotations, repo_tags
from layersize.oci.digest import Digest
from layersize.oci.json_node import JsonNode
from layersize.progress import Progress
from layersize.sources.reference import DOCKER_ARCHIVE, OCI_ARCHIVE

OCI_LAYOUT = b'{"imageLayoutVersion":"1.0.0"}'
_CONFIG = "application/vnd.oci.image.config.v1+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest of one image, as it is stored."""

    data: bytes
    media_type: str
    config_digest: Digest
    """As the manifest states it."""


def kept_manifest(documents: ImageDocuments, blobs: Sequence[StoredBlob]) -> Manifest | None:
    """The source's own manifest, if it tells of this config and these blobs in this order."""
    if documents.manifest is None:
        return None
    node = JsonNode.parse(documents.manifest, "manifest")
    config_digest = node.get("config").get("digest").digest()
    listed = [layer.get("digest").digest() for layer in node.get("layers").items()]
    if listed != [blob.digest for blob in blobs]:
        return None
    if config_digest != _digest(documents.config, config_digest.algorithm):
        return None
    return Manifest(
        data=documents.manifest,
        media_type=documents.manifest_media_type or _MANIFEST,
        config_digest=config_digest,
    )


def new_manifest(config: bytes, blobs: Sequence[StoredBlob]) -> Manifest | None:
    """An OCI manifest; None if there is a layer that OCI has no media type for."""
    layers = []
    for blob in blobs:
        if blob.media_type is None:
            return None
        layers.append(_descriptor(blob.media_type, blob.digest, blob.blob_bytes))
    config_digest = _digest(config)
    document = {
        "schemaVersion": 2,
        "mediaType": _MANIFEST,
        "config": _descriptor(_CONFIG, config_digest, len(config)),
        "layers": layers,
    }
    return Manifest(data=_json(document), media_type=_MANIFEST, config_digest=config_digest)


def manifest_digest(manifest: Manifest) -> Digest:
    """What an index refers to it by."""
    return _digest(manifest.data)


def index_json(manifest: Manifest, platform: str | None, names: Sequence[str]) -> bytes:
    """An index that lists a manifest once for each name; `platform` is `os/arch[/variant]`."""
    descriptor = _descriptor(manifest.media_type, manifest_digest(manifest), len(manifest.data))
    if platform is not None:
        parts = platform.split("/", 2)
        descriptor["platform"] = dict(zip(("os", "architecture", "variant"), parts, strict=False))
    manifests = [
        {**descriptor, "annotations": annotations} for annotations in name_annotations(names)
    ]
    index = {"schemaVersion": 2, "mediaType": _INDEX, "manifests": manifests or [descriptor]}
    return _json(index)


def docker_manifest(
    config_digest: Digest, names: Sequence[str], blobs: Sequence[StoredBlob]
) -> bytes:
    """The manifest.json that `docker load` reads."""
    entry = {
        "Config": blob_name(config_digest),
        "RepoTags": repo_tags(names) or None,
        "Layers": [blob_name(blob.digest) for blob in blobs],
    }
    return _json([entry])


def _descriptor(media_type: str, digest: Digest, blob_bytes: int) -> dict[str, object]:
    return {"mediaType": media_type, "digest": str(digest), "size": blob_bytes}


def _digest(data: bytes, algorithm: str = "sha256") -> Digest:
    return Digest(algorithm, hashlib.new(algorithm, data).hexdigest())


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


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
