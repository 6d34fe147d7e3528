"""From options to how images are measured."""

from __future__ import annotations

import sys
from functools import cache
from typing import BinaryIO

from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.errors import LayersizeError
from layersize.measure import Settings
from layersize.sources.context import Forgetful, Memory, Network
from layersize.streams.limits import BOUNDED, LIFTED

_HOW_TO_PIPE = "pipe an image in: docker save app:v1 | layersize inspect -"


def standard_input() -> BinaryIO:
    """The stream that `-` stands for, if an image can come from it."""
    if sys.stdin is None:
        raise LayersizeError("", "is closed", _HOW_TO_PIPE)
    if sys.stdin.isatty():
        raise LayersizeError("", "is a terminal", _HOW_TO_PIPE)
    return sys.stdin.buffer


def settings(options: CommonOptions, bars: ProgressBars) -> Settings:
    """The settings for one run."""
    return Settings(
        platform=options.platform,
        verify=options.verify,
        estimate_transfer=options.estimate_transfer,
        memory=Forgetful if options.no_cache else cache(_kept_walks),
        network=Network(
            timeout_seconds=options.timeout, insecure=options.insecure, offline=options.offline
        ),
        limits=LIFTED if options.no_limits else BOUNDED,
        rows=options.top,
        standard_input=standard_input,
        progress=bars.start,
    )


def _kept_walks() -> Memory:
    from layersize.cache.walk_cache import WalkCache, default_folder  # not needed for saved images

    return WalkCache(default_folder())
