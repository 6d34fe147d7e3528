"""What rules look at: a measured image, with what is known of its base and its packages."""

from __future__ import annotations

from layersize.accounting.advice import BaseFacts, BaseSource, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_contents import FileContents
from layersize.findings.base import first_own_layer
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An image that rules look at."""

    image: AnalyzedImage
    base: BaseFacts | None
    contents: FileContents

    def owner(self, layer: int) -> Owner:
        """Whose layer it is."""
        if self.base is not None and layer < self.base.layers:
            return Owner.BASE if self.base.how is not BaseSource.HISTORY else Owner.UNKNOWN
        return Owner.YOURS if layer >= first_own_layer(self.image.analysis) else Owner.UNKNOWN
