"""From options to how images are measured."""

from __future__ import annotations

from functools import cache

from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.cli.standard_input import standard_input
from layersize.formats.limits import BOUNDED, LIFTED
from layersize.measure import Settings
from layersize.sources.network import Network
from layersize.sources.surroundings import Forgetful, Memory


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
