"""The save of an engine as a stream, with somebody watching it.

An engine may take minutes before its first byte, as it stages the whole image; it may stall, die,
or report an error as JSON in the middle of the tar. None of this may hang or pass for an image.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator

from layersize.errors import LayersizeError
from layersize.sources.engine.connection import error_text, root_cause
from layersize.streams.read_ahead import ReadAhead

_TAIL_BYTES = 4096
"""The end of a stream, where an engine's error message stands."""
_AFTER_A_BREAK_BYTES = 1 << 20
"""How much may follow where a tar breaks off before no message is expected any more."""
FIRST_BYTE_FACTOR = 10
"""An engine stages a save before it sends: its first byte may take so many times as long."""
_LEAST_BYTES = 4096
"""Less than that in the time that nothing may arrive counts as nothing."""
SAVE_AGAIN = "look at the engine's log, and try again"


class EngineStream(ReadAhead):
    """Reads chunks of a save ahead; a Reader that raises nothing but LayersizeError."""

    def __init__(self, chunks: Generator[bytes, None, None], silence_seconds: float) -> None:
        """`chunks` asks for the save; `silence_seconds` is how long nothing may arrive."""
        super().__init__(chunks)
        self._silence_seconds = silence_seconds
        self._received_bytes = 0
        self._waited_seconds = 0.0
        """For the bytes that are still needed to count as something."""
        self._bytes_meanwhile = 0
        self._tail = b""
        self.problem: LayersizeError | None = None
        """Why there was no more to read, if that was not the end."""

    def error_sent(self) -> str | None:
        """What the engine says went wrong, if it ends its stream with that before long."""
        left = _AFTER_A_BREAK_BYTES
        try:
            while left > 0 and (chunk := self.next_piece()):
                left -= len(chunk)
        except LayersizeError:  # kept in `problem`
            pass
        return _error_in(self._tail) if self.is_at_end else None

    def next_piece(self) -> bytes:
        first = self._received_bytes == 0
        seconds = self._silence_seconds * (FIRST_BYTE_FACTOR if first else 1)
        began = time.monotonic()
        chunk = self.piece_within(max(0, seconds - self._waited_seconds))
        self._waited_seconds += time.monotonic() - began
        if isinstance(chunk, bytes):
            self._received_bytes += len(chunk)
            self._bytes_meanwhile += len(chunk)
            if first or self._bytes_meanwhile >= _LEAST_BYTES:
                self._waited_seconds, self._bytes_meanwhile = 0.0, 0
            self._tail = (self._tail + chunk[-_TAIL_BYTES:])[-_TAIL_BYTES:]
            return chunk
        if isinstance(chunk, LayersizeError):
            self.problem = chunk
        elif chunk is not None:
            said = error_text(root_cause(chunk))
            cause = f"broke off the save after {self._received_bytes} bytes ({said})"
            self.problem = LayersizeError("", cause, SAVE_AGAIN)
        else:
            self.is_at_end = True
            self.close()
            nothing = "next to nothing" if self._bytes_meanwhile else "nothing"
            cause = f"has sent {nothing} for {seconds:g} seconds"
            remedy = "check that it is still running; --timeout SECONDS waits longer"
            self.problem = LayersizeError("", cause, remedy)
        raise self.problem


def _error_in(tail: bytes) -> str | None:
    """The message of `{"errorDetail":{"message":"…"},"error":"…"}` at the end of a stream."""
    for beginning in (b'{"errorDetail"', b'{"error"', b'{"message"'):
        start = tail.rfind(beginning)
        if start >= 0:
            break
    try:
        message = json.loads(tail[start:].rstrip(b"\0\r\n"))
    except ValueError:
        return None
    text = (message.get("error") or message.get("message")) if isinstance(message, dict) else None
    return text if isinstance(text, str) else None
