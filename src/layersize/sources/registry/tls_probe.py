"""Whether a server on this machine speaks TLS, found out by how it answers a greeting.

Source: https://www.rfc-editor.org/rfc/rfc8446#section-5.1
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress

_LONGEST_SECONDS = 10
"""A server that waits for a line of http may say nothing for ever."""
_TLS_RECORDS = (b"\x15", b"\x16")
"""How an alert and a handshake begin."""


def speaks_tls(host: str, port: int, timeout_seconds: float) -> bool:
    """Greets a server as a client of TLS does; nobody there, and no answer soon, count as no."""
    seconds = min(timeout_seconds, _LONGEST_SECONDS)
    try:
        with socket.create_connection((host, port), timeout=seconds) as server:
            server.sendall(_greeting(host))
            return server.recv(1) in _TLS_RECORDS
    except (OSError, ValueError):  # a name that can't be one
        return False


def _greeting(host: str) -> bytes:
    sent = ssl.MemoryBIO()
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with suppress(ssl.SSLWantReadError):
        client.wrap_bio(ssl.MemoryBIO(), sent, server_hostname=host).do_handshake()
    return sent.read()
