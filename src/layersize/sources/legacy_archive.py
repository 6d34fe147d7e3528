"""Archives of Docker before 1.10: a folder per layer, each naming its parent.

Source: https://github.com/moby/docker-image-spec/blob/main/v1.md
"""

from __future__ import annotations

from layersize.formats import bounds
from layersize.model.errors import LayersizeError
from layersize.sources.config import ImageConfig, platform_of
from layersize.sources.json_node import JsonNode
from layersize.sources.stated_image import StatedImage, StatedLayer
from layersize.sources.stores import Store

REPOSITORIES = "repositories"
_MOST_LAYERS = 1024


def is_legacy(store: Store) -> bool:
    """Whether an archive without a manifest has layers in the old form."""
    return any(name.endswith("/layer.tar") for name in store.names())


def legacy_images(store: Store) -> list[StatedImage]:
    """The images by their tags, or the layers that no other layer has as its parent."""
    tagged: dict[str, list[str]] = {}
    data = store.document(REPOSITORIES)
    if data is not None:
        repositories = JsonNode.parse(data, REPOSITORIES)
        for repository in repositories.key_names():
            for tag in repositories.get(repository).key_names():
                top = repositories.get(repository).get(tag).text()
                if top:
                    tagged.setdefault(top, []).append(f"{repository}:{tag}")
    if not tagged:
        tagged = {top: [] for top in _childless(store)}
    return [_stated(top, tuple(names), store) for top, names in tagged.items()]


def _childless(store: Store) -> list[str]:
    suffix = "/json"
    ids = [name.removesuffix(suffix) for name in store.names() if name.endswith(suffix)]
    parents = {_layer_json(top, store).get("parent").text() for top in ids[: bounds.MANIFESTS]}
    return [top for top in ids if top not in parents]


def _stated(top: str, names: tuple[str, ...], store: Store) -> StatedImage:
    try:
        chain = [_layer_json(top, store)]
        layers = [_layer(top, chain[0])]
        while (parent := chain[-1].get("parent").text()) is not None and parent:
            chain.append(_layer_json(parent, store))
            layers.append(_layer(parent, chain[-1]))
            if len(chain) > _MOST_LAYERS:
                raise LayersizeError(f"{top}/json", "has parents that lead in a circle")
        config = ImageConfig(platform=platform_of(chain[0]), created=chain[0].get("created").text())
    except LayersizeError as error:
        return StatedImage(names=names, problem=error)
    return StatedImage(
        names=names, config=config, platform=config.platform, layers=tuple(reversed(layers))
    )


def _layer(layer_id: str, stated: JsonNode) -> StatedLayer:
    return StatedLayer(name=f"{layer_id}/layer.tar", created_by=v1_instruction(stated))


def v1_instruction(stated: JsonNode) -> str:
    """The command that made a layer, from its v1 config."""
    command = stated.get("container_config").get("Cmd").items()
    words = [node.text() or "" for node in command]
    return " ".join(words) or stated.get("comment").text() or "<unknown>"


def _layer_json(layer_id: str, store: Store) -> JsonNode:
    name = f"{layer_id}/json"
    data = store.document(name)
    if data is None:
        raise LayersizeError(name, "is missing", "save the image again")
    return JsonNode.parse(data, name)
