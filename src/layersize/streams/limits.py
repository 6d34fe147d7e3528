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


class DecoderTooLargeError(LayersizeError):
    """A stream needs more memory to decode than its decoder may take."""


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

    def produced_bytes(self) -> int:
        """How long that is once it is unpacked."""
        return self._produced_bytes

    def consumed(self, count: int) -> None:
        self._consumed_bytes += count

    def produced(self, count: int) -> None:
        """Raises LayersizeError beyond the bound."""
        self._produced_bytes += count
        self.check_length(self._produced_bytes)

    def check_length(self, produced_bytes: int) -> None:
        """Raises LayersizeError if that is too much for what was read."""
        if (
            produced_bytes > bounds.EXPANSION_FREE_BYTES
            and produced_bytes > self._ratio * self._consumed_bytes
        ):
            cause = f"what is compressed unpacks to over {self._ratio} times its length"
            raise ExpansionError("", cause, TRUSTED)

    def began_members(self, count: int) -> None:
        """Counts gzip members or zstd frames; raises LayersizeError if too many hold nothing."""
        self._members += count
        if self._members - self._produced_bytes // _BLOCK > self._empty_members:
            cause = f"what is compressed is cut into over {self._empty_members} empty pieces"
            raise LayersizeError("", cause, TRUSTED)


class ExpansionPart(Expansion):
    """The same count, for some of the streams of an image."""

    def __init__(
        self, whole: Expansion, *, is_inside: bool = False, decoder_bytes: int | None = None
    ) -> None:
        """`is_inside`: for streams within one that is compressed, which add no length to it."""
        self._whole = whole
        self.is_inside = is_inside
        self._inside_bytes = 0
        self.decoder_bytes = decoder_bytes or whole.decoder_bytes

    def compressed_bytes(self) -> int:
        return self._whole.compressed_bytes()

    def produced_bytes(self) -> int:
        return self._whole.produced_bytes()

    def check_length(self, produced_bytes: int) -> None:
        self._whole.check_length(produced_bytes)

    def consumed(self, count: int) -> None:
        if not self.is_inside:
            self._whole.consumed(count)

    def produced(self, count: int) -> None:
        """What lies inside comes on top, but stops only what lies inside."""
        if self.is_inside:
            self._inside_bytes += count
            self._whole.check_length(self._whole.produced_bytes() + self._inside_bytes)
        else:
            self._whole.produced(count)

    def began_members(self, count: int) -> None:
        self._whole.began_members(count)


class EncodingExpansion(ExpansionPart):
    """The same count, for what a server compresses on its way though it is compressed already.

    Only what is sent counts as compressed length, not what that unpacks to at first.
    """

    def produced(self, count: int) -> None:
        self._whole.consumed(-count)
        self._whole.produced(count)
