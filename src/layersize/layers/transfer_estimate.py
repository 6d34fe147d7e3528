"""How long a plain tar would be in a registry: compressed as a push does it, and thrown away.

A push writes gzip of level 6 (Go's default). Here blocks are compressed side by side, each with
the end of the one before as its dictionary, so that the result is as long as if done in one go.
"""

from __future__ import annotations

import os
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

_LEVEL = 6
_BLOCK_BYTES = 1 << 20
_DICTIONARY_BYTES = 32 << 10
"""How far back deflate looks."""
_GZIP_FRAME_BYTES = 18
"""Header and trailer of a gzip member."""


class TransferEstimate:
    """Fed with a tar's bytes; afterwards `total_bytes` is the estimate."""

    def __init__(self) -> None:
        self._cores = os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(max_workers=self._cores)
        self._pending: deque[Future[int]] = deque()
        self._block = bytearray()
        self._dictionary = b""
        self._done_bytes = _GZIP_FRAME_BYTES

    def __enter__(self) -> TransferEstimate:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    def update(self, data: bytes) -> None:
        """Takes in the next bytes; waits where compressing is slower than they come.

        However they come in pieces, the blocks are the same, and so is the estimate.
        """
        self._block += data
        while len(self._block) >= _BLOCK_BYTES:
            self._compress()

    def total_bytes(self) -> int:
        """The estimate, once all bytes were taken in."""
        self._compress()
        while self._pending:
            self._done_bytes += self._pending.popleft().result()
        return self._done_bytes

    def _compress(self) -> None:
        block = bytes(self._block[:_BLOCK_BYTES])
        del self._block[:_BLOCK_BYTES]
        self._pending.append(self._threads.submit(_deflated_bytes, block, self._dictionary))
        self._dictionary = block[-_DICTIONARY_BYTES:]
        while len(self._pending) > 2 * self._cores:
            self._done_bytes += self._pending.popleft().result()


def _deflated_bytes(block: bytes, dictionary: bytes) -> int:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=dictionary)
    return len(compressor.compress(block)) + len(compressor.flush(zlib.Z_SYNC_FLUSH))
