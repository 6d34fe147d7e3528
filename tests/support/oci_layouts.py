"""OCI image layouts (image-spec `image-layout.md`), as files or as a tar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from support.image_config import digest_of, sha256_hex, to_json
from support.tar_writer import directory, file, tar

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
TAR_TYPE = "application/vnd.oci.image.layer.v1.tar"
LAYOUT_VERSION = b'{"imageLayoutVersion":"1.0.0"}'

Descriptor = dict[str, Any]


def descriptor(blob: bytes, media_type: str, **more: object) -> Descriptor:
    return {"mediaType": media_type, "digest": digest_of(blob), "size": len(blob), **more}


def layer_media_type(blob: bytes) -> str:
    if blob.startswith(b"\x1f\x8b"):
        return f"{TAR_TYPE}+gzip"
    return f"{TAR_TYPE}+zstd" if blob.startswith(b"\x28\xb5\x2f\xfd") else TAR_TYPE


def platform_of(name: str) -> dict[str, str]:
    os, architecture, *variant = name.split("/")
    return {"os": os, "architecture": architecture, **({"variant": variant[0]} if variant else {})}


class OciLayout:
    """Collects blobs and the references of index.json."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        """Bytes by hex digest; a test may replace or remove some."""
        self.references: list[Descriptor] = []

    def add_blob(self, blob: bytes, media_type: str, **more: object) -> Descriptor:
        self.blobs[sha256_hex(blob)] = blob
        return descriptor(blob, media_type, **more)

    def add_manifest(
        self,
        layer_blobs: Sequence[bytes],
        config: bytes,
        *,
        layer_order: Sequence[int] | None = None,
        layer_descriptors: Sequence[Descriptor] | None = None,
        **more: object,
    ) -> Descriptor:
        """Stores an image and returns the descriptor of its manifest."""
        layers = [self.add_blob(blob, layer_media_type(blob)) for blob in layer_blobs]
        if layer_descriptors is not None:
            layers = list(layer_descriptors)
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": self.add_blob(config, CONFIG_TYPE),
            "layers": [layers[index] for index in layer_order or range(len(layers))],
            **more,
        }
        return self.add_blob(to_json(manifest), MANIFEST_TYPE)

    def add_index(self, manifests: Sequence[Descriptor], **more: object) -> Descriptor:
        index = {"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": list(manifests)}
        return self.add_blob(to_json(index), INDEX_TYPE, **more)

    def refer(self, target: Descriptor, name: str | None = None, **more: object) -> None:
        """Lists a manifest or an index in index.json, under a name if one is given."""
        if name is not None:
            more["annotations"] = {"org.opencontainers.image.ref.name": name}
        self.references.append({**target, **more})

    def index_json(self) -> bytes:
        return to_json({"schemaVersion": 2, "manifests": self.references})

    def files(self) -> dict[str, bytes]:
        """The layout as a folder."""
        blobs = {f"blobs/sha256/{name}": blob for name, blob in self.blobs.items()}
        return {**blobs, "index.json": self.index_json(), "oci-layout": LAYOUT_VERSION}

    def members(self) -> list[bytes]:
        """The layout as tar entries."""
        folders = [directory("blobs/"), directory("blobs/sha256/")]
        return folders + [file(name, data) for name, data in self.files().items()]

    def archive(self) -> bytes:
        return tar(*self.members())


def oci_layout(
    layer_blobs: Sequence[bytes], config: bytes, *, name: str | None = "v1", **more: Any
) -> OciLayout:
    """A layout with one image."""
    layout = OciLayout()
    layout.refer(layout.add_manifest(layer_blobs, config, **more), name)
    return layout
