"""The JSON documents of an exported archive.

Sources: https://github.com/opencontainers/image-spec/blob/main/manifest.md,
https://github.com/opencontainers/image-spec/blob/main/image-layout.md and
https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from layersize.exporter.names import name_annotations, repo_tags
from layersize.exporter.stored_blobs import StoredBlob, blob_name
from layersize.model.digest import Digest
from layersize.model.image import ImageDocuments
from layersize.sources.json_node import JsonNode

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
