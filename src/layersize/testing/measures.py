"""Numbers that remember which image they were measured on.

They calculate and compare as the number that they are: a sum or a difference of two is a plain
number. Subclasses of `int` and `float` can't have slots of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layersize.accounting.result import ImageAnalysis
from layersize.budgets.budget import Rule
from layersize.budgets.result import Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a number comes from."""

    analysis: ImageAnalysis
    rule: Rule
    """The limit of `layersize check` that is about the same number."""
    explain: Callable[[int], Explanation]
    """What is behind it, in so many rows of each kind."""


class MeasuredBytes(int):
    """A whole number of bytes."""

    origin: Origin | None = None
    """`None`: a copy that knows its value only."""

    @classmethod
    def of(cls, value: int, origin: Origin) -> MeasuredBytes:
        """The value with its origin."""
        measured = cls(value)
        measured.origin = origin
        return measured


class MeasuredRatio(float):
    """A number from 0 to 1."""

    origin: Origin | None = None
    """`None`: a copy that knows its value only."""

    @classmethod
    def of(cls, value: float, origin: Origin) -> MeasuredRatio:
        """The value with its origin."""
        measured = cls(value)
        measured.origin = origin
        return measured
