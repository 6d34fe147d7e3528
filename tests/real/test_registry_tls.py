"""Registries over https, with certificates that openssl makes for this run."""

from __future__ import annotations

import json
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layersize.layers.image import Image
from layersize.sources.context import Network, Unavailable
from real.programs import run
from support.hostile_registry import (
    TAG,
    HostileRegistry,
    blob_path_of,
    fixed,
    manifest_path,
    redirect,
    status,
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
from support.registry_secrets import log_out

pytestmark = pytest.mark.real

HOST = "registry.test"


@pytest.fixture(scope="module")
def certificate(need: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of registry.test that nobody else has signed, and its key beside it."""
    need("openssl")
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "certificate.pem"
    run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
        *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST},DNS:localhost"),
        *("-keyout", folder / "key.pem", "-out", made),
    )
    return made


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Names that end in `.test` are this machine's; no proxy and no CA but what a test sets."""
    resolve = socket.getaddrinfo

    def resolve_here(host: str, *more: Any, **options: Any) -> Any:
        return resolve("127.0.0.1" if host.endswith(".test") else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    log_out(monkeypatch, tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))


def open_at(host: str, settings: Network | None = None) -> Image:
    name = f"{host}/team/app:{TAG}"
    return open_registry_image(name, settings or network())


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_ca_that_a_variable_names(
    variable: str, tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(certificate))
    with HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        assert len(walked(open_at(f"{HOST}:{registry.port}"))) == 1


def test_a_certificate_that_nobody_signed(tls: ssl.SSLContext) -> None:
    with HostileRegistry(tls) as registry:
        host = f"{HOST}:{registry.port}"
        error = error_of(lambda: open_at(host))
        assert registry.requests == []
    assert isinstance(error, Unavailable)
    assert f"the certificate of {host} is not valid (self-signed certificate)" in str(error)
    assert "SSL_CERT_FILE" in error.remedy
    assert "--insecure" in error.remedy


def test_a_certificate_of_another_host(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with HostileRegistry(tls) as registry:
        error = error_of(lambda: open_at(f"other.test:{registry.port}"))
    assert "is not valid (Hostname mismatch" in str(error)


def test_insecure_takes_any_certificate(tls: ssl.SSLContext) -> None:
    with HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        image = open_at(f"other.test:{registry.port}", network(insecure=True))
        assert len(walked(image)) == 1


def test_insecure_on_this_machine_tries_https_too(tls: ssl.SSLContext) -> None:
    with HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        assert open_at(f"localhost:{registry.port}", network(insecure=True)).layers


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST"])
def test_on_this_machine_https_is_spoken_where_it_can_be(
    host: str, tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        assert len(walked(open_at(f"{host}:{registry.port}"))) == 1


def test_on_this_machine_a_certificate_counts_too(tls: ssl.SSLContext) -> None:
    """Its http is not tried: what speaks https is meant to be asked by it."""
    with HostileRegistry(tls) as registry:
        host = f"localhost:{registry.port}"
        error = error_of(lambda: open_at(host))
        assert registry.requests == []
    assert f"the certificate of {host} is not valid (self-signed certificate)" in str(error)
    assert "--insecure" in error.remedy


def test_on_this_machine_a_client_certificate_may_be_wanted(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls.load_verify_locations(certificate)
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.maximum_version = ssl.TLSVersion.TLSv1_2  # later ones may just hang up
    with HostileRegistry(tls) as registry:
        host = f"localhost:{registry.port}"
        error = error_of(lambda: open_at(host))
    assert f"{host} refuses the TLS connection (sslv3 alert handshake failure)" in str(error)


def test_insecure_is_about_the_named_host_only(tls: ssl.SSLContext) -> None:
    with HostileRegistry(tls) as elsewhere, HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(layer_tar())] = redirect(
            f"https://other.test:{elsewhere.port}/layer"
        )
        image = open_at(f"{HOST}:{registry.port}", network(insecure=True))
        error = error_of(lambda: walked(image))
        assert elsewhere.requests == []
    assert f"the certificate of other.test:{elsewhere.port} is not valid" in str(error)
    assert "--insecure" not in error.remedy


def test_http_where_https_is_expected() -> None:
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        host = f"{HOST}:{registry.port}"
        error = error_of(lambda: open_at(host))
        assert open_at(host, network(insecure=True)).layers
    assert isinstance(error, Unavailable)
    assert f"{host} does not speak https; if it is meant to speak http, --insecure" in str(error)


def test_https_is_not_left_by_a_redirect(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with HostileRegistry() as elsewhere, HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(layer_tar())] = redirect(f"http://{elsewhere.host}/layer")
        host = f"{HOST}:{registry.port}"
        error = error_of(lambda: walked(open_at(host)))
        assert elsewhere.requests == []
    assert f"{host} redirects from https to http at {elsewhere.host}" in str(error)


def test_a_token_server_of_an_https_registry_must_speak_https(
    tls: ssl.SSLContext, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with HostileRegistry() as server, HostileRegistry(tls) as registry:
        host = f"{HOST}:{registry.port}"
        login = b64encode(b"reader:sesame").decode()
        (tmp_path / "config.json").write_text(json.dumps({"auths": {host: {"auth": login}}}))
        server.answers["/token"] = fixed(to_json({"token": "any"}))
        for place, words in (
            (f"auth.test:{server.port}", "speaks http, not https"),
            (server.host, "an address within this machine"),
        ):
            realm = f'Bearer realm="http://{place}/token"'
            registry.answers[manifest_path(TAG)] = status(401, WWW_Authenticate=realm)
            assert words in str(error_of(lambda: open_at(host)))
        assert server.requests == []


def test_a_token_server_that_redirects_to_http_is_not_followed(
    tls: ssl.SSLContext, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with HostileRegistry() as plain, HostileRegistry(tls) as registry:
        host = f"{HOST}:{registry.port}"
        login = b64encode(b"reader:sesame").decode()
        (tmp_path / "config.json").write_text(json.dumps({"auths": {host: {"auth": login}}}))
        registry.answers["/token"] = redirect(f"http://auth.test:{plain.port}/token")
        realm = f'Bearer realm="https://{host}/token"'
        registry.answers[manifest_path(TAG)] = status(401, WWW_Authenticate=realm)
        assert "redirects from https to http" in str(error_of(lambda: open_at(host)))
        assert plain.requests == []
