"""What a saved image's outer archive held, without the payloads of its layers."""

from __future__ import annotations

from dataclasses import dataclass

from layersize.model.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    """Enough to measure the image again, given the kept walks of its layers."""

    documents: dict[str, bytes]
    """Member name to the JSON that it holds, as it stands there."""
    blobs: dict[str, Digest]
    """Member name to the digest of the layer's blob that was walked."""
    links: dict[str, str]
    """Member name to the name that it resolves to."""
