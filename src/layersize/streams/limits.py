"""The bounds that a user can lift for an image that is known to be good."""

from __future__ import annotations

from layersize.errors import LayersizeError
from layersize.streams import bounds
from layersize.values import dataclass

_UNBOUNDED = 1 << 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one layer may cost."""

    entries: int = bounds.ENTRIES
    tar_bytes: int = bounds.TAR_BYTES
    expansion_ratio: int = bounds.EXPANSION_RATIO
    empty_members: int = bounds.EMPTY_MEMBERS
    decoder_bytes: int = bounds.DECODER_BYTES
    bounds_memory: bool = True
    """Whether what entries keep in memory is bounded, as `layers.kept` counts it."""


BOUNDED = Limits()
LIFTED = Limits(
    entries=_UNBOUNDED,
    tar_bytes=_UNBOUNDED,
    expansion_ratio=_UNBOUNDED,
    empty_members=_UNBOUNDED,
    decoder_bytes=1 << 31,  # zstd's own bound
    bounds_memory=False,
)
_BLOCK = 512
"""What a member holds at least that is worth one: a tar header."""
TRUSTED = "if you trust the image, turn the limits off with --no-limits"


class ExpansionError(LayersizeError):
    """Something unpacks to more than the bounds allow."""


class Expansion:
    """What all compressed streams of an image cost together: a bomb can be cut into small ones."""

    is_inside = False
    """Whether what is counted lies in a stream that is compressed itself."""

    def __init__(self, limits: Limits) -> None:
        self._ratio = limits.expansion_ratio
        self._empty_members = limits.empty_members
        self.decoder_bytes = limits.decoder_bytes
        self._members = 0
        self._consumed_bytes = 0
        self._produced_bytes = 0

    def compressed_bytes(self) -> int:
        """How much has been read of what is compressed."""
        return self._consumed_bytes

    def consumed(self, count: int) -> None:
        self._consumed_bytes += count

    def produced(self, count: int) -> None:
        """Raises LayersizeError beyond the bound."""
        self._produced_bytes += count
        if (
            self._produced_bytes > bounds.EXPANSION_FREE_BYTES
            and self._produced_bytes > self._ratio * self._consumed_bytes
        ):
            cause = f"what is compressed unpacks to over {self._ratio} times its length"
            raise ExpansionError("", cause, TRUSTED)

    def began_members(self, count: int) -> None:
        """Counts gzip members or zstd frames; raises LayersizeError if too many hold nothing."""
        self._members += count
        if self._members - self._produced_bytes // _BLOCK > self._empty_members:
            cause = f"what is compressed is cut into over {self._empty_members} empty pieces"
            raise LayersizeError("", cause, TRUSTED)


class InsideExpansion(Expansion):
    """The same count for streams within one that is compressed: only the outer one has length."""

    is_inside = True

    def __init__(self, outer: Expansion) -> None:
        self._outer = outer
        self.decoder_bytes = outer.decoder_bytes

    def compressed_bytes(self) -> int:
        return self._outer.compressed_bytes()

    def consumed(self, count: int) -> None:
        """What the outer stream has produced is no new length."""

    def produced(self, count: int) -> None:
        self._outer.produced(count)

    def began_member(self) -> None:
        self._outer.began_member()
