"""How slowly a server may send: one that trickles is never silent, and would be read for ever."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from socket import socket
from time import monotonic
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

SLOWEST_BYTES_PER_SECOND = 1024
"""Of a blob: a fifth of what the slowest mobile networks bring."""

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class TooSlowError(TimeoutError):
    """Bytes arrive, but too few of them."""


@contextmanager
def whole_within(seconds: float) -> Iterator[None]:
    """Reading from a server raises TooSlowError after that time, even if bytes arrive.

    A single wait for bytes is bounded by the socket's own timeout.
    """
    outer, own = _deadline.get(), monotonic() + seconds
    before = _deadline.set(own if outer is None else min(outer, own))
    try:
        yield
    finally:
        _deadline.reset(before)


class Pace:
    """Watches that a body goes on arriving; what its reader does in between costs it nothing."""

    def __init__(self, window_seconds: float) -> None:
        """A body may be too slow for that long."""
        self._window_seconds = window_seconds
        self._waited_seconds = 0.0
        self._received_bytes = 0

    @contextmanager
    def wait(self) -> Iterator[None]:
        """Put around each wait for bytes."""
        begun = monotonic()
        yield
        self._waited_seconds += monotonic() - begun

    def received(self, received_bytes: int) -> None:
        """Counts what a wait brought; raises TooSlowError if it is too little."""
        self._received_bytes += received_bytes
        if self._waited_seconds < self._window_seconds:
            return
        if self._received_bytes < SLOWEST_BYTES_PER_SECOND * self._waited_seconds:
            raise TooSlowError
        self._waited_seconds, self._received_bytes = 0.0, 0


class _WatchedInput(io.RawIOBase):
    """What a socket receives, for as long as there is time."""

    def __init__(self, source: io.RawIOBase) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        deadline = _deadline.get()
        if deadline is not None and monotonic() > deadline:
            raise TooSlowError
        return self._source.readinto(buffer)

    def close(self) -> None:
        self._source.close()
        super().close()


class _WatchedResponse(HTTPResponse):
    def __init__(self, sock: socket, *more: Any, **options: Any) -> None:
        super().__init__(sock, *more, **options)
        self.fp = io.BufferedReader(_WatchedInput(self.fp.detach()))


class _WatchedConnection(HTTPConnection):
    response_class = _WatchedResponse


class _WatchedTlsConnection(HTTPSConnection):
    response_class = _WatchedResponse


class _WatchedPool(HTTPConnectionPool):
    ConnectionCls = _WatchedConnection


class _WatchedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTlsConnection


WATCHED_POOLS = {"http": _WatchedPool, "https": _WatchedTlsPool}
"""For a PoolManager: its connections heed `whole_within`, also where a proxy answers."""
