"""An engine that answers as a test says: a mock, for faults that real engines don't have on demand.

What it answers by itself has the form of Docker 26's answers.
"""

from __future__ import annotations

import json
import re
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

ABOUT = {"Version": "26.1.5", "ApiVersion": "1.45", "MinAPIVersion": "1.24", "Os": "linux"}
MANIFESTS = {**ABOUT, "Version": "29.0.0", "ApiVersion": "1.52"}
"""Of an engine that tells which platforms of an image it has."""
_PIECE_BYTES = 64 << 10
VERSION, INSPECT, LIST, SAVE = "/version", "/json", "/images/json", "/get"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent for one kind of question."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    claimed_bytes: int | None = None
    """What Content-Length says, where that is not the body's own length."""
    trickles: bool = False
    """Whether blanks follow the body, one at a time, without end."""
    hangs_up: bool = False
    """Whether the connection ends before any answer."""


def json_reply(document: object, status: int = 200) -> Reply:
    return Reply(status=status, body=json.dumps(document).encode())


def page(status: int = 200, **headers: str) -> Reply:
    body = b"<html><body>Access denied by policy</body></html>"
    return Reply(status=status, body=body, media_type="text/html; charset=utf-8", headers=headers)


@dataclass(slots=True, kw_only=True)
class ScriptedEngine:
    address: str
    asked: list[str] = field(default_factory=list)
    """Paths without the version of the API, in the order of the questions."""
    sent_bytes: list[int] = field(default_factory=list)
    """Of each save, once it has ended: as much as the socket took."""


@contextmanager
def scripted_engine(folder: Path, replies: Mapping[str, Reply]) -> Iterator[ScriptedEngine]:
    """Listens below `folder`; `replies` are by VERSION, INSPECT, LIST and SAVE."""
    path = folder / "engine.sock"
    engine = ScriptedEngine(address=f"unix://{path}")
    known = {VERSION: json_reply(ABOUT), **replies}
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def address_string(self) -> str:
            return "socket"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            asked = re.sub(r"^/v1\.\d+", "", self.path)
            engine.asked.append(asked)
            bare = asked.partition("?")[0]
            kind = bare if bare in (VERSION, LIST) else f"/{bare.rpartition('/')[2]}"
            missing = json_reply({"message": f"No such image: {bare}"}, 404)
            with suppress(OSError):
                self._send(known.get(asked, known.get(kind, missing)), is_save=kind == SAVE)

        def _send(self, reply: Reply, *, is_save: bool) -> None:
            self.close_connection = reply.hangs_up
            if reply.hangs_up:
                return
            answers = self.send_response_only if "Server" in reply.headers else self.send_response
            answers(reply.status)
            self.send_header("Content-Type", reply.media_type)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(reply.body) if reply.claimed_bytes is None else reply.claimed_bytes
            self.send_header("Content-Length", str(length))
            self.end_headers()
            sent = 0
            try:
                while sent < len(reply.body):
                    sent += self.wfile.write(reply.body[sent : sent + _PIECE_BYTES])
            finally:
                if is_save:
                    engine.sent_bytes.append(sent)
            self.close_connection = length != len(reply.body)
            while reply.trickles and not ended.wait(0.05):
                self.wfile.write(b" ")

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass

    server = Server(str(path), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield engine
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
