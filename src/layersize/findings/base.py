"""Where one's own layers begin: nobody can change those of a base image."""

from __future__ import annotations

from layersize.accounting.result import ImageAnalysis
from layersize.oci.instruction import IMPORTED


def first_own_layer(analysis: ImageAnalysis) -> int:
    """The lowest layer that is one's own; those below are a base image's, or in doubt.

    As the lines of the Dockerfile say it; else as the history shows it, and at least behind a
    lowest layer that is a whole file system.
    """
    with_lines = (layer.index for layer in analysis.layers if layer.dockerfile_lines)
    first = next(with_lines, None)
    if first is not None:
        return first
    return max(analysis.image.base_layers, int(_begins_with_a_file_system(analysis)))


def _begins_with_a_file_system(analysis: ImageAnalysis) -> bool:
    instruction = analysis.layers[0].instruction if analysis.layers else ""
    return instruction == IMPORTED or instruction.partition(" ")[0] in {"ADD", "#"}
