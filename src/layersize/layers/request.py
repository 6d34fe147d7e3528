"""What a walk is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest
from layersize.streams.limits import BOUNDED, Expansion, Limits


def _ignore(_something: object) -> None:
    """For callers that show no progress, or keep no walks."""


def _unknown(_digest: Digest) -> LayerWalk | None:
    """For callers that have kept no walks."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkRequest:
    """How much to find out about a layer, and whom to tell how far it is."""

    verify: bool = False
    """Hash also what need not be read: plain tars in a file, uncompressed streams."""
    estimate_transfer: bool = False
    """Compress plain tars, to tell how long they would be in a registry."""
    hash_blob: bool = True
    """Hash a compressed blob as it passes."""
    hash_contents: bool = True
    """Hash each file of a stream, which can't be read again."""
    read_metadata: bool = False
    """Keep mode, owner and mtime of each entry, for comparisons."""
    limits: Limits = BOUNDED
    expansion: Expansion = field(default_factory=lambda: Expansion(BOUNDED.expansion_ratio))
    """Shared by all compressed streams of an image."""
    on_bytes: Callable[[int], None] = _ignore
    """Called with the bytes just read of a blob; may raise Interrupted."""
    known_walk: Callable[[Digest], LayerWalk | None] = _unknown
    """A kept walk of the blob with that digest, so that it need not be fetched."""
    keep_walk: Callable[[LayerWalk], None] = _ignore
    """Told of each walk of a fetched blob that is what its digest says."""
