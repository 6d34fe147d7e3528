"""The one place where options become settings of how images are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.layers.cached import Cache, NoCache
from layersize.sources.context import Network
from layersize.streams.limits import BOUNDED, LIFTED, Limits

if TYPE_CHECKING:
    from layersize.dockerfile.reader import Dockerfile
    from layersize.export.export import ExportSettings
    from layersize.measure import Settings


def settings(
    options: CommonOptions, bars: ProgressBars, dockerfile: Dockerfile | None = None
) -> Settings:
    """How images are measured in this run; `dockerfile` is what they were built from, if given."""
    from layersize.layers.request import WalkRequest
    from layersize.measure import Settings

    return Settings(
        platform=options.platform,
        network=_network(options),
        request=WalkRequest(
            verify=options.verify,
            estimate_transfer=options.estimate_transfer,
            limits=_limits(options),
        ),
        rows=options.top,
        cache=_cache(options, bars),
        use_stores=not options.no_store,
        base=options.base_image,
        dockerfile=dockerfile,
        progress=bars,
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
        progress=bars,
    )


def _cache(options: CommonOptions, bars: ProgressBars) -> Cache:
    if options.no_cache:
        return NoCache()
    from layersize.cache.walk_cache import WalkCache

    return WalkCache(tell=bars.remarks.append)


def _network(options: CommonOptions) -> Network:
    return Network(
        timeout_seconds=options.timeout, insecure=options.insecure, offline=options.offline
    )


def _limits(options: CommonOptions) -> Limits:
    return LIFTED if options.no_limits else BOUNDED
