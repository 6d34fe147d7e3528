"""How much of an image is of its base image, as far as its history shows.

https://github.com/opencontainers/image-spec/blob/main/config.md#properties (`history`)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from layersize.oci.json_node import JsonNode

_COMMAND = re.compile(r"(?:.*#\(nop\) +)?(?:CMD|ENTRYPOINT)\b")
"""Of BuildKit, and of the classic builder and buildah."""
_FROM = "FROM "
"""How the comment of buildah's first step on a base image begins."""


def shown_base_layers(steps: Sequence[JsonNode]) -> int:
    """How many layers are below the first step on the base image; 0: the history shows none.

    Buildah says which step that is. Of other builders, it is the one behind the last command that
    more layers were put on: an image ends with its command, so that was most likely the base's.
    """
    layers = below_command = below_last_command = 0
    below_from = None
    for step in steps:
        if (step.get("comment").text() or "").startswith(_FROM):
            below_from = layers
        if not step.get("empty_layer").flag():
            layers += 1
            below_command = below_last_command
        elif _COMMAND.match(step.get("created_by").text() or ""):
            below_last_command = layers
    return below_command if below_from is None else below_from
