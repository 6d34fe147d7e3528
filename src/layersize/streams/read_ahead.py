"""A stream that a thread reads ahead, so that whoever waits for it can still be interrupted."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import closing
from queue import Empty, Full, Queue

from layersize.progress import NoProgress, Progress

_PIECES_AHEAD = 16
LOOK_UP_SECONDS = 0.2
"""How often those who wait look whether they still should."""


class ReadAhead:
    """A Reader of the pieces of a generator, of which a thread takes a few ahead.

    What the generator raises is raised where it stands in the stream; that is the stream's end,
    too. The thread may stay in a call that lasts until a timeout; it keeps no process from ending.
    """

    def __init__(
        self, pieces: Generator[bytes, None, None], progress: Progress | None = None
    ) -> None:
        """`progress` advances by 0 bytes now and then while nothing arrives, and may interrupt."""
        self._progress = progress or NoProgress()
        self._queue: Queue[bytes | Exception] = Queue(_PIECES_AHEAD)
        self._closed = threading.Event()
        self._rest = b""
        self.is_at_end = False
        threading.Thread(target=self._read_ahead, args=(pieces,), daemon=True).start()

    def read(self, most: int, /) -> bytes:
        if not self._rest:
            self._rest = self.next_piece()
        data, self._rest = self._rest[:most], self._rest[most:]
        return data

    def next_piece(self) -> bytes:
        """Waits for the next piece; `b""` at the end."""
        while (piece := self.piece_within(LOOK_UP_SECONDS)) is None:
            self._progress.advance(0)
        if isinstance(piece, Exception):
            raise piece
        return piece

    def piece_within(self, seconds: float) -> bytes | Exception | None:
        """The next piece, `b""` at the end, or what went wrong; `None` if there is none so soon."""
        if self.is_at_end:
            return b""
        try:
            piece = self._queue.get(timeout=seconds)
        except Empty:
            return None
        self.is_at_end = isinstance(piece, Exception) or not piece
        return piece

    def close(self) -> None:
        """Lets the thread end, which closes the generator."""
        self._closed.set()

    def _read_ahead(self, pieces: Generator[bytes, None, None]) -> None:
        """In the thread: hands over pieces, then an empty one or what went wrong."""
        end: bytes | Exception = b""
        try:
            with closing(pieces):
                for piece in filter(None, pieces):
                    if not self._put(piece):
                        return
        except Exception as error:  # noqa: BLE001 - raised where the stream is read
            end = error
        self._put(end)

    def _put(self, item: bytes | Exception) -> bool:
        """Waits for room; False if nobody wants any more."""
        while not self._closed.is_set():
            try:
                self._queue.put(item, timeout=LOOK_UP_SECONDS)
            except Full:
                continue
            return True
        return False
