"""A measured image whose numbers can be explained."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageAnalysis
from layersize.budgets.budget import Metric
from layersize.budgets.explain import LayerPaths
from layersize.budgets.figures import layer_bytes
from layersize.budgets.findings.rules import FindingBytesLimit
from layersize.budgets.hidden_rules import EfficiencyLimit, ShadowedLimit
from layersize.budgets.size_rules import SizeLimit
from layersize.errors import LayersizeError
from layersize.library import Reference, measure_settings
from layersize.measure import Settings, analyze_whole, with_advice
from layersize.sources.context import Network
from layersize.testing.findings import FoundFindings
from layersize.testing.measures import MeasuredBytes, MeasuredRatio, Origin


class MeasuredImage:
    """A measured image; its numbers have the names of `ImageAnalysis`, and know their layers."""

    def __init__(self, image: AnalyzedImage, settings: Settings) -> None:
        self._image = image
        self._settings = settings
        self._has_advice = False

    def __repr__(self) -> str:
        return f"<image {self._image.analysis.image.reference!r}>"

    @property
    def analysis(self) -> ImageAnalysis:
        """All that is known of it, in plain numbers."""
        if not self._has_advice:  # which most tests don't ask for
            self._image = with_advice(self._image, self._settings)
            self._has_advice = True
        return self._image.analysis

    @property
    def _numbers(self) -> ImageAnalysis:
        """The same, whether or not it was looked for findings."""
        return self._image.analysis

    @property
    def findings(self) -> FoundFindings:
        """What would make it smaller or should not be in it, largest first."""
        return FoundFindings.of_image(self.analysis.findings, self.analysis)

    @property
    def finding_bytes(self) -> MeasuredBytes:
        """What all findings together would save of the content, each byte once."""
        analysis = self.analysis
        origin = replace(self._found(), findings=analysis.findings)
        return MeasuredBytes.of(analysis.finding_bytes, origin)

    @property
    def safe_finding_bytes(self) -> MeasuredBytes:
        """The same of those that are lossless or safe, and not about the base image's layers."""
        analysis = self.analysis
        safe = tuple(each for each in analysis.findings if each.is_safe)
        return MeasuredBytes.of(analysis.safe_finding_bytes, replace(self._found(), findings=safe))

    @property
    def content_bytes(self) -> MeasuredBytes:
        """File data in all layers."""
        return self._size(self._numbers.content_bytes, Metric.CONTENT)

    @property
    def tar_bytes(self) -> MeasuredBytes:
        """All layers as tars."""
        return self._size(self._numbers.tar_bytes, Metric.TAR)

    @property
    def transfer_bytes(self) -> MeasuredBytes:
        """What a registry sends; LayersizeError if that is not known of one layer."""
        __tracebackhide__ = True  # as in `Measurer`
        value = self._numbers.transfer_bytes
        if value is None:
            image = self._numbers.image
            cause = f"transfer_bytes is not known: layers of {image.source} are not compressed"
            remedy = "measure the image in its registry (registry:NAME)"
            raise LayersizeError(image.reference, cause, remedy)
        return self._size(value, Metric.TRANSFER)

    @property
    def live_bytes(self) -> MeasuredBytes:
        """The part of the content that a container sees."""
        live = {layer.index: layer.live_bytes for layer in self._numbers.layers}
        return MeasuredBytes.of(self._numbers.live_bytes, self._origin(SizeLimit.key, live, None))

    @property
    def shadowed_bytes(self) -> MeasuredBytes:
        """The rest of the content: deleted or replaced by a later layer, and still shipped."""
        return MeasuredBytes.of(self._numbers.shadowed_bytes, self._hidden(ShadowedLimit.key))

    @property
    def efficiency(self) -> MeasuredRatio:
        """`live / content`; 1.0 for an image without content."""
        return MeasuredRatio.of(self._numbers.efficiency, self._hidden(EfficiencyLimit.key))

    def _found(self) -> Origin:
        return self._origin(FindingBytesLimit.key, {}, None)

    def _size(self, value: int, metric: Metric) -> MeasuredBytes:
        counted = dict(enumerate(layer_bytes(self._numbers.layers, metric) or ()))
        return MeasuredBytes.of(value, self._origin(SizeLimit.key, counted, "shipped"))

    def _hidden(self, rule: str) -> Origin:
        hidden = {layer.index: layer.shadowed_bytes for layer in self._numbers.layers}
        return self._origin(rule, hidden, "hidden")

    def _origin(
        self, rule: str, bytes_of_layer: Mapping[int, int], paths: LayerPaths | None
    ) -> Origin:
        return Origin(image=self._image, rule=rule, bytes_of_layer=bytes_of_layer, paths=paths)


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
                self._measured[key] = MeasuredImage(analyze_whole(text, settings), settings)
            except LayersizeError as error:
                self._measured[key] = error
        found = self._measured[key]
        if isinstance(found, LayersizeError):
            raise LayersizeError(found.where, found.cause, found.remedy)
        return found
