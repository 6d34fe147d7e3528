"""Images of a scripted registry, opened and walked without real waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.layers.walk import LayerWalk
from layersize.layers.walk_image import walk_image
from layersize.layers.walker import LayerWalker
from layersize.sources.context import Network, RetryTimer, SourceContext
from layersize.sources.reference import ImageReference
from layersize.sources.registry.image import open_image
from support.hostile_registry import REPOSITORY, TAG, HostileRegistry
from support.image_config import config_json
from support.oci_layouts import OciLayout, oci_layout
from support.tar_writer import file, tar

USUAL = "linux/amd64"
SHORTEST_TIMEOUT = 0.3
FILE = b"".join(b"%08d" % number for number in range(12_500))
"""100 kB that look the same nowhere twice."""


class RecordedWaits(RetryTimer):
    """Does not wait, but takes down for how long it should have."""

    def __init__(self, *, jitter: float = 1.0) -> None:
        self.seconds: list[float] = []
        self._jitter = jitter

    def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def jitter(self) -> float:
        return self._jitter


def network(
    waits: RecordedWaits | None = None, *, timeout_seconds: float = 60, insecure: bool = False
) -> Network:
    return Network(
        retry_timer=waits or RecordedWaits(), timeout_seconds=timeout_seconds, insecure=insecure
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
    settings: Network | None = None,
) -> Image:
    text = f"{registry.host}/{name}"
    return open_registry_image(
        text, settings or network(), platform=platform, text=f"registry:{text}"
    )


def open_registry_image(
    name: str, network: Network, *, platform: str | None = None, text: str | None = None
) -> Image:
    """The image of that name; `text` is how the user refers to it."""
    reference = ImageReference(text=text or name, source="registry", name=name)
    return open_image(reference, SourceContext(platform=platform, network=network))


def walked(image: Image) -> Sequence[LayerWalk]:
    return list(walk_image(image, LayerWalker()))


def error_of(call: Callable[[], object]) -> LayersizeError:
    """The error that a call must end with, a single line."""
    with pytest.raises(LayersizeError) as raised:
        call()
    assert "\n" not in str(raised.value)
    return raised.value
