"""Where one's own layers begin: nobody can change those of a base image."""

from __future__ import annotations

from layersize.accounting.advice import BaseFacts, BaseSource
from layersize.accounting.result import ImageAnalysis
from layersize.oci.instruction import IMPORTED

_OTHER_DOCKERFILE = "other-dockerfile"
"""The warning of an image that its Dockerfile does not explain."""


def first_own_layer(analysis: ImageAnalysis) -> int:
    """The lowest layer that is one's own; those below are a base image's, or in doubt."""
    return _shown(analysis)[0] if analysis.base is None else analysis.base.layers


def shown_base(analysis: ImageAnalysis) -> BaseFacts | None:
    """The base image as the analysis alone shows it: by the lines of its Dockerfile, if that
    explains the image; else by its history, and at least a lowest layer that is a whole file
    system.

    None if no layer is a base image's.
    """
    layers, how = _shown(analysis)
    return base_of(analysis, layers, how, None) if layers else None


def base_of(
    analysis: ImageAnalysis, layers: int, how: BaseSource, reference: str | None
) -> BaseFacts:
    """The facts about a base image that has so many of the layers."""
    content_bytes = sum(layer.content_bytes for layer in analysis.layers[:layers])
    return BaseFacts(reference=reference, layers=layers, content_bytes=content_bytes, how=how)


def _shown(analysis: ImageAnalysis) -> tuple[int, BaseSource]:
    """How many layers are a base image's, and what shows that."""
    with_lines = (layer.index for layer in analysis.layers if layer.dockerfile_lines)
    first = next(with_lines, None)
    is_explained = all(warning.code != _OTHER_DOCKERFILE for warning in analysis.warnings)
    if first is not None and is_explained:
        return first, BaseSource.DOCKERFILE
    by_history = max(analysis.image.base_layers, int(_begins_with_a_file_system(analysis)))
    return by_history if first is None else min(first, by_history), BaseSource.HISTORY


def _begins_with_a_file_system(analysis: ImageAnalysis) -> bool:
    instruction = analysis.layers[0].instruction if analysis.layers else ""
    return instruction == IMPORTED or instruction.partition(" ")[0] in {"ADD", "#"}
