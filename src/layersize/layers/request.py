"""What is asked about the layers of an image."""

from __future__ import annotations

from layersize.oci.digest import USUAL_ALGORITHM
from layersize.streams.limits import BOUNDED, Limits
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkRequest:
    """How much to find out about a layer; plain data, which another process can be sent."""

    verify: bool = False
    """Hash also what need not be read: plain tars in a file, uncompressed streams."""
    hash_layers: bool = False
    """Hash every layer's tar, but not that of a layer in an engine's own folder, which the engine
    knows by its diff_id."""
    estimate_transfer: bool = False
    """Compress plain tars, to tell how long they would be in a registry."""
    hash_blob: bool = True
    """Hash a compressed blob as it passes."""
    algorithms: tuple[str, ...] = (USUAL_ALGORITHM,)
    """Of digests: those in which the image's digests and diff_ids are stated."""
    read_metadata: bool = False
    """Keep mode, owner and mtime of each entry, for comparisons."""
    limits: Limits = BOUNDED

    @property
    def hashes_tars(self) -> bool:
        """Whether a tar is hashed although its headers, or its blob, would be enough."""
        return self.verify or self.hash_layers
