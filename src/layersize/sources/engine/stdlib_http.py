"""HTTP by the standard library, over a connection that the caller makes; and over a socket file.

A program that only asks what an engine knows need not load an HTTP library for that.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import suppress

from layersize.sources.engine.transport import MOST_PIECE_BYTES, Answer


class StdlibTransport:
    """Speaks HTTP over `connection`, which it opens anew where the other side closes it."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection

    def get(self, path: str) -> Answer:
        self._connection.request("GET", path, headers={"Host": "engine"})
        response = self._connection.getresponse()
        headers = response.headers
        return Answer(
            status=response.status,
            media_type=headers.get_content_type() if "Content-Type" in headers else "",
            pieces=self._pieces(response),
            sender=headers.get("Via") or headers.get("Server") or "",
            api_version=headers.get("Api-Version") or "",
        )

    def said(self) -> str:
        return ""

    def close(self) -> None:
        self._connection.close()

    def _pieces(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        try:
            while piece := response.read1(MOST_PIECE_BYTES):
                yield piece
            if response.length:  # read1 takes the end of a connection for the end of the body
                raise http.client.IncompleteRead(b"", response.length)
        except BaseException:
            self.close()  # what is left of this answer must not pass for the next one
            raise
        finally:
            response.close()


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout_seconds: float) -> None:
        super().__init__("engine", timeout=timeout_seconds)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class UnixSocketTransport(StdlibTransport):
    """An engine behind a socket file of this machine."""

    def __init__(self, path: str, timeout_seconds: float) -> None:
        """`timeout_seconds` is how long nothing may arrive."""
        super().__init__(_SocketConnection(path, timeout_seconds))

    def close(self) -> None:
        with suppress(OSError, AttributeError):  # wakes a thread that waits for more
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        super().close()
