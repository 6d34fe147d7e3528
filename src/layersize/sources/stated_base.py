"""The base image that an image says it was built on.

Source: https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys
"""

from __future__ import annotations

from layersize.model.digest import Digest
from layersize.model.errors import LayersizeError
from layersize.model.image import StatedBase
from layersize.sources.json_node import JsonNode

_NAME = "org.opencontainers.image.base.name"
_DIGEST = "org.opencontainers.image.base.digest"


def stated_base(config: bytes | None, manifest: bytes | None) -> StatedBase | None:
    """What the manifest's annotations say, else the config's labels.

    What is of another type than the specification says counts as not stated: the numbers of an
    image don't depend on it.
    """
    for document, keys in ((manifest, ("annotations",)), (config, ("config", "Labels"))):
        if document is None:
            continue
        try:
            node = JsonNode.parse(document, "")
            for key in keys:
                node = node.get(key)
            name, digest = node.get(_NAME).text(), node.get(_DIGEST).text()
        except LayersizeError:
            continue
        if name:
            return StatedBase(name=name, digest=_parsed(digest))
    return None


def _parsed(text: str | None) -> Digest | None:
    try:
        return None if text is None else Digest.parse(text)
    except ValueError:
        return None
