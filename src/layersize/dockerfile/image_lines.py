"""An image's layers with the lines of the Dockerfile that it was built from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from layersize.accounting.result import ImageAnalysis
from layersize.dockerfile.layer_instructions import MatchedLayers, match_layers
from layersize.dockerfile.lineage import build_steps, platform_arguments
from layersize.dockerfile.reader import Dockerfile
from layersize.dockerfile.stages import read_stages
from layersize.warning import Warning


def with_lines(analysis: ImageAnalysis, dockerfile: Dockerfile) -> ImageAnalysis:
    """An analysis whose layers have the lines of the Dockerfile's last stage; doubts are warnings.

    Raises LayersizeError, with file and line, for what is no Dockerfile.
    """
    stages = read_stages(dockerfile, {}, platform_arguments(analysis.image.platform))
    history = [layer.created_by for layer in analysis.layers]
    matched = match_layers(build_steps(stages, len(stages) - 1), history)
    layers = (
        replace(layer, dockerfile_lines=lines)
        for layer, lines in zip(analysis.layers, matched.lines, strict=True)
    )
    return replace(
        analysis,
        dockerfile=dockerfile.where,
        layers=tuple(layers),
        warnings=(*analysis.warnings, *_warnings(matched, dockerfile.where)),
    )


def _warnings(matched: MatchedLayers, where: str) -> Iterator[Warning]:
    if not matched.is_complete:
        known = sum(map(bool, matched.lines))
        explained = f"{known} of its layers" if known else "none of its layers"
        message = f"{where} doesn't match this image: it explains {explained}"
        yield Warning(code="other-dockerfile", message=message)
    for index, lines in enumerate(matched.lines):
        if len(lines) > 1:
            *others, last = map(str, lines)
            message = f"made by line {', '.join(others)} or {last} of {where}"
            yield Warning(code="ambiguous-line", layer=index, message=message)
