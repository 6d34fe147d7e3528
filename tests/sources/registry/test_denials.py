"""Registries and token servers that let nobody in; what is said must not hold a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from layersize.sources.context import Unavailable
from support.hostile_registry import (
    HostileRegistry,
    fixed,
    status,
    with_basic_auth,
)
from support.image_config import to_json
from support.registry_reading import error_of, one_layer, opened
from support.registry_secrets import (
    PAIR,
    SECRETS,
    TOKEN,
    asks_for_token,
    log_out,
    not_told,
    write,
)


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


def test_no_credentials(tmp_path: Path) -> None:
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) == 1
    assert isinstance(error, Unavailable)
    host = registry.host
    assert error.where == f"registry {host}: {host}/team/app:v1"
    assert error.cause == (
        "access is denied, or there is no such repository "
        f"(no credentials for {host}: there is no {tmp_path}/config.json, "
        f"{tmp_path}/runtime/containers/auth.json or {tmp_path}/.config/containers/auth.json)"
    )
    assert error.remedy == f"check the name, or run docker login {host} or podman login {host}"


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
    assert isinstance(error, Unavailable)
    assert f"the credentials for {registry.host} in {config} don't open it" in str(error)
    assert f"docker login {registry.host}" in error.remedy
    not_told(error)


@pytest.mark.parametrize("code", [400, 401, 403])
def test_credentials_that_the_token_server_refuses(config: Path, code: int) -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        write(config, registry.host)
        server.answers["/token"] = status(code)
        asks_for_token(registry, f"http://{server.host}/token")
        error = error_of(lambda: opened(registry))
    assert isinstance(error, Unavailable)
    assert "don't open it" in str(error)
    not_told(error)


def test_a_token_that_opens_nothing() -> None:
    """As Docker Hub does for a repository that is private or does not exist."""
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(to_json({"token": f"{TOKEN}-of-nobody"}))
        asks_for_token(registry, f"http://{server.host}/token")
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) == 2
    assert isinstance(error, Unavailable)
    assert "access is denied, or there is no such repository (no credentials" in str(error)
    not_told(error)


def test_a_helper_that_is_not_installed_is_named(config: Path) -> None:
    config.write_text(json.dumps({"credsStore": "nosuch"}))
    with HostileRegistry() as registry:
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        error = error_of(lambda: opened(registry))
    assert (
        f"(docker-credential-nosuch is not on PATH; no credentials for {registry.host} in {config})"
        in str(error)
    )


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
