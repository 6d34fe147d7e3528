"""The JSON documents of an archive: manifests and indexes, of OCI's kind and of Docker's.

Sources: https://github.com/opencontainers/image-spec/blob/main/manifest.md,
https://github.com/opencontainers/image-spec/blob/main/image-layout.md and
https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from layersize.errors import LayersizeError
from layersize.export.blobs import DescribedBlob, blob_name
from layersize.layers.image import Image, ImageDocuments
from layersize.oci.digest import Digest
from layersize.oci.image_name import name_annotations, repo_tags
from layersize.oci.json_node import JsonNode
from layersize.oci.media_types import CONFIGS, OCI_CONFIG, OCI_INDEX, OCI_MANIFEST, is_tar_type
from layersize.oci.platform import version_of, without_version
from layersize.values import dataclass

_OCI_LAYOUT = b'{"imageLayoutVersion":"1.0.0"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest of one image, as it is stored."""

    data: bytes
    media_type: str
    config_digest: Digest
    """As the manifest declares it."""


def documents_of(image: Image) -> ImageDocuments:
    """The documents without which there is no export; raises LayersizeError."""
    if image.documents is None:
        cause = "has no config (Docker before 1.10, schema 1 manifests), so it can't be exported"
        raise LayersizeError("", cause, "docker load or pull it, and export it from the engine")
    return image.documents


def original_manifest(documents: ImageDocuments, blobs: Sequence[DescribedBlob]) -> Manifest | None:
    """The source's own manifest, if it lists this config, and these blobs in this order.

    None also for one whose media types say nothing of an image, so that engines may refuse it.
    """
    if documents.manifest is None:
        return None
    node = JsonNode.parse(documents.manifest, "manifest")
    if not _has_usual_types(node):
        return None
    config_digest = node.get("config").get("digest").digest()
    listed = [layer.get("digest").digest() for layer in node.get("layers").items()]
    if listed != [blob.digest for blob in blobs]:
        return None
    if config_digest != _digest(documents.config, config_digest.algorithm):
        return None
    return Manifest(
        data=documents.manifest,
        media_type=documents.manifest_media_type or OCI_MANIFEST,
        config_digest=config_digest,
    )


def _has_usual_types(manifest: JsonNode) -> bool:
    layer_types = [layer.get("mediaType").text() for layer in manifest.get("layers").items()]
    config_type = manifest.get("config").get("mediaType").text()
    return config_type in CONFIGS and all(kind and is_tar_type(kind) for kind in layer_types)


def new_manifest(config: bytes, blobs: Sequence[DescribedBlob]) -> Manifest | None:
    """An OCI manifest; None if there is a layer that OCI has no media type for."""
    layers = []
    for blob in blobs:
        if blob.media_type is None:
            return None
        layers.append(_descriptor(blob.media_type, blob.digest, blob.blob_bytes))
    config_digest = _digest(config)
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": _descriptor(OCI_CONFIG, config_digest, len(config)),
        "layers": layers,
    }
    return Manifest(data=_json(document), media_type=OCI_MANIFEST, config_digest=config_digest)


def layout_documents(
    manifest: Manifest, platform: str | None, names: Sequence[str]
) -> dict[str, bytes]:
    """The documents of an OCI layout of one image, by their names in it, without the config.

    `platform` is `os/arch[/variant][:version]`; the index lists the manifest once for each name.
    """
    digest = _digest(manifest.data)
    descriptor = _descriptor(manifest.media_type, digest, len(manifest.data))
    if platform is not None:
        parts = without_version(platform).split("/", 2)
        stated = dict(zip(("os", "architecture", "variant"), parts, strict=False))
        if version := version_of(platform):
            stated["os.version"] = version
        descriptor["platform"] = stated
    manifests = [
        {**descriptor, "annotations": annotations} for annotations in name_annotations(names)
    ]
    index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": manifests or [descriptor]}
    return {
        "oci-layout": _OCI_LAYOUT,
        "index.json": _json(index),
        blob_name(digest): manifest.data,
    }


def docker_manifest(
    config_digest: Digest, names: Sequence[str], blobs: Sequence[DescribedBlob]
) -> bytes:
    """The manifest.json that `docker load` reads."""
    entry = {
        "Config": blob_name(config_digest),
        "RepoTags": repo_tags(names) or None,
        "Layers": [blob_name(blob.archived_digest) for blob in blobs],
    }
    return _json([entry])


def _descriptor(media_type: str, digest: Digest, blob_bytes: int) -> dict[str, object]:
    return {"mediaType": media_type, "digest": str(digest), "size": blob_bytes}


def _digest(data: bytes, algorithm: str = "sha256") -> Digest:
    return Digest(algorithm, hashlib.new(algorithm, data).hexdigest())


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
