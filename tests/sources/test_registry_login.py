"""Logging in to registries, and where credentials must never turn up."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from layersize.sources.not_here import NotHere
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
from support.registry_reading import error_of, layer_tar, network, one_layer, opened, walked

PAIR = b64encode(b"reader:sesame").decode()
IDENTITY_TOKEN = "identity-sesame"  # noqa: S105 - nobody takes it but this file's registries
TOKEN = "bearer-sesame"  # noqa: S105 - likewise
SECRETS = ("sesame", PAIR)
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
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path / "config.json"


def write(config: Path, host: str, *, identity: bool = False) -> None:
    entry = {"identitytoken": IDENTITY_TOKEN} if identity else {"auth": PAIR}
    config.write_text(json.dumps({"auths": {host: entry}}))


def challenge(realm: str) -> str:
    return f'Bearer realm="{realm}",service="a service, with a comma",scope="repository:x:push"'


def asks_for_token(registry: HostileRegistry, realm: str, token: str = TOKEN) -> None:
    registry.serve(one_layer())
    registry.wrap = lambda answer: with_token(token, challenge(realm), answer)


def not_told(error: BaseException) -> None:
    """Neither the text of an error nor what led to it holds a secret."""
    below: BaseException | None = error
    while below is not None:
        for secret in SECRETS:
            assert secret not in f"{below} {below!r}"
        below = below.__cause__ or below.__context__


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


def test_no_credentials() -> None:
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) == 1
    assert isinstance(error, NotHere)
    host = registry.host
    assert error.where == f"registry {host}: {host}/team/app:v1"
    assert error.cause == (
        "access is denied, or there is no such repository "
        f"(no credentials for {host} in docker's config)"
    )
    assert error.remedy == f"check the name, or run docker login {host}"


@pytest.mark.parametrize("code", [401, 403])
def test_credentials_that_are_refused(config: Path, code: int) -> None:
    with HostileRegistry() as registry:
        write(config, registry.host)
        refuses = status(code, WWW_Authenticate='Basic realm="x"')
        asks = status(401, WWW_Authenticate='Basic realm="x"')
        registry.wrap = lambda _answer: (
            lambda request: (refuses if request.authorization else asks)(request)
        )
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) == 2
    assert isinstance(error, NotHere)
    assert f"the credentials for {registry.host} in docker's config don't open it" in str(error)
    assert f"docker login {registry.host}" in error.remedy
    not_told(error)


@pytest.mark.parametrize("code", [400, 401, 403])
def test_credentials_that_the_token_server_refuses(config: Path, code: int) -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        write(config, registry.host)
        server.answers["/token"] = status(code)
        asks_for_token(registry, f"http://{server.host}/token")
        error = error_of(lambda: opened(registry))
    assert isinstance(error, NotHere)
    assert "don't open it" in str(error)
    not_told(error)


def test_a_token_that_opens_nothing() -> None:
    """As Docker Hub does for a repository that is private or does not exist."""
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(to_json({"token": f"{TOKEN}-of-nobody"}))
        asks_for_token(registry, f"http://{server.host}/token")
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) == 2
    assert isinstance(error, NotHere)
    assert "access is denied, or there is no such repository (no credentials" in str(error)
    not_told(error)


def test_a_helper_that_is_not_installed_is_named(config: Path) -> None:
    config.write_text(json.dumps({"credsStore": "nosuch"}))
    with HostileRegistry() as registry:
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        error = error_of(lambda: opened(registry))
    assert "(docker-credential-nosuch is not on PATH)" in str(error)


@pytest.mark.parametrize(
    "header",
    ["Negotiate", "Bearer", 'Bearer realm="ftp://x"', 'Bearer realm="//x"', "Digest realm=x", ""],
)
def test_a_login_that_is_unknown(config: Path, header: str) -> None:
    with HostileRegistry() as registry:
        write(config, registry.host)
        registry.wrap = lambda _answer: status(401, WWW_Authenticate=header)
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) == 1
    not_told(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        to_json({}),
        to_json({"token": ""}),
        to_json({"token": 5}),
        to_json({"token": "sesame\r\nX-More: 1"}),
        to_json({"token": "sésame"}),
        b" " * (5 << 20),
    ],
    ids=lambda body: body[:20].decode(),
)
def test_what_is_no_token(body: bytes) -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(body)
        asks_for_token(registry, f"http://{server.host}/token")
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) == 1
    assert server.host in str(error)
    not_told(error)


def test_a_token_server_that_is_busy_is_asked_again() -> None:
    waits: list[float] = []
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = in_turn(
            status(503), status(429, Retry_After="7"), fixed(to_json({"token": TOKEN}))
        )
        asks_for_token(registry, f"http://{server.host}/token")
        assert opened(registry, patience=network(sleep=waits.append)).layers
    assert waits == [0.5, 7]


def test_an_error_that_repeats_the_password_back(config: Path) -> None:
    """A registry knows what it was sent; it must not get onto the screen through it."""
    with HostileRegistry() as registry:
        write(config, registry.host)
        told = status(403, b'{"errors":[{"code":"DENIED","message":"sesame"}]}', X_Told=PAIR)
        asks = status(401, WWW_Authenticate='Basic realm="x"')
        registry.wrap = lambda _answer: (
            lambda request: (told if request.authorization else asks)(request)
        )
        not_told(error_of(lambda: opened(registry)))
