"""Archives of Docker before 1.10: a folder per layer, each naming its parent.

Source: https://github.com/moby/docker-image-spec/blob/main/v1.md
"""

from __future__ import annotations

from layersize.errors import LayersizeError
from layersize.oci.config import ImageConfig, platform_of
from layersize.oci.document_count import DocumentCount
from layersize.oci.instruction import UNKNOWN_INSTRUCTION
from layersize.oci.json_node import JsonNode
from layersize.sources.declared_image import MOST_LAYERS, DeclaredImage, DeclaredLayer
from layersize.sources.stores import Store
from layersize.streams import bounds

REPOSITORIES = "repositories"

_MOST_IMAGES = 256
"""Images of one archive; each may list layers that others list too."""


class _DeclaredLayers(dict[str, JsonNode]):
    """Ids of layers to their v1 configs, read as they are asked for, however they are spelt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_file: dict[str, JsonNode] = {}
        self.count = DocumentCount()

    def __missing__(self, layer_id: str) -> JsonNode:
        name = f"{layer_id}/json"
        file = self._store.real_name(name)
        if file not in self._by_file:
            self._by_file[file] = self._read(name)
        declared = self[layer_id] = self._by_file[file]
        return declared

    def _read(self, name: str) -> JsonNode:
        data = self._store.document(name)
        if data is None:
            raise LayersizeError(name, "is missing", "save or pull the image again")
        self.count.read(name, data)
        return JsonNode.parse(data, name)


def is_legacy(store: Store) -> bool:
    """Whether an archive without a manifest has layers in the old form."""
    return any(name.endswith("/layer.tar") for name in store.names())


def legacy_images(store: Store) -> list[DeclaredImage]:
    """The images by their tags, and those without one: layers that no other has as its parent."""
    declared_layers = _DeclaredLayers(store)
    tagged: dict[str, list[str]] = {}
    data = store.document(REPOSITORIES)
    if data is not None:
        repositories = JsonNode.parse(data, REPOSITORIES)
        for repository in repositories.key_names():
            for tag in repositories.entry(repository).key_names():
                top = repositories.entry(repository).entry(tag).text()
                if top:
                    tagged.setdefault(top, []).append(f"{repository}:{tag}")
    for top in _childless(store, declared_layers, must_read=not tagged):
        tagged.setdefault(top, [])
    if len(tagged) > _MOST_IMAGES:
        raise LayersizeError(REPOSITORIES, f"lists {len(tagged)} images (at most {_MOST_IMAGES})")
    return [_declared(top, tuple(names), declared_layers) for top, names in tagged.items()]


def _childless(store: Store, declared_layers: _DeclaredLayers, *, must_read: bool) -> list[str]:
    """Layers on top of all others; if not all can be read, none unless there `must` be some."""
    suffix = "/json"
    ids = [name.removesuffix(suffix) for name in store.names() if name.endswith(suffix)]
    if len(ids) > bounds.MANIFESTS:
        raise LayersizeError("", f"holds {len(ids)} layers (at most {bounds.MANIFESTS})")
    try:
        parents = {declared_layers[top].get("parent").text() for top in ids}
    except LayersizeError:
        if must_read:
            raise
        return []
    return [top for top in ids if top not in parents]


def _declared(top: str, names: tuple[str, ...], declared_layers: _DeclaredLayers) -> DeclaredImage:
    try:
        chain = [declared_layers[top]]
        layers = [_layer(top, chain[0])]
        while (parent := chain[-1].get("parent").text()) is not None and parent:
            chain.append(declared_layers[parent])
            layers.append(_layer(parent, chain[-1]))
            declared_layers.count.listed(f"{top}/json", 1)
            if len(chain) > MOST_LAYERS:
                raise LayersizeError(f"{top}/json", "has parents that lead in a circle")
        config = ImageConfig(platform=platform_of(chain[0]), created=chain[0].get("created").text())
    except LayersizeError as error:
        return DeclaredImage(names=names, v1_id=top, problem=error.to_keep())
    return DeclaredImage(
        names=names,
        v1_id=top,
        config=config,
        platform=config.platform,
        layers=tuple(reversed(layers)),
    )


def _layer(layer_id: str, declared: JsonNode) -> DeclaredLayer:
    return DeclaredLayer(name=f"{layer_id}/layer.tar", created_by=v1_instruction(declared))


def v1_instruction(declared: JsonNode) -> str:
    """The command that made a layer, from its v1 config."""
    command = declared.get("container_config").get("Cmd").items()
    words = [node.text() or "" for node in command]
    return " ".join(words) or declared.get("comment").text() or UNKNOWN_INSTRUCTION
