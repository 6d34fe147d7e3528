"""Two sequences in the same order: the instructions that were run, and the layers they made.

Each is given as a table: per instruction and layer, whether the one can have made the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

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
    """How many of the other steps and the other layers."""
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
    """None, where it may also be that none of them made the layer."""
    return [] if may_be_of_base else steps


def _table(rows: int, columns: int, cell: _Cell) -> list[list[_Cell]]:
    return [[cell] * columns for _ in range(rows)]
