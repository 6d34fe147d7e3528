"""What all decoders have in common: compressed bytes that are counted, and what can be wrong."""

from __future__ import annotations

from layersize.errors import LayersizeError
from layersize.streams.limits import TRUSTED, DecoderTooLargeError, Expansion
from layersize.streams.reader import CHUNK, Reader


class Compressed:
    """A compressed stream, read once from end to end."""

    def __init__(self, reader: Reader, compression: str, expansion: Expansion) -> None:
        self._reader = reader
        self._compression = compression
        self.expansion = expansion
        self.consumed_bytes = 0

    def read(self) -> bytes:
        """The next bytes; `b""` at the end."""
        data = self._reader.read(CHUNK)
        self.consumed_bytes += len(data)
        self.expansion.consumed(len(data))
        return data

    def breaks_off(self) -> LayersizeError:
        return self._broken("breaks off before its end")

    def does_not_decode(self, why: Exception) -> LayersizeError:
        return self._broken(f"does not decode ({why})")

    def has_other_bytes(self) -> LayersizeError:
        return self._broken("is followed by bytes that are not part of it")

    def needs_over(self, most_bytes: int) -> LayersizeError:
        """Of a stream whose decoder would need more memory."""
        mebibytes = most_bytes >> 20
        cause = f"the {self._compression} stream needs over {mebibytes} MiB of memory to decode"
        return DecoderTooLargeError(f"offset {self.consumed_bytes}", cause, TRUSTED)

    def _broken(self, what: str) -> LayersizeError:
        return LayersizeError(
            f"offset {self.consumed_bytes}",
            f"the {self._compression} stream {what}",
            "save or pull the image again",
        )
