"""What `docker save` writes: manifest.json, with configs and layers beside it.

Source: https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format
"""

from __future__ import annotations

from layersize.errors import LayersizeError
from layersize.oci.config import ImageConfig, parse_config
from layersize.oci.json_node import JsonNode
from layersize.sources.declared_image import MOST_LAYERS, DeclaredImage, DeclaredLayer
from layersize.sources.oci_layout import check_document, named_digest
from layersize.sources.stores import Store
from layersize.streams import bounds

MANIFEST = "manifest.json"


def docker_images(manifest: JsonNode, store: Store) -> list[DeclaredImage]:
    """The images that a manifest.json lists."""
    entries = manifest.items(bounds.MANIFESTS)
    if not entries:
        raise LayersizeError(MANIFEST, "lists no image", "save or pull the image again")
    configs = _Configs(store)
    return [_declared(entry, configs) for entry in entries]


class _Configs(dict[str, ImageConfig]):
    """Configs by name, each read once; images may share one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __missing__(self, name: str) -> ImageConfig:
        data = self._store.document(name)
        if data is None:
            raise LayersizeError(f"config {name}", "is missing", "save or pull the image again")
        digest = named_digest(name)
        if digest is not None:
            check_document(data, f"config {name}", digest, JsonNode(None, name))
        config = self[name] = parse_config(data, name, digest)
        return config


def _declared(entry: JsonNode, configs: _Configs) -> DeclaredImage:
    names = tuple(name for node in entry.get("RepoTags").items() if (name := node.text()))
    try:
        config_name = entry.get("Config").text()
        if not config_name:
            raise entry.get("Config").wrong("the name of a config")
        config = configs[config_name]
        sources = entry.get("LayerSources")
        layers = tuple(_layer(node, sources) for node in entry.get("Layers").items(MOST_LAYERS))
    except LayersizeError as error:
        return DeclaredImage(names=names, problem=error)
    return DeclaredImage(names=names, config=config, platform=config.platform, layers=layers)


def _layer(node: JsonNode, sources: JsonNode) -> DeclaredLayer:
    """`LayerSources` maps the digests of layers to descriptors."""
    name = node.text()
    if not name:
        raise node.wrong("the name of a layer")
    digest = named_digest(name)
    if digest is None:
        return DeclaredLayer(name=name)
    descriptor = sources.entry(str(digest))
    return DeclaredLayer(name=name, digest=digest, media_type=descriptor.get("mediaType").text())
