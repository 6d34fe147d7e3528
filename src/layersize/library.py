"""What `import layersize` offers: an image or a pair of images measured, or one opened, by a call.

The names are those of the package itself: `layersize.analyze`, `layersize.open_image`.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from layersize import measure
from layersize.accounting.result import ImageAnalysis
from layersize.cache.walk_cache import WalkCache
from layersize.comparison.result import Comparison
from layersize.layers.cached import NoCache
from layersize.sources.context import Network

if TYPE_CHECKING:
    from layersize.inside.opened_image import OpenedImage

Reference = str | os.PathLike[str]
"""What the command line takes, such as `app:v1`, `registry:debian:12`, `image.tar`; or a path."""


def analyze(
    reference: Reference,
    *,
    base: str | os.PathLike[str] | None = None,
    platform: str | None = None,
    offline: bool = False,
    insecure: bool = False,
    top: int = 10,
    cache: bool = True,
) -> ImageAnalysis:
    """Measures one image.

    Args:
        reference: an image where it lives, or a saved one.
        base: the base image that it is built on, of which no layer is read; None: what annotations
            or labels name, if the cache or an engine here has it, else what the history shows.
        platform: `os/arch[/variant][:version]`; None: Linux on this machine's architecture, if
            there is a choice.
        offline: ask no registry.
        insecure: accept a registry over http, or over https without a valid certificate.
        top: how many of the largest files `biggest` names.
        cache: use and keep walks of fetched layers in the user's cache folder, as the command
            line does. A folder that others can write to is not used, and the logger `layersize`
            says so.

    Returns:
        The image as a whole, its layers from the base up, pairs of instructions of which the
        second hides what the first shipped. Every number is a whole count of bytes.

    Raises:
        LayersizeError: it can't be measured, or is not built on `base`; the error has `where`,
            `cause` and `remedy`.
    """
    settings = measure_settings(platform, Network(offline=offline, insecure=insecure), top, cache)
    base = None if base is None else os.fspath(base)
    return measure.analyze(os.fspath(reference), replace(settings, base=base))


def compare(
    base: Reference,
    other: Reference,
    *,
    platform: str | None = None,
    offline: bool = False,
    insecure: bool = False,
    top: int = 10,
    cache: bool = True,
) -> Comparison:
    """Measures two images and sees `other` from `base`: what is positive, `other` has more of.

    Takes and raises what `analyze` does; `top` is the number of rows of `folded`, the differing
    paths in few rows, and of `biggest`.
    """
    settings = measure_settings(platform, Network(offline=offline, insecure=insecure), top, cache)
    (comparison,) = measure.compare(os.fspath(base), [os.fspath(other)], settings)
    return comparison


def open_image(
    reference: Reference,
    *,
    platform: str | None = None,
    offline: bool = False,
    insecure: bool = False,
    top: int = 10,
    cache: bool = True,
) -> OpenedImage:
    """Measures one image and keeps it open, to look into: its files, their content and history.

    Takes and raises what `analyze` does. Standard input, and a pipe, go to a temporary file until
    it is closed.
    """
    from layersize.inside.opened_image import OpenedImage  # of no use to those who only measure

    settings = measure_settings(platform, Network(offline=offline, insecure=insecure), top, cache)
    return OpenedImage(os.fspath(reference), settings)


def measure_settings(
    platform: str | None, network: Network, top: int = 10, use_cache: bool = True
) -> measure.Settings:
    """How a program measures images."""
    cache = WalkCache(tell=_log) if use_cache else NoCache()
    return measure.Settings(platform=platform, network=network, rows=top, cache=cache)


def _log(line: str) -> None:
    import logging  # seldom needed

    logging.getLogger("layersize").warning("%s", line)
