"""What became of a blob that was to be walked."""

from __future__ import annotations

from collections.abc import Generator

from layersize.model.errors import LayersizeError
from layersize.model.layer_walk import FileRange, LayerWalk, RemoteBlob

Outcome = LayerWalk | LayersizeError
Outcomes = Generator[tuple[FileRange | RemoteBlob, Outcome], None, None]
"""Each blob once, in any order; closing it stops the work."""
