"""A measured image whose numbers can be explained."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageAnalysis, LayerFacts
from layersize.budgets.budget import Metric, Rule
from layersize.budgets.check import evidence_of
from layersize.budgets.evidence import Evidence
from layersize.budgets.explain import explain_layers
from layersize.budgets.figures import layer_bytes
from layersize.budgets.result import Explanation
from layersize.errors import LayersizeError
from layersize.library import Reference, measure_settings
from layersize.measure import analyze_whole
from layersize.sources.context import Network
from layersize.testing.measures import MeasuredBytes, MeasuredRatio, Origin

_Explain = Callable[[Evidence], Explanation]


class MeasuredImage:
    """What the fixture `layersize` gives for a reference; names as in `layersize.analyze`."""

    def __init__(self, image: AnalyzedImage) -> None:
        self._image = image

    def __repr__(self) -> str:
        return f"<image {self.analysis.image.reference!r}>"

    @property
    def analysis(self) -> ImageAnalysis:
        """All that is known of it, in plain numbers."""
        return self._image.analysis

    @property
    def content_bytes(self) -> MeasuredBytes:
        """File data in all layers."""
        return self._size(self.analysis.content_bytes, Metric.CONTENT)

    @property
    def tar_bytes(self) -> MeasuredBytes:
        """All layers as tars."""
        return self._size(self.analysis.tar_bytes, Metric.TAR)

    @property
    def transfer_bytes(self) -> MeasuredBytes:
        """What a registry sends; LayersizeError if that is not known of one layer."""
        __tracebackhide__ = True  # as in `Measurer`
        value = self.analysis.transfer_bytes
        if value is None:
            image = self.analysis.image
            cause = f"transfer_bytes is not known: layers of {image.source} are not compressed"
            remedy = "measure the image in its registry (registry:NAME)"
            raise LayersizeError(image.reference, cause, remedy)
        return self._size(value, Metric.TRANSFER)

    @property
    def live_bytes(self) -> MeasuredBytes:
        """The part of the content that a container sees."""
        live = self._per_layer(lambda layer: layer.live_bytes)

        def explain(evidence: Evidence) -> Explanation:
            # Folders would tell what a layer ships, and pairs what is hidden of it.
            without_folders = replace(evidence, fold_layer=lambda _: ())
            return replace(explain_layers(without_folders, live), pairs=())

        return MeasuredBytes.of(self.analysis.live_bytes, self._origin(Rule.MAX_SIZE, explain))

    @property
    def shadowed_bytes(self) -> MeasuredBytes:
        """The rest of the content: deleted or replaced by a later layer, and still shipped."""
        origin = self._origin(Rule.MAX_SHADOWED, self._explain_shadows)
        return MeasuredBytes.of(self.analysis.shadowed_bytes, origin)

    @property
    def efficiency(self) -> MeasuredRatio:
        """`live / content`; 1.0 for an image without content."""
        origin = self._origin(Rule.MIN_EFFICIENCY, self._explain_shadows)
        return MeasuredRatio.of(self.analysis.efficiency, origin)

    def _size(self, value: int, metric: Metric) -> MeasuredBytes:
        counted = dict(enumerate(layer_bytes(self.analysis.layers, metric) or ()))
        origin = self._origin(Rule.MAX_SIZE, lambda evidence: explain_layers(evidence, counted))
        return MeasuredBytes.of(value, origin)

    def _explain_shadows(self, evidence: Evidence) -> Explanation:
        shadowed = self._per_layer(lambda layer: layer.shadowed_bytes)
        return explain_layers(evidence, shadowed, of_shadows=True)

    def _per_layer(self, measure: Callable[[LayerFacts], int]) -> Mapping[int, int]:
        return {layer.index: measure(layer) for layer in self.analysis.layers}

    def _origin(self, rule: Rule, explain: _Explain) -> Origin:
        return Origin(
            analysis=self.analysis,
            rule=rule,
            explain=lambda rows: explain(evidence_of(self._image, None, rows)),
        )


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
