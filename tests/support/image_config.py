"""The image config that every format shares (image-spec `config.md`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

CREATED = "2024-01-01T00:00:00Z"


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest_of(data: bytes) -> str:
    return f"sha256:{sha256_hex(data)}"


def to_json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def history_of(steps: Sequence[str]) -> list[dict[str, Any]]:
    """One history entry per step; a step that starts with `(empty) ` made no layer."""
    entries: list[dict[str, Any]] = []
    for step in steps:
        instruction = step.removeprefix("(empty) ")
        entry: dict[str, Any] = {"created": CREATED, "created_by": instruction}
        if instruction != step:
            entry["empty_layer"] = True
        entries.append(entry)
    return entries


def config_json(
    layer_tars: Sequence[bytes],
    *,
    steps: Sequence[str] | None = None,
    platform: str = "linux/amd64",
    **overrides: object,
) -> bytes:
    """The config of an image with these uncompressed layers; by default layer N was made by
    `RUN step N`. `overrides` replace whole keys of the config."""
    if steps is None:
        steps = [f"RUN step {index}" for index in range(len(layer_tars))]
    os, architecture, *variant = platform.split("/")
    config: dict[str, Any] = {
        "architecture": architecture,
        "os": os,
        **({"variant": variant[0]} if variant else {}),
        "created": CREATED,
        "config": {"Env": ["PATH=/bin"]},
        "rootfs": {"type": "layers", "diff_ids": [digest_of(layer) for layer in layer_tars]},
        "history": history_of(steps),
    }
    return to_json({**config, **overrides})
