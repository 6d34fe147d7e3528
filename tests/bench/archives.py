"""Image archives around layers: docker-archive (docker 25 and later) and OCI.

https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import IO, NamedTuple

from layers import FILE, Entry, header

_CREATED = "2024-05-01T12:00:00Z"
_MTIME = 1_714_564_800
_CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
_MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"


class Blob(NamedTuple):
    media_type: str
    digest: str
    byte_count: int

    @property
    def name(self) -> str:
        return f"blobs/{self.digest.replace(':', '/')}"

    def descriptor(self) -> dict[str, object]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": self.byte_count}


class ArchiveWriter:
    """A tar whose blobs are named after what was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def add_blob(self, media_type: str, chunks: Iterable[bytes]) -> Blob:
        header_offset = self._file.tell()
        self._file.write(bytes(512))
        digest = hashlib.sha256()
        byte_count = 0
        for chunk in chunks:
            digest.update(chunk)
            byte_count += self._file.write(chunk)
        blob = Blob(media_type, f"sha256:{digest.hexdigest()}", byte_count)
        self._file.write(bytes(-byte_count % 512))
        self._file.seek(header_offset)
        self._file.write(_header(blob.name, byte_count))
        self._file.seek(0, 2)
        return blob

    def add_json(self, name: str, value: object) -> None:
        data = json.dumps(value).encode()
        self._file.write(_header(name, len(data)) + data + bytes(-len(data) % 512))

    def close(self) -> None:
        self._file.write(bytes(1024))
        self._file.close()


def write_docker_tail(
    archive: ArchiveWriter, layers: Sequence[Blob], tag: str, instructions: Sequence[str]
) -> None:
    """What follows the (plain) layers in a docker-archive."""
    diff_ids = [layer.digest for layer in layers]
    config = _write_image(archive, layers, diff_ids, tag, instructions)
    image = {"Config": config.name, "RepoTags": [tag], "Layers": [layer.name for layer in layers]}
    archive.add_json("manifest.json", [image])
    archive.close()


def write_oci_tail(
    archive: ArchiveWriter,
    layers: Sequence[Blob],
    diff_ids: Sequence[str],
    tag: str,
    instructions: Sequence[str],
) -> None:
    """What follows the layers in an OCI archive."""
    _write_image(archive, layers, diff_ids, tag, instructions)
    archive.close()


def _write_image(
    archive: ArchiveWriter,
    layers: Sequence[Blob],
    diff_ids: Sequence[str],
    tag: str,
    instructions: Sequence[str],
) -> Blob:
    """Config, manifest and index; returns the config."""
    history = [{"created": _CREATED, "created_by": instruction} for instruction in instructions]
    config = {
        "architecture": "amd64",
        "os": "linux",
        "created": _CREATED,
        "config": {"Cmd": ["/bin/sh"]},
        "rootfs": {"type": "layers", "diff_ids": list(diff_ids)},
        "history": history,
    }
    config_blob = archive.add_blob(_CONFIG_TYPE, [json.dumps(config).encode()])
    manifest = {
        "schemaVersion": 2,
        "mediaType": _MANIFEST_TYPE,
        "config": config_blob.descriptor(),
        "layers": [layer.descriptor() for layer in layers],
    }
    manifest_blob = archive.add_blob(_MANIFEST_TYPE, [json.dumps(manifest).encode()])
    annotations = {"org.opencontainers.image.ref.name": tag}
    index = {
        "schemaVersion": 2,
        "manifests": [{**manifest_blob.descriptor(), "annotations": annotations}],
    }
    archive.add_json("index.json", index)
    archive.add_json("oci-layout", {"imageLayoutVersion": "1.0.0"})
    return config_blob


def _header(name: str, byte_count: int) -> bytes:
    return header(name.encode(), b"", _MTIME, Entry(name, FILE, byte_count))
