"""An image as JSON, kind `image`."""

from __future__ import annotations

from layersize.accounting.image_json import image_json
from layersize.accounting.result import ImageAnalysis
from layersize.report.style import OutputStyle


def render(analysis: ImageAnalysis, style: OutputStyle) -> str:  # noqa: ARG001 - as every format
    """The document that `ImageAnalysis.to_json` gives as well."""
    return image_json(analysis)
