"""The one place where options become settings of how images are read."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.errors import LayersizeError
from layersize.sources.context import Forgetful, Memory, Network
from layersize.streams.limits import BOUNDED, LIFTED, Limits

if TYPE_CHECKING:
    from layersize.export.export import ExportSettings
    from layersize.measure import Settings

_HOW_TO_PIPE = "pipe an image in: docker save app:v1 | layersize inspect -"


def standard_input() -> BinaryIO:
    """The stream that `-` stands for, if an image can come from it."""
    if sys.stdin is None:
        raise LayersizeError("", "is closed", _HOW_TO_PIPE)
    if sys.stdin.isatty():
        raise LayersizeError("", "is a terminal", _HOW_TO_PIPE)
    return sys.stdin.buffer


def settings(options: CommonOptions, bars: ProgressBars) -> Settings:
    """How images are measured in this run."""
    from layersize.measure import Settings

    return Settings(
        platform=options.platform,
        verify=options.verify,
        estimate_transfer=options.estimate_transfer,
        memory=Forgetful if options.no_cache else cache(_kept_walks),
        network=_network(options),
        limits=_limits(options),
        rows=options.top,
        standard_input=standard_input,
        progress=bars.start,
    )


def export_settings(
    options: CommonOptions, bars: ProgressBars, *, overwrite: bool
) -> ExportSettings:
    """How an image is exported in this run, to an archive of `options.format`."""
    from layersize.export.export import ExportSettings

    return ExportSettings(
        form=options.format,
        overwrite=overwrite,
        platform=options.platform,
        network=_network(options),
        limits=_limits(options),
        standard_input=standard_input,
        progress=bars.start,
    )


def _network(options: CommonOptions) -> Network:
    return Network(
        timeout_seconds=options.timeout, insecure=options.insecure, offline=options.offline
    )


def _limits(options: CommonOptions) -> Limits:
    return LIFTED if options.no_limits else BOUNDED


def _kept_walks() -> Memory:
    from layersize.cache.walk_cache import WalkCache, default_folder  # not needed for saved images

    return WalkCache(default_folder())
