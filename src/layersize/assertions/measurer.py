"""What the fixture `layersize` is."""

from __future__ import annotations

import os
from pathlib import Path

from layersize.assertions.measured_image import MeasuredImage
from layersize.library import Reference, measure_settings
from layersize.measure import analyze_whole
from layersize.model.errors import LayersizeError
from layersize.sources.network import Network


class Measurer:
    """Measures images, each once."""

    def __init__(self) -> None:
        self._measured: dict[tuple[object, ...], MeasuredImage | LayersizeError] = {}

    def __repr__(self) -> str:
        return "layersize"

    def __call__(
        self,
        reference: Reference,
        *,
        platform: str | None = None,
        offline: bool = False,
        insecure: bool = False,
    ) -> MeasuredImage:
        """An image of this test run, measured when it is first asked for.

        Takes what `layersize.analyze` takes; raises LayersizeError if it can't be measured.
        """
        __tracebackhide__ = True  # pytest shows the test's own line
        text = os.fspath(reference)
        key = (Path.cwd(), text, platform, offline, insecure)
        if key not in self._measured:
            try:
                settings = measure_settings(platform, Network(offline=offline, insecure=insecure))
                self._measured[key] = MeasuredImage(analyze_whole(text, settings))
            except LayersizeError as error:
                self._measured[key] = error
        found = self._measured[key]
        if isinstance(found, LayersizeError):
            raise LayersizeError(found.where, found.cause, found.remedy)
        return found
