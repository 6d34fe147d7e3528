"""Numbers that remember which image they were measured on.

They calculate and compare as the number that they are: a sum or a difference of two is a plain
number. Subclasses of `int` and `float` can't have slots of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from layersize.accounting.advice import Finding
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.budgets.explain import LayerPaths
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a number comes from."""

    image: AnalyzedImage
    rule: str
    """The key of the limit of `layersize check` that is about the same number."""
    bytes_of_layer: Mapping[int, int]
    """What each layer has to do with it; the efficiency is explained by what layers hide."""
    paths: LayerPaths | None
    """Which paths of a layer are behind its bytes; `None`: they are not known apart."""
    findings: tuple[Finding, ...] = ()
    """What explains it in place of layers."""


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
