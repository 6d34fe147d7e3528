"""Logging in to registries, and where credentials must never turn up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.hostile_registry import (
    REPOSITORY,
    HostileRegistry,
    Reply,
    Request,
    blob_path_of,
    fixed,
    in_turn,
    ranged,
    redirect,
    status,
    with_basic_auth,
    with_token,
)
from support.image_config import to_json
from support.registry_reading import (
    RecordedWaits,
    error_of,
    layer_tar,
    network,
    one_layer,
    opened,
    walked,
)
from support.registry_secrets import (
    IDENTITY_TOKEN,
    PAIR,
    SECRETS,
    TOKEN,
    asks_for_token,
    challenge,
    log_out,
    not_told,
    write,
)

BLOB = layer_tar()


@pytest.fixture(autouse=True)
def _nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No secret in any log record, also not of the libraries."""
    caplog.set_level(logging.DEBUG)
    yield
    for secret in SECRETS:
        assert secret not in caplog.text


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of docker's config.json, which is still to be written."""
    log_out(monkeypatch, tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path / "config.json"


def test_a_token_without_credentials() -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(to_json({"token": TOKEN}))
        asks_for_token(registry, f"http://{server.host}/token?first=1")
        walked(opened(registry))
    (request,) = server.requests
    assert request.method == "GET"
    assert request.query == {
        "first": ["1"],
        "scope": [f"repository:{REPOSITORY}:pull"],
        "service": ["a service, with a comma"],
    }
    assert request.authorization is None
    assert [request.authorization for request in registry.requests] == [
        None,
        *[f"Bearer {TOKEN}"] * 3,
    ]


def test_a_token_for_a_name_and_password(config: Path) -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        write(config, registry.host)
        server.answers["/token"] = fixed(to_json({"access_token": TOKEN, "expires_in": 60}))
        asks_for_token(registry, f"http://{server.host}/token")
        walked(opened(registry))
    (request,) = server.requests
    assert request.authorization == f"Basic {PAIR}"
    assert all(PAIR not in (request.authorization or "") for request in registry.requests)


def test_a_token_for_an_identity_token(config: Path) -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        write(config, registry.host, identity=True)
        server.answers["/token"] = fixed(to_json({"access_token": TOKEN}))
        asks_for_token(registry, f"http://{server.host}/token")
        walked(opened(registry))
    (request,) = server.requests
    assert (request.method, request.path, request.query) == ("POST", "/token", {})
    assert request.authorization is None
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.body == (
        f"scope=repository%3Ateam%2Fapp%3Apull&service=a+service%2C+with+a+comma"
        f"&grant_type=refresh_token&client_id=layersize&refresh_token={IDENTITY_TOKEN}"
    )
    assert all(IDENTITY_TOKEN not in (it.authorization or "") for it in registry.requests)


def test_an_identity_token_is_not_sent_on_to_where_a_redirect_leads(config: Path) -> None:
    with HostileRegistry() as other, HostileRegistry() as server, HostileRegistry() as registry:
        write(config, registry.host, identity=True)
        server.answers["/token"] = redirect(f"http://{other.host}/token")
        asks_for_token(registry, f"http://{server.host}/token")
        error = error_of(lambda: opened(registry))
    assert other.requests == []
    assert "token server" in str(error)
    assert "answers 307" in str(error)
    not_told(error)


def test_a_password_is_not_sent_on_to_where_a_redirect_leads(config: Path) -> None:
    with HostileRegistry() as other, HostileRegistry() as server, HostileRegistry() as registry:
        write(config, registry.host)
        other.answers["/token"] = fixed(to_json({"token": TOKEN}))
        server.answers["/token"] = redirect(f"http://{other.host}/token")
        asks_for_token(registry, f"http://{server.host}/token")
        walked(opened(registry))
    assert [request.authorization for request in server.requests] == [f"Basic {PAIR}"]
    assert [request.authorization for request in other.requests] == [None]


def test_a_name_and_password_at_the_registry(config: Path) -> None:
    with HostileRegistry() as registry:
        write(config, registry.host)
        registry.serve(one_layer())
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        walked(opened(registry))
    assert [request.authorization for request in registry.requests] == [
        None,
        *[f"Basic {PAIR}"] * 3,
    ]


def test_nothing_but_the_registry_gets_the_password(config: Path) -> None:
    """A layer that lies elsewhere, on a server that would like to have it."""
    with HostileRegistry() as elsewhere, HostileRegistry() as registry:
        write(config, registry.host)
        registry.serve(one_layer())
        registry.answers[blob_path_of(BLOB)] = redirect(f"http://{elsewhere.host}/layer")
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        elsewhere.answers["/layer"] = ranged(BLOB)
        walked(opened(registry))
        elsewhere.answers["/layer"] = status(401, WWW_Authenticate='Basic realm="mine"')
        error = error_of(lambda: walked(opened(registry)))
        elsewhere.answers["/layer"] = status(
            401, WWW_Authenticate=challenge(f"http://{elsewhere.host}/token")
        )
        error_of(lambda: walked(opened(registry)))
    assert [request.path for request in elsewhere.requests] == ["/layer"] * 3
    assert {request.authorization for request in elsewhere.requests} == {None}
    assert f"{elsewhere.host} answers 401 (Unauthorized)" in str(error)
    not_told(error)


def test_the_password_does_not_come_back_with_a_second_redirect(config: Path) -> None:
    with HostileRegistry() as elsewhere, HostileRegistry() as registry:
        write(config, registry.host)
        registry.serve(one_layer())
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        registry.answers[blob_path_of(BLOB)] = redirect(f"http://{elsewhere.host}/there")
        elsewhere.answers["/there"] = redirect(f"http://{registry.host}/back")
        error_of(lambda: walked(opened(registry)))
    back = [request for request in registry.requests if request.path == "/back"]
    assert {request.authorization for request in back} == {None}


def test_a_redirect_at_the_registry_itself_keeps_the_password(config: Path) -> None:
    with HostileRegistry() as registry:
        write(config, registry.host)
        registry.serve(one_layer())
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        registry.answers[blob_path_of(BLOB)] = redirect("/layer")
        registry.answers["/layer"] = ranged(BLOB)
        walked(opened(registry))


def test_a_token_that_expires_is_renewed() -> None:
    """Between the documents and the layer, and while the layer is on its way."""
    given: list[str] = []

    def give(_request: Request) -> Reply:
        given.append(f"{TOKEN}-{len(given)}")
        return Reply(body=to_json({"token": given[-1]}))

    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers["/token"] = give
        asks = status(401, WWW_Authenticate=challenge(f"http://{registry.host}/token"))
        registry.wrap = lambda answer: (
            lambda request: (
                (
                    answer
                    if request.path == "/token" or request.authorization == f"Bearer {given[-1]}"
                    else asks
                )(request)
                if given or request.path == "/token"
                else asks(request)
            )
        )

        def expire(request: Request) -> Reply:
            given.append(f"{TOKEN}-{len(given)}")
            return ranged(BLOB, most=len(BLOB) // 2)(request)

        registry.answers[blob_path_of(BLOB)] = in_turn(expire, ranged(BLOB))
        walked(opened(registry))
    assert registry.paths.count("/token") == 2


def test_bearer_is_preferred() -> None:
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        both = f'Basic realm="x", {challenge(f"http://{registry.host}/token")}'
        registry.wrap = lambda answer: with_token(TOKEN, both, answer)
        registry.answers["/token"] = fixed(to_json({"token": TOKEN}))
        registry.wrap = lambda answer: (
            lambda request: (
                answer if request.path == "/token" else with_token(TOKEN, both, answer)
            )(request)
        )
        assert opened(registry).layers


def test_a_token_server_that_is_busy_is_asked_again() -> None:
    waits = RecordedWaits()
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = in_turn(
            status(503), status(429, Retry_After="7"), fixed(to_json({"token": TOKEN}))
        )
        asks_for_token(registry, f"http://{server.host}/token")
        assert opened(registry, settings=network(waits)).layers
    assert waits.seconds == [0.5, 7]
