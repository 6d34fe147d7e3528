"""An image's finished numbers together with the file system that they were taken from."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import field

from layersize.accounting.file_system import ShownNames
from layersize.accounting.overlay import Overlay
from layersize.accounting.result import ImageAnalysis
from layersize.layers.image import Image
from layersize.layers.walk import LayerWalk
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzedImage:
    """The numbers of an image, and what a comparison or an explorer needs beyond them."""

    image: Image
    """As it was found, with where its layers are."""
    analysis: ImageAnalysis
    overlay: Overlay
    walks: Sequence[LayerWalk]
    shown_names: ShownNames
    finding_inodes: tuple[array[int] | Mapping[int, int], ...] | None = None
    """What each of `analysis.findings` is about, in their order: numbers in the overlay, with the
    length of the part where a fix saves not all of a file."""
    owners: array[int] = field(default_factory=lambda: array("I"))
    """Inode to one more than the place in `analysis.packages` of what owns it; 0: it is no file, or
    hidden and without bytes. Empty until packages are read."""
