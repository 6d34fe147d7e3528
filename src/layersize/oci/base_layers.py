"""How much of an image is of its base image, as far as its history shows.

https://github.com/opencontainers/image-spec/blob/main/config.md#properties (`history`)
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMAND = re.compile(r"(?:.*#\(nop\) +)?(?:CMD|ENTRYPOINT)\b")
"""Of BuildKit, and of the classic builder and buildah."""


def shown_base_layers(steps: Iterable[tuple[str, bool]]) -> int:
    """How many layers are below the last command that more layers were put on; 0: none shown.

    `steps` are the lines of the history and whether each made a layer, base first. An image ends
    with its command; one that is in the midst was most likely the base image's.
    """
    layers = below_command = below_last_command = 0
    for line, makes_layer in steps:
        if makes_layer:
            layers += 1
            below_command = below_last_command
        elif _COMMAND.match(line):
            below_last_command = layers
    return below_command
