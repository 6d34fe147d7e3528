"""Which instruction made which layer of an image.

A builder works from top to bottom, so layers and instructions are in the same order: first come
those of the base image, which no instruction of the file has made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from layersize.dockerfile.history_text import HistoryLine, may_be_of, read_history_text
from layersize.dockerfile.instruction import Instruction
from layersize.oci.instruction import LineRange
from layersize.values import dataclass

_Cell = TypeVar("_Cell", bool, int)


def complete(
    fits: Sequence[Sequence[bool]], needed: Sequence[bool], layers: int
) -> list[list[int]] | None:
    """Per layer, the instructions that can have made it, if all that are needed made one.

    Below the first layer that was made are only those of a base image; above it, every layer was
    made. `None`: it can't have been so.
    """
    steps = len(fits)
    reached = [[True] * (layers + 1), *_table(steps, layers + 1, False)]
    """Whether some steps can have led from the base to some layers."""
    for step in range(steps):
        for layer in range(layers + 1):
            if reached[step][layer]:
                reached[step + 1][layer] |= not needed[step]
                if layer < layers and fits[step][layer]:
                    reached[step + 1][layer + 1] = True
    ends = [*_table(steps, layers + 1, False), [False] * layers + [True]]
    """Whether the other steps can have made the other layers."""
    for step in reversed(range(steps)):
        for layer in range(layers + 1):
            ends[step][layer] = (not needed[step] and ends[step + 1][layer]) or (
                layer < layers and fits[step][layer] and ends[step + 1][layer + 1]
            )
    if not any(ends[0]):
        return None
    return [
        _makers(
            [
                step
                for step in range(steps)
                if fits[step][layer] and reached[step][layer] and ends[step + 1][layer + 1]
            ],
            may_be_of_base=any(ends[0][layer + 1 :]),
        )
        for layer in range(layers)
    ]


def longest(fits: Sequence[Sequence[bool]], layers: int) -> list[list[int]]:
    """Per layer, the instruction that made it wherever as many as can be are in the same order.

    For a Dockerfile that was changed since the image was built.
    """
    steps = len(fits)
    before = _table(steps + 1, layers + 1, 0)
    """How many of the first steps and the first layers can be paired."""
    for step in range(steps):
        for layer in range(layers):
            before[step + 1][layer + 1] = max(
                before[step][layer + 1],
                before[step + 1][layer],
                before[step][layer] + fits[step][layer],
            )
    after = _table(steps + 1, layers + 1, 0)
    """How many of the other steps and the other layers can be paired."""
    for step in reversed(range(steps)):
        for layer in reversed(range(layers)):
            after[step][layer] = max(
                after[step + 1][layer],
                after[step][layer + 1],
                after[step + 1][layer + 1] + fits[step][layer],
            )
    most = after[0][0]
    return [
        _makers(
            [
                step
                for step in range(steps)
                if fits[step][layer]
                and before[step][layer] + 1 + after[step + 1][layer + 1] == most
            ],
            may_be_of_base=any(
                before[step][layer] + after[step][layer + 1] == most for step in range(steps + 1)
            ),
        )
        for layer in range(layers)
    ]


def _makers(steps: list[int], *, may_be_of_base: bool) -> list[int]:
    """The steps that can have made a layer; none if it may be a base image's."""
    return [] if may_be_of_base else steps


def _table(rows: int, columns: int, cell: _Cell) -> list[list[_Cell]]:
    return [[cell] * columns for _ in range(rows)]


_ALWAYS_A_LAYER = ("RUN", "COPY", "ADD")
_MOST_PAIRS = 200_000
"""Of layer and instruction; beyond that, no line is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedLayers:
    """The lines of a Dockerfile that made the layers of an image."""

    lines: tuple[tuple[LineRange, ...], ...]
    """Base first. Empty: of no instruction, or not known of which; several: of one of these."""
    is_complete: bool
    """Whether every instruction that must have made a layer has made one, and every layer is
    accounted for, but for those of a base image below."""


def match_layers(instructions: Sequence[Instruction], created_by: Sequence[str]) -> MatchedLayers:
    """Finds the instruction behind each layer.

    `instructions` are all that led to the image, in their order; `created_by` the raw history
    lines of the layers, base first.
    """
    if len(instructions) * len(created_by) > _MOST_PAIRS:
        return MatchedLayers(lines=((),) * len(created_by), is_complete=False)
    lines = [read_history_text(line) for line in created_by]
    fits = _fitting(instructions, lines)
    matched = _first_complete(instructions, fits, lines)
    makers = longest(fits, len(lines)) if matched is None else matched
    return MatchedLayers(
        lines=tuple(_distinct_lines(instructions, numbers) for numbers in makers),
        is_complete=matched is not None,
    )


def _first_complete(
    instructions: Sequence[Instruction],
    fits: Sequence[Sequence[bool]],
    lines: Sequence[HistoryLine],
) -> list[list[int]] | None:
    """By the strictest rule of what makes a layer that can have held; `None`: by none."""
    at_least = [step.name in _ALWAYS_A_LAYER for step in instructions]
    with_workdir = [
        needed or (step.name == "WORKDIR" and step.arguments != "/")
        for needed, step in zip(at_least, instructions, strict=True)
    ]
    if any(line.is_buildkit for line in lines):  # others make none of a folder that is there
        matched = complete(fits, with_workdir, len(lines))
        if matched is not None:
            return matched
    matched = complete(fits, at_least, len(lines))
    if matched is not None:
        return matched
    if lines and lines[-1].is_buildkit:
        return None  # it makes a layer of every RUN
    # The classic builder makes no layer of a RUN that changes nothing.
    if_traced = [
        needed and (step.name != "RUN" or any(fit))
        for needed, step, fit in zip(at_least, instructions, fits, strict=True)
    ]
    matched = complete(fits, if_traced, len(lines))
    return matched if matched is not None and any(matched) else None


def _distinct_lines(
    instructions: Sequence[Instruction], numbers: Sequence[int]
) -> tuple[LineRange, ...]:
    ranges = (instructions[number] for number in numbers)
    return tuple(dict.fromkeys(LineRange(step.first_line, step.last_line) for step in ranges))


def _fitting(instructions: Sequence[Instruction], lines: Sequence[HistoryLine]) -> list[list[bool]]:
    """Per instruction and layer, whether the history line can be of it."""
    fits = []
    shell: Sequence[str] = ()
    for instruction in instructions:
        fits.append([may_be_of(line, instruction, shell) for line in lines])
        if instruction.name == "SHELL":
            shell = instruction.json_words or ()
    return fits
