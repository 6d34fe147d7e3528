"""From options to how images are measured."""

from __future__ import annotations

from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.formats.limits import BOUNDED, LIFTED
from layersize.measure import Settings


def settings(options: CommonOptions, bars: ProgressBars) -> Settings:
    """The settings for one run."""
    return Settings(
        platform=options.platform,
        verify=options.verify,
        limits=LIFTED if options.no_limits else BOUNDED,
        rows=options.top,
        progress=bars.start,
    )
