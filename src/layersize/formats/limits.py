"""The bounds that a user can lift for an image that is known to be good."""

from __future__ import annotations

from dataclasses import dataclass

from layersize.formats import bounds

_UNBOUNDED = 1 << 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one layer may cost."""

    entries: int = bounds.ENTRIES
    tar_bytes: int = bounds.TAR_BYTES
    expansion_ratio: int = bounds.EXPANSION_RATIO


BOUNDED = Limits()
LIFTED = Limits(entries=_UNBOUNDED, tar_bytes=_UNBOUNDED, expansion_ratio=_UNBOUNDED)
