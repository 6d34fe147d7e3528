"""What `docker save` writes: manifest.json, with configs and layers beside it.

Source: https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layersize.errors import LayersizeError
from layersize.oci.config import ImageConfig, parse_config
from layersize.oci.digest import Digest
from layersize.oci.document_count import DocumentCount
from layersize.oci.json_node import AmbiguousDocument, JsonNode
from layersize.sources.artifacts import NotAnImage
from layersize.sources.declared_image import (
    MOST_LAYERS,
    DeclaredImage,
    DeclaredLayer,
    with_names,
)
from layersize.sources.image_names import full_names
from layersize.sources.oci_layout import check_document, named_digest
from layersize.sources.stores import Store
from layersize.streams import bounds

MANIFEST = "manifest.json"
_REMEDY = "save or pull the image again"


def docker_images(manifest: JsonNode, store: Store) -> list[DeclaredImage]:
    """The images that a manifest.json lists."""
    entries = manifest.items(bounds.MANIFESTS)
    if not entries:
        raise LayersizeError(MANIFEST, "lists no image", _REMEDY)
    configs = _Configs(store)
    images = [_declared(entry, configs) for entry in entries]
    _refuse_contradictions(images)
    return images


def _refuse_contradictions(images: Sequence[DeclaredImage]) -> None:
    """Raises AmbiguousDocument where two entries say different things of one config or tag.

    Docker keeps the later of two, Podman the earlier.
    """
    layers_of: dict[bytes | None, list[str]] = {}
    image_of: dict[str, object] = {}
    for image in images:
        config = image.config.document if image.config else None
        listed = [layer.name for layer in image.layers]
        if config is not None and layers_of.setdefault(config, listed) != listed:
            raise _ambiguous("lists one config twice, with different layers")
        for name in image.names:
            if image_of.setdefault(name, (config, listed)) != (config, listed):
                raise _ambiguous(f"gives the name {name} to two images")


def _ambiguous(cause: str) -> AmbiguousDocument:
    return AmbiguousDocument(MANIFEST, f"{cause}, so that engines differ on what it holds", _REMEDY)


def with_index(
    images: Sequence[DeclaredImage], indexed: Sequence[DeclaredImage]
) -> list[DeclaredImage]:
    """Images of a manifest.json, completed by what the index beside it knows of them.

    Raises AmbiguousDocument where the two disagree: Docker's classic store reads the one, Podman
    and the containerd store the other.
    """
    by_config: dict[bytes | None, list[DeclaredImage]] = {}
    for image in indexed:
        if image.config is not None:
            by_config.setdefault(image.config.document, []).append(image)
    merged, used, alone = [], set(), []
    for image in images:
        twins = by_config.get(image.config.document, []) if image.config else []
        twin = next((other for other in twins if _have_same_layers(image, other)), None)
        if twins and twin is None:
            raise _ambiguous("lists other layers for a config than index.json")
        if twin is None:
            alone.append(image)
        used.add(id(twin))
        merged.append(image if twin is None else completed(image, twin))
    others = [image for image in indexed if id(image) not in used]
    rivals = [image for image in others if not isinstance(image.problem, NotAnImage)]
    is_of_others = len(alone) == len(images)
    for image in alone:
        names = {*full_names(image)}
        if any(is_of_others or names.intersection(full_names(rival)) for rival in rivals):
            raise _ambiguous("lists another image than index.json")
    return [*merged, *others]


def _have_same_layers(image: DeclaredImage, twin: DeclaredImage) -> bool:
    """In any order if they are plain: Docker 25.0.0 shuffled those of its index."""
    ours, theirs = ([layer.digest for layer in either.layers] for either in (image, twin))
    diff_ids = image.config.diff_ids if image.config else ()
    is_plain = sorted(map(str, diff_ids)) == sorted(map(str, ours))
    return None not in ours and (
        ours == theirs or (is_plain and sorted(map(str, ours)) == sorted(map(str, theirs)))
    )


def completed(image: DeclaredImage, twin: DeclaredImage) -> DeclaredImage:
    """An image with the names, digests and media types that a second manifest of it knows."""
    described = {layer.digest: layer for layer in twin.layers}
    digests = [layer.digest for layer in image.layers]
    return replace(
        with_names(image, twin),
        platform=twin.platform or image.platform,
        stated_platforms=twin.stated_platforms,
        manifest_digest=twin.manifest_digest,
        manifest=twin.manifest,
        manifest_media_type=twin.manifest_media_type,
        order_disagrees=digests != [layer.digest for layer in twin.layers] and None not in digests,
        layers=tuple(
            replace(layer, media_type=layer.media_type or described[layer.digest].media_type)
            if layer.digest in described
            else layer
            for layer in image.layers
        ),
    )


class _Configs(dict[str, ImageConfig]):
    """Configs by name, each read once, however it is spelt; images may share one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_file: dict[tuple[str, Digest | None], ImageConfig] = {}
        self.count = DocumentCount()

    def __missing__(self, name: str) -> ImageConfig:
        digest = named_digest(name)
        file = self._store.real_name(name), digest
        if file not in self._by_file:
            self._by_file[file] = self._read(name, digest)
        config = self[name] = self._by_file[file]
        return config

    def _read(self, name: str, digest: Digest | None) -> ImageConfig:
        data = self._store.document(name)
        if data is None:
            raise LayersizeError(f"config {name}", "is missing", _REMEDY)
        self.count.read(f"config {name}", data)
        if digest is not None:
            check_document(data, f"config {name}", digest, JsonNode(None, name))
        config = parse_config(data, name, digest)
        self.count.listed(f"config {name}", config.listed)
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
        configs.count.listed(entry.where, len(layers))
    except AmbiguousDocument:
        raise
    except LayersizeError as error:
        return DeclaredImage(names=names, problem=error.to_keep())
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
