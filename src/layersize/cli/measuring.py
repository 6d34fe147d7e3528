"""From options to how images are measured."""

from __future__ import annotations

import sys
from typing import BinaryIO

from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.formats.limits import BOUNDED, LIFTED
from layersize.measure import Settings
from layersize.model.errors import LayersizeError
from layersize.sources.network import Network
from layersize.sources.surroundings import Forgetful, Memory

_HOW_TO_PIPE = "pipe an image in: docker save app:v1 | layersize inspect -"


def settings(options: CommonOptions, bars: ProgressBars) -> Settings:
    """The settings for one run."""
    return Settings(
        platform=options.platform,
        verify=options.verify,
        estimate_transfer=options.estimate_transfer,
        memory=_memory(options),
        network=Network(
            timeout_seconds=options.timeout, insecure=options.insecure, offline=options.offline
        ),
        limits=LIFTED if options.no_limits else BOUNDED,
        rows=options.top,
        standard_input=_standard_input,
        progress=bars.start,
    )


def _memory(options: CommonOptions) -> Memory:
    if options.no_cache:
        return Forgetful()
    from layersize.cache.walk_cache import WalkCache, default_folder

    return WalkCache(default_folder())


def _standard_input() -> BinaryIO:
    """The stream that `-` stands for, if an image can come from it."""
    if sys.stdin is None:
        raise LayersizeError("", "is closed", _HOW_TO_PIPE)
    if sys.stdin.isatty():
        raise LayersizeError("", "is a terminal", _HOW_TO_PIPE)
    return sys.stdin.buffer
