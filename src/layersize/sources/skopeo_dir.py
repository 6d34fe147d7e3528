"""Folders that `skopeo copy … dir:` writes: a manifest, and blobs named by their digests.

Schema 1 manifests: https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-1.md
"""

from __future__ import annotations

from dataclasses import replace

from layersize.errors import LayersizeError
from layersize.oci.config import ImageConfig, platform_of
from layersize.oci.digest import Digest
from layersize.oci.json_node import JsonNode
from layersize.sources.artifacts import is_index
from layersize.sources.declared_image import MOST_LAYERS, DeclaredImage, DeclaredLayer
from layersize.sources.docker_archive import MANIFEST
from layersize.sources.legacy_archive import v1_instruction
from layersize.sources.oci_layout import BlobNames, layout_images, manifest_image
from layersize.sources.stores import Store


class _FolderNames:
    """The names of a `dir:` folder.

    Before the digits of what is no sha256, newer versions of skopeo put the algorithm; older ones
    put `.tar` behind those of layers.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def manifest(self, digest: Digest) -> str:
        bare = f"{digest.hexadecimal}.manifest.json"
        return self._found(f"{digest.algorithm}-{bare}", bare)

    def blob(self, digest: Digest) -> str:
        bare = digest.hexadecimal
        return self._found(f"{digest.algorithm}-{bare}", f"{bare}.tar", bare)

    def _found(self, *names: str) -> str:
        """The first that there is, else the last."""
        return next((name for name in names if self._store.blob(name) is not None), names[-1])


def dir_images(manifest: JsonNode, store: Store) -> list[DeclaredImage]:
    """The images of a folder whose manifest.json is a manifest, not a list of them."""
    names = _FolderNames(store)
    if is_index(manifest):
        return layout_images(manifest, store, names)
    if manifest.get("fsLayers").value is not None:
        return [_schema1_image(manifest, names)]
    image = manifest_image(manifest, store, names)
    media_type = manifest.get("mediaType").text()
    return [replace(image, manifest=store.document(MANIFEST), manifest_media_type=media_type)]


def _schema1_image(manifest: JsonNode, names: BlobNames) -> DeclaredImage:
    """Schema 1 lists layers newest first, with a v1 config each."""
    sums = [node.get("blobSum").digest() for node in manifest.get("fsLayers").items(MOST_LAYERS)]
    steps = [
        JsonNode.parse((node.get("v1Compatibility").text() or "null").encode(), node.where)
        for node in manifest.get("history").items(MOST_LAYERS)
    ]
    if len(sums) != len(steps) or not sums:
        raise LayersizeError(
            manifest.where, f"has {len(sums)} fsLayers and {len(steps)} history entries"
        )
    return DeclaredImage(
        names=(),
        config=ImageConfig(platform=platform_of(steps[0]), created=steps[0].get("created").text()),
        platform=platform_of(steps[0]),
        layers=tuple(
            DeclaredLayer(name=names.blob(digest), digest=digest, created_by=v1_instruction(step))
            for digest, step in reversed(list(zip(sums, steps, strict=True)))
        ),
    )
