"""JSON from a fuzzer's choices: a sound document with other values and keys, or damaged text."""

from __future__ import annotations

import json
from typing import Any

from fuzz.guided.blobs import damaged
from fuzz.guided.choices import Choices
from support.image_config import digest_of

_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 1e400, 10**30, "", "x", "../../x", "\ud800", [], [None], {}),
    *({"a": {}}, "sha256:" + "0" * 64, digest_of(b"{}"), "linux", "unknown", "\x1b[2J", [[[]]]),
    *("application/vnd.oci.image.index.v1+json", "application/vnd.docker.container.image.v1+json"),
    *("application/vnd.oci.image.layer.v1.tar+gzip", "application/vnd.in-toto+json", "0.tar"),
)
_KEYS = (
    *("layers", "Layers", "manifests", "config", "Config", "digest", "size", "mediaType", "urls"),
    *("platform", "os", "architecture", "os.version", "annotations", "artifactType", "subject"),
    *("rootfs", "diff_ids", "history", "created_by", "empty_layer", "RepoTags", "LayerSources"),
    *("org.opencontainers.image.ref.name", "io.containerd.image.name", "comment", "Labels"),
    *("vnd.docker.reference.type", "org.opencontainers.image.base.name", "fsLayers", "layer\u017f"),
)


def mutated(choices: Choices, document: bytes) -> bytes:
    """The document in most cases; else with values replaced, keys added, or its text damaged."""
    kind = choices.below(8)
    if kind < 5:
        return document
    if kind == 5:
        return damaged(choices, document)
    value = json.loads(document)
    for _ in range(1 + choices.below(3)):
        value = _with_another(choices, value)
    text = json.dumps(value, separators=(",", ":"))
    if kind == 7:  # a key a second time
        text = text.replace(
            "{", f'{{"{choices.pick(_KEYS)}":{json.dumps(choices.pick(_VALUES))},', 1
        )
    return text.encode()


def _with_another(choices: Choices, value: Any) -> Any:
    if isinstance(value, dict) and not choices.one_in(6):
        key = choices.pick([*value, *_KEYS])
        below = value.get(key)
        if isinstance(below, dict | list) and not choices.one_in(3):
            return {**value, key: _with_another(choices, below)}
        return {**value, key: choices.pick(_VALUES)}
    if isinstance(value, list) and value and not choices.one_in(6):
        at = choices.below(len(value))
        other = [_with_another(choices, value[at])] * choices.pick((1, 1, 0, 2))
        return [*value[:at], *other, *value[at + 1 :]]
    return choices.pick(_VALUES)
