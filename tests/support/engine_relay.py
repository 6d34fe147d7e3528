"""A socket in front of a real engine that breaks what the engine sends, at a chosen byte.

What breaks is a mock, as no engine does it when asked to; what is sent before it is real.
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PIECE_BYTES = 64 << 10


@dataclass(slots=True, kw_only=True)
class Relay:
    address: str
    """`unix://…`, for DOCKER_HOST or CONTAINER_HOST."""
    requests: list[str] = field(default_factory=list)
    """First lines of the requests, e.g. `GET /v1.41/images/app:v1/get HTTP/1.1`."""

    @property
    def saves(self) -> int:
        """How many images were saved."""
        return sum(line.partition("?")[0].split(" ")[1].endswith("/get") for line in self.requests)


Fault = Callable[[socket.socket], None]
"""Does something to the client's end of the connection, in the middle of a save."""


def cut(client: socket.socket) -> None:
    """As if the engine died."""
    with suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)


def stall(_client: socket.socket) -> None:
    """As if the engine hung: the connection stays open, longer than any test waits."""
    threading.Event().wait(600)


def send(data: bytes) -> Fault:
    """The engine's last words, in place of the rest, as a chunk of the HTTP response."""

    def fault(client: socket.socket) -> None:
        client.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data))

    return fault


@contextmanager
def relay(engine: str, folder: Path, fault: Fault | None = None, after: int = 0) -> Iterator[Relay]:
    """Passes everything to the engine at `unix://…` and back; a save goes wrong `after` bytes."""
    path = folder / "relay.sock"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()
    made = Relay(address=f"unix://{path}")

    def accept() -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    def serve(client: socket.socket) -> None:
        saving = threading.Event()
        with client, socket.socket(socket.AF_UNIX) as upstream, suppress(OSError):
            upstream.connect(engine.removeprefix("unix://"))
            back = threading.Thread(target=answer, args=(upstream, client, saving), daemon=True)
            back.start()
            while data := client.recv(_PIECE_BYTES):
                if data.startswith((b"GET ", b"POST ")):
                    made.requests.append(data.partition(b"\r\n")[0].decode())
                    if made.requests[-1].split(" ")[1].endswith("/get"):
                        saving.set()
                upstream.sendall(data)
            upstream.shutdown(socket.SHUT_RDWR)
            back.join()

    def answer(upstream: socket.socket, client: socket.socket, saving: threading.Event) -> None:
        with suppress(OSError):
            while data := upstream.recv(_PIECE_BYTES):
                if fault is not None and saving.is_set():
                    _break(data, upstream, client, fault, after)
                    return
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield made
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _break(
    beginning: bytes, upstream: socket.socket, client: socket.socket, fault: Fault, after: int
) -> None:
    """Passes on the chunks of a response, and breaks it between two of them."""
    response = io.BufferedReader(_Rest(beginning, upstream))
    while (line := response.readline()) != b"\r\n":
        client.sendall(line)
    client.sendall(line)
    sent = 0
    while chunk_bytes := int(line := response.readline(), 16):
        if sent + chunk_bytes > after:
            break
        client.sendall(line + response.read(chunk_bytes) + response.readline())
        sent += chunk_bytes
    fault(client)


class _Rest(io.RawIOBase):
    """What was received already, then what is still to come."""

    def __init__(self, beginning: bytes, upstream: socket.socket) -> None:
        self._beginning = beginning
        self._upstream = upstream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._beginning[: len(buffer)] or self._upstream.recv(len(buffer))
        self._beginning = self._beginning[len(data) :]
        buffer[: len(data)] = data
        return len(data)
