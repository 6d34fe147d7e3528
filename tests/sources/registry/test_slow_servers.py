"""Servers that send, but so little that reading them would never end."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from layersize.sources.context import Unavailable
from layersize.sources.registry import pace
from layersize.sources.registry.pace import SLOWEST_BYTES_PER_SECOND, Pace, TooSlowError
from support.dripping_server import dripping
from support.hostile_registry import (
    HostileRegistry,
    blob_path_of,
    redirect,
)
from support.registry_reading import (
    FILE,
    error_of,
    layer_tar,
    network,
    one_layer,
    open_registry_image,
    opened,
    walked,
)
from support.registry_secrets import asks_for_token, log_out

OK = b"HTTP/1.1 200 OK\r\n"
LONG = OK + b"Content-Length: %d\r\n\r\n" % len(layer_tar())
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "status": (b"HTTP/1.1 200 O", b"K"),
    "header": (OK + b"A: b", b"b"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (LONG, b" "),
    "body without a length": (OK + b"\r\n", b" "),
    "small chunks": (CHUNKED, b"1\r\n \r\n"),
    "length of a chunk": (CHUNKED, b"0"),
    "extension of a chunk": (CHUNKED + b"1;", b"a"),
    "trailers": (CHUNKED + b"1\r\n \r\n0\r\n", b"a: b\r\n"),
}
TOO_SLOWLY = "sends too slowly, given up after 60 s; check your network, or raise --timeout"


@pytest.fixture
def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second goes by whenever somebody looks."""
    ticks = itertools.count()
    monkeypatch.setattr(pace, "monotonic", lambda: next(ticks) / 2)


@pytest.mark.usefixtures("_slow")
@pytest.mark.parametrize(("begin", "drop"), ENDLESS.values(), ids=ENDLESS)
def test_a_manifest_that_trickles(begin: bytes, drop: bytes) -> None:
    with dripping(begin, drop) as host:
        error = error_of(lambda: open_registry_image(f"{host}/team/app:v1", network()))
    assert isinstance(error, Unavailable)
    assert str(error) == f"registry {host}: {host} {TOO_SLOWLY}"


@pytest.mark.usefixtures("_slow")
@pytest.mark.parametrize(("begin", "drop"), ENDLESS.values(), ids=ENDLESS)
def test_a_layer_that_trickles(begin: bytes, drop: bytes) -> None:
    with dripping(begin, drop) as host, HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(layer_tar())] = redirect(f"http://{host}/layer")
        image = opened(registry)
        error = error_of(lambda: walked(image))
    assert f"{host} {TOO_SLOWLY}" in str(error)


@pytest.mark.usefixtures("_slow")
def test_the_rest_of_a_layer_trickles() -> None:
    """Most of it came soon enough: that is no credit for ever."""
    blob = layer_tar()
    begin = OK + b"Content-Length: %d\r\n\r\n" % len(blob) + blob[: len(FILE) // 2]
    with dripping(begin, b"\0") as host, HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(blob)] = redirect(f"http://{host}/layer")
        image = opened(registry)
        error = error_of(lambda: walked(image))
    assert f"{host} {TOO_SLOWLY}" in str(error)


@pytest.mark.usefixtures("_slow")
@pytest.mark.parametrize(("begin", "drop"), ENDLESS.values(), ids=ENDLESS)
def test_a_token_server_that_trickles(
    begin: bytes, drop: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_out(monkeypatch, tmp_path)
    with dripping(begin, drop) as host, HostileRegistry() as registry:
        asks_for_token(registry, f"http://{host}/token")
        error = error_of(lambda: opened(registry))
    assert f"{host} {TOO_SLOWLY}" in str(error)


@pytest.mark.usefixtures("_slow")
def test_a_proxy_that_trickles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    with dripping(b"HTTP/1.1 200 OK\r\nA: ", b"a") as host:
        monkeypatch.setenv("https_proxy", f"http://{host}")
        error = error_of(lambda: open_registry_image("registry.test/team/app:v1", network()))
    assert isinstance(error, Unavailable)
    assert "registry.test sends too slowly, given up after 60 s" in str(error)


@pytest.mark.usefixtures("_slow")
def test_what_is_of_no_use_is_not_waited_for() -> None:
    with dripping(b"HTTP/1.1 404 Not Found\r\nContent-Length: 100000\r\n\r\n", b" ") as host:
        error = error_of(lambda: open_registry_image(f"{host}/team/app:v1", network()))
    assert "no such repository or tag" in str(error)


@pytest.mark.usefixtures("_slow")
def test_redirects_that_trickle_have_one_time_together() -> None:
    begin = b"HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nContent-Length: 100000\r\n\r\n"
    with dripping(begin, b" ") as host:
        error = error_of(lambda: open_registry_image(f"{host}/team/app:v1", network()))
    assert TOO_SLOWLY in str(error)


@pytest.mark.usefixtures("_slow")
def test_a_long_layer_in_small_pieces_is_no_trickle() -> None:
    """A piece brings more than a kilobyte for each second, so that the whole may take long."""
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        assert len(walked(opened(registry))) == 1


def test_the_pace_of_a_body() -> None:
    watched = Pace(60)
    enough = SLOWEST_BYTES_PER_SECOND * 60
    for received, is_enough in ((enough, True), (enough * 100, True), (enough - 1, False)):
        watched._waited_seconds = 60
        if is_enough:
            watched.received(received)
        else:
            with pytest.raises(TooSlowError):
                watched.received(received)


def test_time_that_is_not_spent_waiting_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow reader, such as a full disk queue, is no fault of the server."""
    now = 0.0
    monkeypatch.setattr(pace, "monotonic", lambda: now)
    watched = Pace(60)
    for _ in range(100):
        with watched.wait():
            now += 0.5
        watched.received(1024)
        now += 1000
