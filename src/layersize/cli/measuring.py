"""From options to how images are measured."""

from __future__ import annotations

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
        memory=_memory(options),
        network=Network(
            timeout_seconds=options.timeout, insecure=options.insecure, offline=options.offline
        ),
        limits=LIFTED if options.no_limits else BOUNDED,
        rows=options.top,
        standard_input=standard_input,
        progress=bars.start,
    )


def _memory(options: CommonOptions) -> Memory:
    if options.no_cache:
        return Forgetful()
    from layersize.cache.walk_cache import WalkCache, default_folder

    return WalkCache(default_folder())
