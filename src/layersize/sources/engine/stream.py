"""The save of an engine as a stream, with somebody watching it.

An engine may take minutes before its first byte, as it stages the whole image; it may stall, die,
or report an error as JSON in the middle of the tar. None of this may hang or pass for an image.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue

from layersize.errors import LayersizeError
from layersize.sources.engine.connection import root_cause

_READ_AHEAD = 16
"""Chunks that wait to be walked; of 256 KiB each at most."""
_TAIL_BYTES = 4096
"""The end of a stream, where an engine's error message stands."""
_AFTER_A_BREAK_BYTES = 1 << 20
"""How much may follow where a tar breaks off before no message is expected any more."""
FIRST_BYTE_FACTOR = 10
"""An engine stages a save before it sends: so many times the patience for later bytes."""
_SAVE_AGAIN = "look at the engine's log, and try again"

_Item = bytes | Exception | None


class EngineStream:
    """Reads chunks ahead in a thread; a Reader whose errors are typed."""

    def __init__(self, open_chunks: Callable[[], Iterator[bytes]], patience_seconds: float) -> None:
        """`open_chunks` asks for the save; `patience_seconds` is how long a silence may last."""
        self._patience_seconds = patience_seconds
        self._queue: Queue[_Item] = Queue(_READ_AHEAD)
        self._stopped = threading.Event()
        self._waiting = b""
        self._ended = False
        self._received_bytes = 0
        self._tail = b""
        self.problem: LayersizeError | None = None
        """Why there was no more to read, if that was not the end."""
        threading.Thread(target=self._read_ahead, args=(open_chunks,), daemon=True).start()

    def read(self, most: int, /) -> bytes:
        if not self._waiting and not self._ended:
            self._waiting = self._next_chunk()
        data, self._waiting = self._waiting[:most], self._waiting[most:]
        return data

    def close(self) -> None:
        """Lets the thread end."""
        self._stopped.set()

    def error_sent(self) -> str | None:
        """What the engine says went wrong, if it ends its stream with that before long."""
        left = _AFTER_A_BREAK_BYTES
        try:
            while left > 0 and (chunk := self._next_chunk()):
                left -= len(chunk)
        except LayersizeError:  # kept in `problem`
            pass
        return _error_in(self._tail) if self._ended else None

    def _next_chunk(self) -> bytes:
        if self._ended:
            return b""
        first = self._received_bytes == 0
        patience = self._patience_seconds * (FIRST_BYTE_FACTOR if first else 1)
        try:
            item = self._queue.get(timeout=patience)
        except Empty:
            self._ended = True
            self._stopped.set()
            cause = f"has sent nothing for {patience:g} seconds"
            remedy = "is it still alive? --timeout SECONDS waits longer"
            self.problem = LayersizeError("", cause, remedy)
            raise self.problem from None
        if isinstance(item, bytes):
            self._received_bytes += len(item)
            self._tail = (self._tail + item[-_TAIL_BYTES:])[-_TAIL_BYTES:]
            return item
        self._ended = True
        if item is None:
            return b""
        if isinstance(item, LayersizeError):
            self.problem = item
        else:
            cause = f"broke off the save after {self._received_bytes} bytes ({root_cause(item)})"
            self.problem = LayersizeError("", cause, _SAVE_AGAIN)
        raise self.problem

    def _read_ahead(self, open_chunks: Callable[[], Iterator[bytes]]) -> None:
        """In the thread: chunks, then None or what went wrong."""
        end: _Item = None
        try:
            for chunk in open_chunks():
                if not self._put(chunk):
                    return
        except Exception as error:  # noqa: BLE001 - handed to whoever reads
            end = error
        self._put(end)

    def _put(self, item: _Item) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=0.5)
            except Full:
                continue
            return True
        return False


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
