"""Registries behind the proxies and CAs that the environment names."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from layersize.sources.context import Network, Unavailable
from support.hostile_registry import TAG, HostileRegistry, manifest_path
from support.registry_reading import (
    error_of,
    network,
    one_layer,
    open_registry_image,
    opened,
)

MANIFEST = manifest_path(TAG)


def open_by_name(name: str, settings: Network | None = None) -> object:
    return open_registry_image(name, settings or network())


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Callable[[HostileRegistry, str], None]:
    """Sets the variables that make a registry of the tests the proxy for all else."""

    def set_variables(proxy: HostileRegistry, login: str = "") -> None:
        for name in (
            "http_proxy",
            "HTTP_PROXY",
            "https_proxy",
            "HTTPS_PROXY",
            "no_proxy",
            "NO_PROXY",
        ):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", f"http://{login}{proxy.host}")
        monkeypatch.setenv("https_proxy", f"http://{login}{proxy.host}")
        monkeypatch.setenv("no_proxy", "direct.invalid")

    return set_variables


def test_a_proxy(proxied: Callable[[HostileRegistry, str], None]) -> None:
    """It sees the tunnel for https, refuses it, and forwards http, as --insecure allows."""
    with HostileRegistry() as proxy:
        proxied(proxy, "me:se%20same@")
        layout = one_layer()
        proxy.serve(layout)
        for path, answer in list(proxy.answers.items()):
            proxy.answers[f"http://registry.invalid{path}"] = answer
        image = open_by_name("registry.invalid/team/app:v1", network(insecure=True))
        assert image
    tunnel, manifest, _ = proxy.requests
    assert (tunnel.method, tunnel.path) == ("CONNECT", "registry.invalid:443")
    assert manifest.path == f"http://registry.invalid{MANIFEST}"
    assert manifest.headers["proxy-authorization"] == "Basic bWU6c2Ugc2FtZQ=="
    assert manifest.authorization is None


def test_a_proxy_that_refuses(proxied: Callable[[HostileRegistry, str], None]) -> None:
    with HostileRegistry() as proxy:
        proxied(proxy, "me:sesame@")
        error = error_of(lambda: open_by_name("registry.invalid/team/app"))
    assert isinstance(error, Unavailable)
    assert "registry.invalid can't be reached through the proxy" in str(error)
    assert "check HTTPS_PROXY and NO_PROXY" in error.remedy
    assert "sesame" not in str(error)


def test_hosts_that_are_asked_without_the_proxy(
    proxied: Callable[[HostileRegistry, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with HostileRegistry() as proxy, HostileRegistry() as registry:
        proxied(proxy, "")
        registry.serve(one_layer())
        assert opened(registry).layers, "this machine"

        def unknown(*_args: object, **_more: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        error = error_of(lambda: open_by_name("direct.invalid/team/app"))
        assert proxy.requests == []
    assert "unknown host direct.invalid" in str(error)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "http://[", "ftp://me:sesame@x"])
def test_a_proxy_that_is_none(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    error = error_of(lambda: open_by_name("registry.invalid/team/app"))
    assert "the proxy that the environment names has no http or https address" in str(error)
    assert "sesame" not in str(error)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_ca_bundle_that_is_missing(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv(variable, "/nonexistent/ca.pem")
    error = error_of(lambda: open_by_name("registry.invalid/team/app"))
    assert f"{variable}: can't be read as certificates (No such file or directory)" in str(error)
