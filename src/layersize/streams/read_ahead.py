"""A stream that is read in a thread of its own: whoever waits for it can still be interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import Empty, Full, Queue
from types import TracebackType

from layersize.streams.reader import Reader
from layersize.streams.tar.window import CHUNK

_CHUNKS_AHEAD = 16
_LOOK_UP_SECONDS = 0.2
"""How often those who wait look whether they still should."""


class ReadAhead:
    """A Reader of another one, inside a `with`; raises its errors where they come in the stream.

    The thread may stay in a call that lasts until a timeout; it keeps no process from ending.
    """

    def __init__(
        self, stream: AbstractContextManager[Reader], while_waiting: Callable[[], None]
    ) -> None:
        """`while_waiting` is called while there is nothing to read; it may raise."""
        self._while_waiting = while_waiting
        self._queue: Queue[bytes | Exception] = Queue(_CHUNKS_AHEAD)
        self._stopped = threading.Event()
        self._waiting = b""
        self._at_end = False
        self._thread = threading.Thread(target=self._read_ahead, args=(stream,), daemon=True)

    def __enter__(self) -> ReadAhead:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()

    def read(self, most: int, /) -> bytes:
        if not self._waiting and not self._at_end:
            item = self._next()
            if isinstance(item, Exception):
                self._at_end = True
                raise item
            self._waiting, self._at_end = item, not item
        data, self._waiting = self._waiting[:most], self._waiting[most:]
        return data

    def _next(self) -> bytes | Exception:
        while True:
            try:
                return self._queue.get(timeout=_LOOK_UP_SECONDS)
            except Empty:
                self._while_waiting()

    def _read_ahead(self, stream: AbstractContextManager[Reader]) -> None:
        """In the thread: pieces, an empty one at the end, or else what went wrong."""
        try:
            with stream as reader:
                while self._put(data := reader.read(CHUNK)) and data:
                    pass
        except Exception as error:  # noqa: BLE001 - raised where the stream is read
            self._put(error)

    def _put(self, item: bytes | Exception) -> bool:
        """Waits for room; False if nobody wants any more."""
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_LOOK_UP_SECONDS)
            except Full:
                continue
            return True
        return False
