"""A registry on this machine whose answers are scripted, and which records what it is asked.

An answer is a function of the request; `serve` gives those of a registry that behaves.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from support.image_config import digest_of
from support.oci_layouts import OciLayout

REPOSITORY = "team/app"
TAG = "v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What arrived."""

    method: str
    path: str
    """Without the query; of a request to a proxy the whole URL."""
    query: dict[str, list[str]]
    headers: dict[str, str]
    """By names in lower case."""
    body: str

    @property
    def authorization(self) -> str | None:
        return self.headers.get("authorization")

    @property
    def offset(self) -> int:
        """Where a Range request wants to begin."""
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", ""))
        return int(wanted[1]) if wanted else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent back."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """A Content-Length in it is sent as it stands, whatever the body."""
    stays_open: bool = False
    """Whether the connection goes silent after the body, instead of ending."""
    chunked: bool = False


Answer = Callable[[Request], Reply]


def fixed(body: bytes, media_type: str = "application/octet-stream", **more: str) -> Answer:
    """Always the same document; underscores in header names stand for dashes."""
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    return lambda _request: Reply(body=body, headers={"Content-Type": media_type, **headers})


def status(code: int, body: bytes = b"", **more: str) -> Answer:
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    return lambda _request: Reply(status=code, body=body, headers=headers)


def redirect(target: str, code: int = 307) -> Answer:
    return status(code, Location=target)


def in_turn(*answers: Answer) -> Answer:
    """One after the other; the last one for all further requests."""
    left = list(answers)
    lock = threading.Lock()

    def answer(request: Request) -> Reply:
        with lock:
            chosen = left.pop(0) if len(left) > 1 else left[0]
        return chosen(request)

    return answer


def ranged(data: bytes, *, most: int | None = None, stays_open: bool = False) -> Answer:
    """A blob as a good registry sends it; of each answer only the first `most` bytes arrive."""

    def answer(request: Request) -> Reply:
        offset = request.offset
        if offset >= len(data) and offset:
            return Reply(status=416)
        rest = data[offset:]
        headers = {"Content-Length": str(len(rest))}
        if offset:
            headers["Content-Range"] = f"bytes {offset}-{len(data) - 1}/{len(data)}"
        return Reply(
            status=206 if offset else 200,
            body=rest[:most],
            headers=headers,
            stays_open=stays_open and most is not None and most < len(rest),
        )

    return answer


def with_basic_auth(expected: str, answer: Answer) -> Answer:
    """The answer for those who send the expected Authorization, a challenge for others."""
    challenge = status(401, WWW_Authenticate='Basic realm="registry, with a comma"')
    return lambda request: (answer if request.authorization == expected else challenge)(request)


def with_token(token: str, challenge: str, answer: Answer) -> Answer:
    asks = status(401, WWW_Authenticate=challenge)
    return lambda request: (answer if request.authorization == f"Bearer {token}" else asks)(request)


class HostileRegistry:
    """A server in a thread, within a `with`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        """By path."""
        self.otherwise: Answer = status(404)
        self.wrap: Callable[[Answer], Answer] = lambda answer: answer
        """Put around every answer, e.g. to ask for a login."""
        self.requests: list[Request] = []
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = _say_nothing
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def __enter__(self) -> HostileRegistry:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def serve(self, layout: OciLayout, tag: str = TAG) -> None:
        """Offers an image of one manifest, or an index, that the layout refers to first."""
        for name, blob in layout.blobs.items():
            self.answers[blob_path(name)] = ranged(blob)
        for reference in layout.references:
            self.serve_manifest(layout, str(reference["digest"]), str(reference["mediaType"]), tag)

    def serve_manifest(self, layout: OciLayout, digest: str, media_type: str, tag: str) -> None:
        blob = layout.blobs[digest.partition(":")[2]]
        for name in (tag, digest):
            self.answers[manifest_path(name)] = fixed(
                blob, media_type, Docker_Content_Digest=digest
            )

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        return self.wrap(self.answers.get(request.path, self.otherwise))(request)

    def wait_for_the_end(self) -> None:
        self._released.wait()


def _say_nothing(*_about: object) -> None:
    """Clients that break off are what these tests are about."""


def _handler_of(registry: HostileRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *args: object) -> None:
            pass

        def respond(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            request = Request(
                method=self.command,
                path=parts._replace(query="").geturl(),
                query=parse_qs(parts.query),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length).decode(),
            )
            try:
                self.send(registry.answer(request))
            except OSError:
                self.close_connection = True  # the client has had enough

        do_GET = do_POST = do_CONNECT = respond  # noqa: N815 - as the base class asks for them

        def send(self, reply: Reply) -> None:
            headers, body = dict(reply.headers), reply.body
            if reply.chunked:
                headers["Transfer-Encoding"] = "chunked"
                body = (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
            else:
                stated = headers.setdefault("Content-Length", str(len(body)))
                self.close_connection = stated != str(len(body))
            self.send_response(reply.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            if reply.stays_open:
                registry.wait_for_the_end()

    return Handler


def manifest_path(reference: str, repository: str = REPOSITORY) -> str:
    return f"/v2/{repository}/manifests/{reference}"


def blob_path(digest: str, repository: str = REPOSITORY) -> str:
    return f"/v2/{repository}/blobs/{digest if ':' in digest else f'sha256:{digest}'}"


def blob_path_of(blob: bytes) -> str:
    return blob_path(digest_of(blob))
