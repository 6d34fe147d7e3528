"""Whether a server on this machine speaks TLS."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from layersize.sources.registry.tls_probe import speaks_tls


@contextmanager
def answering(answer: bytes | None, host: str = "127.0.0.1") -> Iterator[int]:
    """The port of a server that hears a greeting and answers so; with `None` it says nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    released = threading.Event()
    with socket.create_server((host, 0), family=family) as listening:

        def serve() -> None:
            client, _ = listening.accept()
            with client:
                client.recv(5)
                if answer is None:
                    released.wait()
                else:
                    client.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        released.set()
        thread.join()


@pytest.mark.parametrize(
    ("answer", "speaks"),
    [
        (b"\x16\x03\x03\x00\x7a\x02", True),
        (b"\x15\x03\x03\x00\x02\x02\x28", True),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False),
        (b"", False),
        (b"\0", False),
    ],
    ids=["handshake", "alert", "http", "end", "other"],
)
def test_by_its_answer(answer: bytes, speaks: bool) -> None:
    with answering(answer) as port:
        assert speaks_tls("127.0.0.1", port, 60) == speaks


def test_a_server_that_says_nothing() -> None:
    with answering(None) as port:
        assert not speaks_tls("localhost", port, 0.1)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert not speaks_tls("127.0.0.1", port, 60)


@pytest.mark.parametrize("host", ["localhost..", "", "a" * 300])
def test_names_that_can_not_be_one(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert not speaks_tls(host, listening.getsockname()[1], 0.1)


def test_by_ipv6() -> None:
    try:
        with answering(b"\x16", "::1") as port:
            assert speaks_tls("::1", port, 60)
    except OSError as error:
        pytest.skip(f"this machine has no IPv6: {error}")
