"""Whether a document is an index or a manifest; one that is both is two images.

Engines refuse such documents: https://github.com/advisories/GHSA-77vh-xpmg-72qh
"""

from __future__ import annotations

from layersize.oci.json_node import AmbiguousDocument, JsonNode
from layersize.oci.media_types import INDEXES, MANIFESTS

_INDEX, _MANIFEST, _SCHEMA_1 = "an index", "a manifest", "a manifest of schema 1"
_KIND_OF_KEY = {
    "manifests": _INDEX,
    "layers": _MANIFEST,
    "config": _MANIFEST,
    "fsLayers": _SCHEMA_1,
}
_KIND_OF_TYPE = {**dict.fromkeys(INDEXES, _INDEX), **dict.fromkeys(MANIFESTS, _MANIFEST)}


def is_index(document: JsonNode, stated_type: str | None = None) -> bool:
    """Whether it lists manifests; else it is one.

    `stated_type` is the media type that leads to it. Raises AmbiguousDocument if it also lists
    layers, or if a media type says that it is of the other kind.
    """
    keys = {kind: key for key, kind in _KIND_OF_KEY.items() if document.get(key).value is not None}
    if len(keys) > 1:
        one, other = sorted(keys.values())[:2]
        cause = f"has {one!r} and {other!r}, so that readers differ on what it is"
        raise AmbiguousDocument(document.where, cause, document.remedy)
    kind = next(iter(keys), None)
    types = ("its descriptor", stated_type), ("its mediaType", document.get("mediaType").text())
    for who, media_type in types:
        said = _KIND_OF_TYPE.get(media_type or "", kind)
        if kind is not None and said is not None and said != kind:
            raise AmbiguousDocument(
                document.where, f"is {kind}, {who} says {said}", document.remedy
            )
    return kind == _INDEX
