"""The bounds that a user can lift for an image that is known to be good."""

from __future__ import annotations

from dataclasses import dataclass

from layersize.errors import LayersizeError
from layersize.streams import bounds

_UNBOUNDED = 1 << 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one layer may cost."""

    entries: int = bounds.ENTRIES
    tar_bytes: int = bounds.TAR_BYTES
    expansion_ratio: int = bounds.EXPANSION_RATIO


BOUNDED = Limits()
LIFTED = Limits(entries=_UNBOUNDED, tar_bytes=_UNBOUNDED, expansion_ratio=_UNBOUNDED)


class Expansion:
    """How much compressed streams have grown, all together: a bomb can be cut into small ones."""

    def __init__(self, ratio: int) -> None:
        """`ratio` bounds output per input byte, beyond a free amount."""
        self._ratio = ratio
        self._consumed_bytes = 0
        self._produced_bytes = 0

    def consumed(self, count: int) -> None:
        self._consumed_bytes += count

    def produced(self, count: int) -> None:
        """Raises LayersizeError beyond the bound."""
        self._produced_bytes += count
        if (
            self._produced_bytes > bounds.EXPANSION_FREE_BYTES
            and self._produced_bytes > self._ratio * self._consumed_bytes
        ):
            raise LayersizeError(
                "",
                f"what is compressed unpacks to over {self._ratio} times its length",
                "if you trust the image, turn the limits off with --no-limits",
            )
