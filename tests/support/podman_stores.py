"""containers/storage as Podman, Buildah and CRI-O keep it, made from the tars of layers."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.image_config import config_json, digest_of, sha256_hex, to_json
from support.unpacked_stores import tar_split_of, unpack_files

IMAGE_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
GZIP_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
PLAIN_LAYER = "application/vnd.oci.image.layer.v1.tar"


def manifest_json(
    config: bytes, layers: Sequence[tuple[str, int, str]], **members: object
) -> bytes:
    """A manifest with layers as digest, length and media type."""
    described = [
        {"mediaType": media_type, "digest": digest, "size": size}
        for digest, size, media_type in layers
    ]
    descriptor = {"digest": digest_of(config), "size": len(config)}
    return to_json({"config": descriptor, "layers": described, **members})


def built_manifest(config: bytes, layers: Sequence[bytes]) -> bytes:
    """That of an image that was built: its layers are the tars."""
    plain = [(digest_of(layer), len(layer), PLAIN_LAYER) for layer in layers]
    return manifest_json(config, plain)


def pulled_manifest(config: bytes, layers: Sequence[bytes]) -> bytes:
    """That of an image from a registry, with made-up digests and lengths of compressed layers."""
    zipped = [
        (digest_of(b"zipped" + layer), 1000 + number, GZIP_LAYER)
        for number, layer in enumerate(layers)
    ]
    return manifest_json(config, zipped)


def index_json(entries: Sequence[tuple[bytes, str]]) -> bytes:
    """A list of manifests with their platforms."""
    described = []
    for manifest, platform in entries:
        system, architecture = platform.split("/")
        described.append(
            {
                "mediaType": IMAGE_MANIFEST,
                "digest": digest_of(manifest),
                "size": len(manifest),
                "platform": {"os": system, "architecture": architecture},
            }
        )
    return to_json({"schemaVersion": 2, "mediaType": INDEX, "manifests": described})


@dataclass(kw_only=True)
class PodmanStore:
    """A folder of containers/storage that a test fills."""

    root: Path
    driver: str = "overlay"
    images: list[dict[str, Any]] = field(default_factory=list)
    layers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Rows by id."""

    def add(
        self,
        layers: Sequence[bytes],
        *names: str,
        config: bytes | None = None,
        manifest: Callable[[bytes, Sequence[bytes]], bytes] = built_manifest,
    ) -> str:
        """Takes in an image; returns its id."""
        config = config_json(layers) if config is None else config
        documents = {"manifest": manifest(config, layers), digest_of(config): config}
        return self.add_documents(sha256_hex(config), names, documents, self._add_layers(layers))

    def add_list(self, name: str, entries: Sequence[tuple[bytes, str]]) -> str:
        """A list of images by their manifests and platforms, as `podman manifest` makes it."""
        index = index_json(entries)
        return self.add_documents(sha256_hex(name.encode()), (name,), {"manifest": index}, "")

    def add_documents(
        self, image_id: str, names: Sequence[str], documents: dict[str, bytes], layer: str
    ) -> str:
        manifest = documents["manifest"]
        documents = {**documents, f"manifest-{digest_of(manifest)}": manifest}
        folder = self.root / f"{self.driver}-images" / image_id
        folder.mkdir(parents=True, exist_ok=True)
        for key, data in documents.items():
            (folder / document_name(key)).write_bytes(data)
        row: dict[str, Any] = {
            "id": image_id,
            "digest": digest_of(manifest),
            "big-data-names": [*documents],
            "big-data-digests": {key: digest_of(data) for key, data in documents.items()},
        }
        row |= {"names": [*names]} if names else {}
        row |= {"layer": layer} if layer else {}
        self.images.append(row)
        self.write_tables()
        return image_id

    def write_tables(self) -> None:
        for kind, rows in (("images", self.images), ("layers", [*self.layers.values()])):
            folder = self.root / f"{self.driver}-{kind}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{kind}.json").write_text(json.dumps(rows))

    def tar_split(self, layer_id: str) -> Path:
        return self.root / f"{self.driver}-layers" / f"{layer_id}.tar-split.gz"

    def files(self, layer_id: str) -> Path:
        """The folder that a layer was unpacked to."""
        below = f"vfs/dir/{layer_id}" if self.driver == "vfs" else f"overlay/{layer_id}/diff"
        return self.root / below

    def _add_layers(self, layers: Sequence[bytes]) -> str:
        """One for each parent and diff_id; returns the id of the last."""
        parent = ""
        for layer in layers:
            hexadecimal = sha256_hex(layer)
            layer_id = sha256_hex(f"{parent} {hexadecimal}".encode()) if parent else hexadecimal
            if layer_id not in self.layers:
                row = {"id": layer_id, "diff-digest": digest_of(layer), "diff-size": len(layer)}
                self.layers[layer_id] = row | ({"parent": parent} if parent else {})
                self.tar_split(layer_id).parent.mkdir(parents=True, exist_ok=True)
                self.tar_split(layer_id).write_bytes(tar_split_of(layer))
                unpack_files(layer, self.files(layer_id))
            parent = layer_id
        return parent


def document_name(key: str) -> str:
    """The file that holds what is kept under a key."""
    if re.fullmatch(r"[0-9a-z.]+", key):
        return key
    return f"={base64.b64encode(key.encode()).decode()}"
