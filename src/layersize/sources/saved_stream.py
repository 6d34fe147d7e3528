"""A saved image that can be read only once, for those who want its bytes, not its layers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from layersize.model.reader import Reader
from layersize.model.reference import ImageReference


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStream:
    """An archive on its way, and which of its images is meant."""

    where: str
    """Where it comes from, for messages."""
    reference: ImageReference
    name: str | None
    """Of the image, if the archive may hold several."""
    least_bytes: int
    """It will be at least so long; 0 where that is not known."""
    open: Callable[[], AbstractContextManager[Reader]]
    """Gives the archive, uncompressed, to be read to its end once; raises LayersizeError."""
