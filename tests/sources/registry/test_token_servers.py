"""Where a registry may send for a token: who gets to see a login, and which addresses are asked."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from layersize.layers.image import Image
from layersize.sources.context import Unavailable
from layersize.sources.registry.http import web_address
from layersize.sources.registry.inner_address import refuse_inner_address
from support.hostile_registry import (
    REPOSITORY,
    TAG,
    HostileRegistry,
    blob_path_of,
    fixed,
    manifest_path,
    redirect,
)
from support.image_config import to_json
from support.registry_reading import (
    error_of,
    layer_tar,
    network,
    one_layer,
    open_registry_image,
    walked,
)
from support.registry_secrets import PAIR, TOKEN, asks_for_token, log_out, not_told, write

INNER = (
    *("169.254.169.254", "2852039166", "0xa9fea9fe", "169.254.43518", "[fe80::1]"),
    *("[::ffff:169.254.169.254]", "0.0.0.0", "0", "[::]"),  # noqa: S104 - asked, not bound
)
"""Link-local addresses, as the metadata service of a cloud has one, and what stands for this
machine, in all spellings that a system takes."""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of docker's config.json, which is still to be written.

    Names that end in `.test` are this machine's.
    """
    resolve = socket.getaddrinfo

    def resolve_here(host: str, *more: Any, **options: Any) -> Any:
        return resolve("127.0.0.1" if host.endswith(".test") else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)
    log_out(monkeypatch, tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path / "config.json"


def open_at(host: str, *, insecure: bool = False) -> Image:
    return open_registry_image(f"{host}/{REPOSITORY}:{TAG}", network(insecure=insecure))


def test_a_token_server_elsewhere_that_speaks_http_is_not_asked(config: Path) -> None:
    """With a login or without: whoever is in between could give out a token."""
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(to_json({"token": TOKEN}))
        asks_for_token(registry, f"http://auth.test:{server.port}/token")
        for with_login in (False, True):
            if with_login:
                write(config, registry.host)
            error = error_of(lambda: open_at(registry.host))
            assert not isinstance(error, Unavailable), "no other place is to be asked"
            assert f"its token server auth.test:{server.port} speaks http, not https" in str(error)
            assert "--insecure" in error.remedy
            not_told(error)
        assert server.requests == []


def test_with_insecure_the_registrys_own_host_may_give_tokens_over_http(config: Path) -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(to_json({"token": TOKEN}))
        asks_for_token(registry, f"http://registry.test:{server.port}/token")
        write(config, f"registry.test:{registry.port}")
        walked(open_at(f"registry.test:{registry.port}", insecure=True))
        assert [request.authorization for request in server.requests] == [f"Basic {PAIR}"]


def test_with_insecure_another_host_is_asked_without_a_login_only(config: Path) -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(to_json({"token": TOKEN}))
        asks_for_token(registry, f"http://auth.test:{server.port}/token")
        host = f"registry.test:{registry.port}"
        walked(open_at(host, insecure=True))
        assert [request.authorization for request in server.requests] == [None]
        for identity in (False, True):
            write(config, host, identity=identity)
            error = error_of(lambda: open_at(host, insecure=True))
            assert "a login is not sent in clear to another host" in str(error)
            not_told(error)
        assert len(server.requests) == 1


def test_a_login_in_the_address_of_a_token_server_is_dropped() -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        asks_for_token(registry, f"http://reader:sesame@{server.host}/token")
        error = error_of(lambda: open_at(registry.host))
        assert [request.authorization for request in server.requests] == [None]
    assert server.host in str(error)
    not_told(error)


@pytest.mark.parametrize("host", INNER)
@pytest.mark.parametrize("insecure", [False, True])
def test_a_token_server_is_not_looked_for_within(host: str, insecure: bool) -> None:
    """What answers there would be sent to the registry."""
    with HostileRegistry() as registry:
        asks_for_token(registry, f"http://{host}:1/token")
        error = error_of(lambda: open_at(registry.host, insecure=insecure))
    assert "its token server is at" in str(error)
    assert "where no registry leads" in str(error)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433"])
def test_a_registry_elsewhere_leads_to_nothing_on_this_machine(host: str) -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        asks_for_token(registry, f"http://{host}:{server.port}/token")
        error = error_of(lambda: open_at(f"registry.test:{registry.port}", insecure=True))
        assert "its token server is at" in str(error)
        registry.wrap = lambda answer: answer
        for path in (manifest_path(TAG), blob_path_of(layer_tar())):
            registry.serve(one_layer())
            registry.answers[path] = redirect(f"http://{host}:{server.port}/x")
            error = error_of(
                lambda: walked(open_at(f"registry.test:{registry.port}", insecure=True))
            )
            assert f"registry.test:{registry.port} redirects to" in str(error)
        assert server.requests == []


@pytest.mark.parametrize("host", INNER)
def test_no_redirect_leads_within(host: str) -> None:
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(layer_tar())] = redirect(f"http://{host}:1/x")
        error = error_of(lambda: walked(open_at(registry.host)))
    assert f"{registry.host} redirects to" in str(error)
    assert "where no registry leads" in str(error)


def test_a_redirect_of_a_token_server_leads_to_nothing_within() -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = redirect("http://169.254.169.254/latest/meta-data/")
        asks_for_token(registry, f"http://{server.host}/token")
        error = error_of(lambda: open_at(registry.host))
    assert f"{server.host} redirects to 169.254.169.254" in str(error)


@pytest.mark.parametrize(
    "host", ["example.com", "10.0.0.5", "192.168.1.5", "[2001:db8::1]", "169.253.1.1", "1.1", "x"]
)
def test_other_addresses_may_be_led_to(host: str) -> None:
    """Companies have their registries and token servers in networks of their own."""
    url, named = web_address(f"https://{host}/"), web_address("https://registry.example.com/")
    assert url is not None
    assert named is not None
    refuse_inner_address(url, named, "")


def test_who_names_an_inner_address_himself_may_have_it() -> None:
    url = web_address("http://169.254.1.1:5000/token")
    named = web_address("http://169.254.1.1:5001/")
    assert url is not None
    assert named is not None
    refuse_inner_address(url, named, "")
