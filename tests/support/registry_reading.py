"""Images of a scripted registry, opened and walked without real waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from layersize.model.errors import LayersizeError
from layersize.model.image import Image
from layersize.model.layer_walk import LayerWalk
from layersize.sources.network import Network
from layersize.sources.registry.image import open_registry_image
from layersize.walker.walk_image import walk_image
from layersize.walker.walk_request import WalkRequest
from support.hostile_registry import REPOSITORY, TAG, HostileRegistry
from support.image_config import config_json
from support.oci_layouts import OciLayout, oci_layout
from support.tar_writer import file, tar

USUAL = "linux/amd64"
SHORTEST_TIMEOUT = 0.3
FILE = b"".join(b"%08d" % number for number in range(12_500))
"""100 kB that look the same nowhere twice."""


def no_waiting(_seconds: float) -> None:
    pass


def network(
    *,
    sleep: Callable[[float], None] = no_waiting,
    timeout_seconds: float = 60,
    insecure: bool = False,
) -> Network:
    return Network(
        sleep=sleep, chance=lambda: 1.0, timeout_seconds=timeout_seconds, insecure=insecure
    )


def layer_tar() -> bytes:
    return tar(file("a", FILE))


def one_layer(blob: bytes | None = None, **more: object) -> OciLayout:
    """An image of one layer; `blob` is how it is stored."""
    return oci_layout([layer_tar() if blob is None else blob], config_json([layer_tar()]), **more)


def opened(
    registry: HostileRegistry,
    name: str = f"{REPOSITORY}:{TAG}",
    *,
    platform: str | None = None,
    patience: Network | None = None,
) -> Image:
    text = f"{registry.host}/{name}"
    return open_registry_image(
        text, platform, patience or network(), reference=f"registry:{text}", usual=USUAL
    )


def walked(image: Image) -> Sequence[LayerWalk]:
    return list(walk_image(image, WalkRequest()))


def error_of(call: Callable[[], object]) -> LayersizeError:
    """The error that a call must end with, a single line."""
    with pytest.raises(LayersizeError) as raised:
        call()
    assert "\n" not in str(raised.value)
    return raised.value
