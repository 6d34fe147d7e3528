"""From options to how images are measured."""

from __future__ import annotations

from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.layers.request import WalkRequest
from layersize.measure import Settings
from layersize.sources.context import Network
from layersize.streams.limits import BOUNDED, LIFTED


def settings(options: CommonOptions, bars: ProgressBars) -> Settings:
    """The settings for one run."""
    return Settings(
        platform=options.platform,
        network=Network(
            timeout_seconds=options.timeout, insecure=options.insecure, offline=options.offline
        ),
        request=WalkRequest(
            verify=options.verify,
            estimate_transfer=options.estimate_transfer,
            limits=LIFTED if options.no_limits else BOUNDED,
        ),
        rows=options.top,
        use_cache=not options.no_cache,
        progress=bars,
    )
