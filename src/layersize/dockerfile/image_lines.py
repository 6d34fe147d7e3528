"""An image's layers with the lines of the Dockerfile that it was built from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from layersize.accounting.result import ImageAnalysis, LayerFacts
from layersize.dockerfile.layer_instructions import match_layers
from layersize.dockerfile.lineage import base_chain, build_steps, platform_arguments
from layersize.dockerfile.reader import Dockerfile
from layersize.dockerfile.stages import SCRATCH, read_stages
from layersize.oci.history import makes_files
from layersize.oci.instruction import LineRange
from layersize.warning import Warning


def with_lines(analysis: ImageAnalysis, dockerfile: Dockerfile) -> ImageAnalysis:
    """An analysis whose layers have the lines of the Dockerfile's last stage; doubts are warnings.

    Raises LayersizeError, with file and line, for what is no Dockerfile.
    """
    stages = read_stages(dockerfile, {}, platform_arguments(analysis.image.platform))
    steps = [_steps_of(layer) for layer in analysis.layers]
    history = list(chain.from_iterable(steps))
    matched = match_layers(build_steps(stages, len(stages) - 1), history)
    if not matched.is_complete and len(analysis.layers) == 1 and len(history) > 1:
        # `--squash-all` of Podman leaves out what the stages below have recorded.
        own = match_layers([*stages[-1].triggers, *stages[-1].instructions[1:]], history)
        matched = own if own.is_complete else matched
    of_steps = iter(matched.lines)
    lines = [_lines_of_layer(list(islice(of_steps, len(made)))) for made in steps]
    layers = (
        replace(layer, dockerfile_lines=found)
        for layer, found in zip(analysis.layers, lines, strict=True)
    )
    return replace(
        analysis,
        dockerfile=dockerfile.where,
        layers=tuple(layers),
        warnings=(*analysis.warnings, *_warnings(matched.is_complete, lines, dockerfile.where)),
    )


def named_base(dockerfile: Dockerfile, platform: str | None) -> str | None:
    """What the last stage is built on in the end, as FROM names it; None for `scratch`.

    Raises LayersizeError, with file and line, for what is no Dockerfile.
    """
    stages = read_stages(dockerfile, {}, platform_arguments(platform))
    base = stages[base_chain(stages, len(stages) - 1)[0]].base
    return None if base == SCRATCH else base


def _steps_of(layer: LayerFacts) -> list[str]:
    """The history lines that stand for instructions which put files into the layer."""
    return [line for line in layer.merged_steps if makes_files(line)] or [layer.created_by]


def _lines_of_layer(of_steps: Sequence[tuple[LineRange, ...]]) -> tuple[LineRange, ...]:
    """The lines of a layer's only step; of several, from the first that is known to the last."""
    if len(of_steps) == 1:
        return of_steps[0]
    known = [lines[0] for lines in of_steps if len(lines) == 1]
    if not known:
        return ()
    first, last = min(line.first for line in known), max(line.last for line in known)
    return (LineRange(first, last),)


def _warnings(
    is_complete: bool, lines: Sequence[tuple[LineRange, ...]], where: str
) -> Iterator[Warning]:
    if not is_complete:
        known = sum(map(bool, lines))
        explained = f"{known} of its layers" if known else "none of its layers"
        message = f"{where} doesn't match this image: it explains {explained}"
        yield Warning(code="other-dockerfile", message=message)
    for index, candidates in enumerate(lines):
        if len(candidates) > 1:
            *others, last = map(str, candidates)
            message = f"made by line {', '.join(others)} or {last} of {where}"
            yield Warning(code="ambiguous-line", layer=index, message=message)
