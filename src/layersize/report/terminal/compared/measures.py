"""The byte measures of an image by their names, as the tables of compared images show them."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.result import ImageFacts
from layersize.report.cells import change_color
from layersize.report.style import QUIET, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.text.sizes import growth_text

_MEASURES = ("content", "live", "shadowed", "transfer", "estimate")


def measures_of(images: Sequence[ImageFacts]) -> Sequence[str]:
    """Those there is anything to say about: the estimate only where one was asked for."""
    estimated = any(image.transfer_estimate_bytes is not None for image in images)
    return _MEASURES if estimated else _MEASURES[:-1]


def byte_measures(image: ImageFacts, names: Sequence[str]) -> Sequence[int | None]:
    """The amounts of measures, by their names; None where one is not known."""
    amounts = {
        "content": image.content_bytes,
        "live": image.live_bytes,
        "shadowed": image.shadowed_bytes,
        "transfer": image.transfer_bytes,
        "estimate": image.transfer_or_estimate_bytes,
    }
    return [amounts[name] for name in names]


def growth_cell(before: int, after: int, style: OutputStyle) -> StyledText:
    """`+12.3 %`, in the colour of the change."""
    growth = style.plain(growth_text(after - before, before))
    return StyledText(growth, change_color(after - before) or QUIET)
