"""Image configs.

Source: https://github.com/opencontainers/image-spec/blob/main/config.md
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

from layersize.oci.base_layers import shown_base_layers
from layersize.oci.digest import Digest
from layersize.oci.history import LayerHistory, layer_histories
from layersize.oci.json_node import JsonNode
from layersize.values import dataclass

_SEEN_BY_A_CONTAINER = (
    *("Cmd", "Entrypoint", "Env", "Healthcheck", "StopSignal", "User", "Volumes", "WorkingDir"),
)
_MOST_STEPS = 8192
"""Steps of a history: many more than layers, as most instructions of a Dockerfile make none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageConfig:
    """The parts of a config that are about the image as a whole, and its layers."""

    digest: Digest | None = None
    """The image id; `None` for formats that have no config."""
    platform: str | None = None
    created: str | None = None
    diff_ids: tuple[Digest, ...] = ()
    layer_history: tuple[LayerHistory, ...] = ()
    """Of the steps that made a layer, base first."""
    run_settings: tuple[tuple[str, str], ...] = ()
    """Names of the settings that a container sees, with their values as JSON."""
    base_layers: int = 0
    """How many of these are of a base image, as far as the history shows."""
    document: bytes | None = None
    """The config itself, byte for byte."""

    @property
    def listed(self) -> int:
        """How many things it says of layers."""
        return len(self.diff_ids) + len(self.layer_history)


def parse_config(data: bytes, where: str, digest: Digest | None = None) -> ImageConfig:
    """Reads a config; raises LayersizeError with the place of a wrong value.

    `digest` is what the config goes by, checked; without, it is its sha256.
    """
    node = JsonNode.parse(data, where)
    steps = node.get("history").items(_MOST_STEPS)
    diff_ids = node.get("rootfs").get("diff_ids").items(_MOST_STEPS)
    return ImageConfig(
        document=data,
        digest=digest or Digest.of(data),
        platform=platform_of(node),
        created=node.get("created").text(),
        diff_ids=tuple(item.digest() for item in diff_ids),
        base_layers=shown_base_layers(steps),
        layer_history=tuple(
            layer_histories(steps, by_docker=bool(node.get("docker_version").text()))
        ),
        run_settings=tuple(_run_settings(node.get("config"))),
    )


def _run_settings(config: JsonNode) -> Iterator[tuple[str, str]]:
    """Those that are set; an empty one is none. No number depends on them, so any type will do."""
    if isinstance(config.value, dict):
        for name in _SEEN_BY_A_CONTAINER:
            if value := config.get(name).value:
                with suppress(RecursionError):
                    yield name, json.dumps(value, sort_keys=True)


def platform_of(node: JsonNode) -> str | None:
    """`os/arch[/variant][:version]` of a config or a descriptor's platform; None without both."""
    parts = [node.get(key).text() for key in ("os", "architecture", "variant")]
    version = node.get("os.version").text()
    platform = "/".join(part for part in parts if part)
    if not parts[0] or not parts[1]:
        return None
    return f"{platform}:{version}" if version else platform
