"""Every reader of documents from images, on damaged documents and any text."""

from __future__ import annotations

from collections.abc import Callable

from fuzz.guided.choices import Choices
from fuzz.guided.json_text import mutated
from layersize.oci.config import parse_config
from layersize.oci.json_node import JsonNode
from layersize.sources.declared_image import DeclaredImage, declared_base
from layersize.sources.docker_archive import docker_images
from layersize.sources.legacy_archive import legacy_images
from layersize.sources.oci_layout import LayoutNames, layout_images, manifest_image
from layersize.sources.skopeo_dir import dir_images
from support.docker_archives import manifest_entry
from support.documents_in_memory import DocumentsInMemory
from support.image_config import config_json, digest_of, to_json
from support.oci_layouts import TAR_TYPE, oci_layout
from support.tar_writer import file, tar

_LAYER = tar(file("a", b"a"))
_CONFIG = config_json([_LAYER])
_SOUND = {**oci_layout([_LAYER], _CONFIG).files(), "config.json": _CONFIG, "a/json": b"{}"}


def _store(name: str, data: bytes) -> DocumentsInMemory:
    return DocumentsInMemory({**_SOUND, name: data})


def _manifest_json(data: bytes) -> list[DeclaredImage]:
    store = _store("manifest.json", data)
    return docker_images(JsonNode.parse(data, "manifest.json"), store)


def _index(data: bytes) -> list[DeclaredImage]:
    return layout_images(JsonNode.parse(data, "index.json"), _store("index.json", data))


def _manifest(data: bytes) -> list[DeclaredImage]:
    declared_base(None, data)
    store = _store("manifest", data)
    return [manifest_image(JsonNode.parse(data, "manifest"), store, LayoutNames())]


def _dir_manifest(data: bytes) -> list[DeclaredImage]:
    store = _store("manifest.json", data)
    return dir_images(JsonNode.parse(data, "manifest.json"), store)


def _repositories(data: bytes) -> list[DeclaredImage]:
    return legacy_images(_store("repositories", data))


def _legacy_layer(data: bytes) -> list[DeclaredImage]:
    return legacy_images(_store("a/json", data))


def _config(data: bytes) -> None:
    declared_base(data, None)
    parse_config(data, "config")


_ABOUT = {"digest": digest_of(_CONFIG), "size": len(_CONFIG)}
_DESCRIBED = {"mediaType": TAR_TYPE, "digest": digest_of(_LAYER), "size": len(_LAYER)}
_MANIFEST = to_json({"schemaVersion": 2, "config": _ABOUT, "layers": [_DESCRIBED] * 2})
_OLD_MANIFEST = {
    "schemaVersion": 1,
    "fsLayers": [{"blobSum": digest_of(_LAYER)}],
    "history": [{"v1Compatibility": '{"os":"linux","architecture":"amd64"}'}],
}
_SAVED = [manifest_entry("config.json", ["app:v1"], ["0.tar"])] * 2
_READERS: tuple[tuple[Callable[[bytes], object], bytes], ...] = (
    (_manifest_json, to_json(_SAVED)),
    (_index, _SOUND["index.json"]),
    (_manifest, _MANIFEST),
    (_dir_manifest, _MANIFEST),
    (_dir_manifest, to_json(_OLD_MANIFEST)),
    (_repositories, to_json({"app": {"v1": "a", "V1": "b"}})),
    (_legacy_layer, to_json({"id": "a", "os": "linux", "architecture": "amd64"})),
    (_config, _CONFIG),
)
"""What reads a document, and a sound one."""


def read_document(choices: Choices) -> None:
    """Reads a document in every way; raises LayersizeError alone."""
    read, sound = choices.pick(_READERS)
    read(mutated(choices, sound) if choices.one_in(2) else choices.rest())
