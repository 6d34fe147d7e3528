"""Registries that are busy, broken, silent, elsewhere or not there at all."""

from __future__ import annotations

import re
import socket
import socketserver
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from layersize.errors import LayersizeError
from layersize.sources.context import Network, Unavailable
from support.hostile_registry import (
    TAG,
    Answer,
    HostileRegistry,
    Reply,
    Request,
    fixed,
    in_turn,
    manifest_path,
    ranged,
    status,
)
from support.registry_reading import (
    SHORTEST_TIMEOUT,
    RecordedWaits,
    error_of,
    network,
    one_layer,
    open_registry_image,
    opened,
    walked,
)

MANIFEST = manifest_path(TAG)


def open_by_name(name: str, settings: Network | None = None) -> object:
    return open_registry_image(name, settings or network())


def error_with(answer: Answer, settings: Network | None = None) -> tuple[LayersizeError, int]:
    """How opening an image ends whose manifest is answered like that, and after how many tries."""
    with HostileRegistry() as registry:
        registry.answers[MANIFEST] = answer
        error = error_of(lambda: opened(registry, settings=settings))
        return error, len(registry.requests)


def test_an_endless_429_ends() -> None:
    waits = RecordedWaits()
    error, requests = error_with(status(429), network(waits))
    assert requests == 5
    assert waits.seconds == [0.5, 1, 2, 4]
    assert isinstance(error, Unavailable)
    assert "answers 429 (too many requests), tried 5 times; try again later" in str(error)
    assert "docker login 127.0.0.1" in error.remedy


def test_waits_are_spread() -> None:
    waits = RecordedWaits(jitter=0.0)
    error_with(status(429), network(waits))
    assert waits.seconds == [0.25, 0.5, 1, 2]


@pytest.mark.parametrize("code", [429, 503])
def test_a_server_says_how_long_to_wait(code: int) -> None:
    waits = RecordedWaits()
    error_with(status(code, Retry_After=" 20 "), network(waits))
    assert waits.seconds == [20] * 4


def test_a_server_says_until_when_to_wait() -> None:
    waits = RecordedWaits()
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    error_with(status(429, Retry_After=then), network(waits))
    assert all(0 < wait <= 30 for wait in waits.seconds)
    assert len(waits.seconds) == 4


@pytest.mark.parametrize("text", ["3600", pytest.param("9" * 5000, id="endless")])
def test_nobody_waits_for_an_hour(text: str) -> None:
    waits = RecordedWaits()
    error, requests = error_with(status(429, Retry_After=text), network(waits))
    assert (requests, waits.seconds) == (1, [])
    assert re.search(r"asks to wait [39]\d+ s", str(error))


def test_waits_together_are_bounded() -> None:
    waits = RecordedWaits()
    error_with(status(429, Retry_After="50"), network(waits))
    assert waits.seconds == [50, 50]


@pytest.mark.parametrize("text", ["", "soon", "-1", "1e9", "٣", "Fri, 99 Foo 2020"])
def test_a_wait_that_makes_no_sense(text: str) -> None:
    waits = RecordedWaits()
    error_with(status(429, Retry_After=text.encode().decode("latin-1")), network(waits))
    assert waits.seconds == [0.5, 1, 2, 4]


def test_a_server_that_fails_twice() -> None:
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        for path, answer in list(registry.answers.items()):
            registry.answers[path] = in_turn(status(500), status(502), answer)
        assert len(walked(opened(registry))) == 1
        assert len(registry.requests) == 9


@pytest.mark.parametrize("code", [500, 501, 502, 503, 504, 599])
def test_a_server_that_fails(code: int) -> None:
    error, requests = error_with(status(code))
    assert requests == 5
    assert isinstance(error, Unavailable)
    assert f"answers {code}" in str(error)
    assert "try again later" in error.remedy


@pytest.mark.parametrize("code", [204, 206, 300, 304, 400, 405, 410, 418, 451, 499])
def test_an_answer_that_makes_no_sense(code: int) -> None:
    error, requests = error_with(status(code))
    assert requests == 1
    assert f"answers {code}" in str(error)


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (b"", "no such repository or tag"),
        (b'{"errors":[{"code":"NAME_UNKNOWN"}]}', "no such repository"),
        (b'{"errors":[{"code":"MANIFEST_UNKNOWN"}]}', "no such repository or tag"),
        pytest.param(b"\0" * (1 << 20), "no such repository or tag", id="long"),
    ],
)
def test_an_image_that_is_not_there(body: bytes, missing: str) -> None:
    error, requests = error_with(status(404, body))
    assert requests == 1
    assert isinstance(error, Unavailable)
    assert error.where.endswith("/team/app:v1")
    assert (error.cause, error.remedy) == (missing, "check the name")


def test_a_document_that_breaks_off_is_asked_for_again() -> None:
    layout = one_layer()
    with HostileRegistry() as registry:
        registry.serve(layout)
        manifest = layout.blobs[layout.references[0]["digest"].partition(":")[2]]
        registry.answers[MANIFEST] = in_turn(ranged(manifest, most=10), fixed(manifest))
        assert opened(registry).layers


def test_a_document_that_always_breaks_off() -> None:
    error, requests = error_with(ranged(b"{}" * 100, most=10))
    assert requests == 5
    assert "the connection to 127.0.0.1" in str(error)
    assert "broke, tried 5 times; try again later" in str(error)


def test_a_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[float | None] = []
    set_timeout = socket.socket.settimeout

    def noted(of: socket.socket, seconds: float | None) -> None:
        if threading.current_thread() is threading.main_thread():  # the server has its own
            asked_for.append(seconds)
        set_timeout(of, seconds)

    monkeypatch.setattr(socket.socket, "settimeout", noted)
    error, requests = error_with(
        lambda _request: Reply(headers={"Content-Length": "2"}, stays_open=True),
        network(timeout_seconds=SHORTEST_TIMEOUT),
    )
    assert requests == 3
    assert set(asked_for) == {SHORTEST_TIMEOUT}, "no socket is waited for any longer"
    assert "was silent for 0.3 s, tried 3 times; check your network, or raise --timeout" in str(
        error
    )


def test_a_server_that_takes_connections_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = network(timeout_seconds=SHORTEST_TIMEOUT)
        error = error_of(
            lambda: open_by_name(f"127.0.0.1:{server.getsockname()[1]}/team/app", settings)
        )
    assert isinstance(error, Unavailable)
    assert "was silent for 0.3 s" in str(error)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    error = error_of(lambda: open_by_name(f"127.0.0.1:{port}/team/app"))
    assert isinstance(error, Unavailable)
    assert f"127.0.0.1:{port} can't be reached (Connection refused), tried 3 times" in str(error)


def test_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = error_of(lambda: open_by_name("registry.invalid/team/app"))
    assert isinstance(error, Unavailable)
    assert str(error) == (
        "registry registry.invalid: unknown host registry.invalid; check the name and your network"
    )


def test_a_host_that_does_not_answer_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_args: object, **_more: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    error = error_of(lambda: open_by_name("registry.invalid/team/app"))
    assert isinstance(error, Unavailable)
    assert "registry.invalid did not answer within 60 s" in str(error)


@pytest.mark.parametrize(
    "noise",
    [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"],
    ids=["nothing", "ssh", "200 headers"],
)
def test_a_server_that_speaks_something_else(noise: bytes) -> None:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(noise)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        error = error_of(lambda: open_by_name(f"127.0.0.1:{server.server_address[1]}/team/app"))
        server.shutdown()
        thread.join()
    assert isinstance(error, Unavailable)
    assert "the connection to 127.0.0.1" in str(error)


def test_attempts_go_on_where_the_last_one_ended() -> None:
    """Failures of different kinds in one row."""

    def cut(request: Request) -> Reply:
        return ranged(b"{}" * 100, most=10)(request)

    error, requests = error_with(in_turn(status(500), cut, status(429), cut, status(503)))
    assert requests == 5
    assert "answers 503 (Service Unavailable), tried 5 times" in str(error)
