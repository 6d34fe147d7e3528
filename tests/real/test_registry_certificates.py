"""CAs and client certificates in the folders where engines look, made by openssl for this run."""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from layersize.layers.image import Image
from layersize.sources.context import Network, Unavailable
from layersize.sources.registry import certificates
from real.programs import ProgramFailedError, run
from support.hostile_registry import TAG, HostileRegistry, blob_path_of, fixed, redirect
from support.image_config import to_json
from support.registry_reading import (
    error_of,
    layer_tar,
    network,
    one_layer,
    open_registry_image,
    walked,
)
from support.registry_secrets import TOKEN, asks_for_token, log_out

pytestmark = pytest.mark.real

HOST = "registry.test"
OTHER_HOST = "other.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Files in PEM form."""

    ca: Path
    server: Path
    server_key: Path
    client: Path
    client_key: Path
    locked_key: Path
    """The client's with a password."""


@pytest.fixture(scope="module")
def made(need: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Made:
    need("openssl")
    folder = tmp_path_factory.mktemp("certificates")
    new_key = ("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    run(*new_key, "-x509", "-subj", "/CN=a CA of a company", "-keyout", ca_key, "-out", ca)
    for name in ("server", "client"):
        names = f"subjectAltName=DNS:{HOST},DNS:{OTHER_HOST},DNS:localhost"
        run(
            *(*new_key, "-x509", "-CA", ca, "-CAkey", ca_key, "-subj", f"/CN={name}"),
            *("-addext", names, "-addext", "basicConstraints=critical,CA:FALSE"),
            *("-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"),
        )
    locked = ("-aes256", "-passout", "pass:sesame", "-out", folder / "locked.key")
    run("openssl", "pkey", "-in", folder / "client.key", *locked)
    return Made(
        ca=ca,
        server=folder / "server.pem",
        server_key=folder / "server.key",
        client=folder / "client.pem",
        client_key=folder / "client.key",
        locked_key=folder / "locked.key",
    )


@pytest.fixture
def tls(made: Made) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.server, made.server_key)
    return context


@pytest.fixture
def tls_for_clients(made: Made, tls: ssl.SSLContext) -> ssl.SSLContext:
    """Of a server that only talks to those who show a certificate."""
    tls.load_verify_locations(made.ca)
    tls.verify_mode = ssl.CERT_REQUIRED
    return tls


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where engines look, none of them this machine's; all names are this machine."""
    log_out(monkeypatch, tmp_path)
    system = (str(tmp_path / "containers"), str(tmp_path / "docker"))
    monkeypatch.setattr(certificates, "_SYSTEM_FOLDERS", system)
    resolve = socket.getaddrinfo

    def resolve_here(host: str, *more: Any, **options: Any) -> Any:
        return resolve("127.0.0.1" if host.endswith(".test") else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    home = (tmp_path / ".config/containers/certs.d", tmp_path / ".config/docker/certs.d")
    return [*home, *map(Path, system)]


def put(folder: Path, registry: HostileRegistry, **files: Path) -> Path:
    """Copies files into the folder of a registry; `ca_crt` becomes `ca.crt`."""
    own = folder / f"{HOST}:{registry.port}"
    own.mkdir(parents=True, exist_ok=True)
    for name, file in files.items():
        shutil.copy(file, own / name.replace("_", "."))
    return own


def open_at(registry: HostileRegistry, settings: Network | None = None) -> Image:
    name = f"{HOST}:{registry.port}/team/app:{TAG}"
    return open_registry_image(name, settings or network())


@pytest.mark.parametrize("place", range(4))
def test_a_ca_in_each_folder(
    folders: list[Path], made: Made, tls: ssl.SSLContext, place: int
) -> None:
    with HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        put(folders[place], registry, ca_crt=made.ca)
        assert len(walked(open_at(registry))) == 1


@pytest.mark.parametrize("name", [HOST, f"{HOST}:1", f"{OTHER_HOST}:{{}}"])
def test_the_folder_of_another_registry(
    folders: list[Path], made: Made, tls: ssl.SSLContext, name: str
) -> None:
    with HostileRegistry(tls) as registry:
        own = folders[0] / name.format(registry.port)
        own.mkdir(parents=True)
        shutil.copy(made.ca, own / "ca.crt")
        error = error_of(lambda: open_at(registry))
    assert isinstance(error, Unavailable)
    assert "is not valid" in str(error)


def test_several_cas_and_other_files(folders: list[Path], made: Made, tls: ssl.SSLContext) -> None:
    """Only the ends of the names tell what a file is; others are passed over."""
    with HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        own = put(folders[0], registry, a_crt=made.client, b_crt=made.ca)
        (own / "README").write_text("no certificate")
        (own / "folder.crt").mkdir()
        assert open_at(registry).layers


def test_a_ca_counts_for_servers_that_the_registry_names(
    folders: list[Path], made: Made, tls: ssl.SSLContext
) -> None:
    """Token servers and stores of blobs are often of the same company."""
    with HostileRegistry(tls) as other, HostileRegistry(tls) as registry:
        put(folders[0], registry, ca_crt=made.ca)
        elsewhere = f"https://{OTHER_HOST}:{other.port}"
        other.answers["/token"] = fixed(to_json({"token": TOKEN}))
        other.answers["/layer"] = fixed(layer_tar())
        asks_for_token(registry, f"{elsewhere}/token")
        registry.answers[blob_path_of(layer_tar())] = redirect(f"{elsewhere}/layer")
        assert len(walked(open_at(registry))) == 1


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\x30\x82\x01\x0a\x02\x82"])
def test_a_file_without_a_ca(
    folders: list[Path], made: Made, tls: ssl.SSLContext, content: bytes
) -> None:
    """Engines pass it over; it is named where it was needed."""
    with HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        own = put(folders[0], registry)
        (own / "ca.crt").write_bytes(content)
        error = error_of(lambda: open_at(registry))
        assert f"write the CA in PEM form into {own}/ca.crt, where there is none" in error.remedy
        put(folders[0], registry, more_crt=made.ca)
        assert open_at(registry).layers


def test_the_same_folder_as_skopeo(
    need: Callable[..., None], folders: list[Path], made: Made, tls_for_clients: ssl.SSLContext
) -> None:
    need("skopeo")
    with HostileRegistry(tls_for_clients) as registry:
        registry.serve(one_layer())
        registry.answers["/v2/"] = fixed(b"{}")
        own = folders[0] / f"localhost:{registry.port}"
        name = f"localhost:{registry.port}/team/app:{TAG}"
        own.mkdir(parents=True)
        for end, file in ((".crt", made.ca), (".cert", made.client), (".key", made.client_key)):
            with pytest.raises(ProgramFailedError):
                run("skopeo", "inspect", "--raw", f"docker://{name}")
            error_of(lambda: open_registry_image(name, network()))
            shutil.copy(file, own / f"any{end}")
        assert run("skopeo", "inspect", "--raw", f"docker://{name}")
        assert open_registry_image(name, network()).layers


@pytest.mark.parametrize("insecure", [False, True])
def test_a_client_certificate(
    folders: list[Path], made: Made, tls_for_clients: ssl.SSLContext, insecure: bool
) -> None:
    settings = network(insecure=insecure)
    with HostileRegistry(tls_for_clients) as registry:
        registry.serve(one_layer())
        put(folders[3], registry, ca_crt=made.ca)
        error_of(lambda: open_at(registry, settings))
        assert registry.requests == []
        put(folders[3], registry, client_cert=made.client, client_key=made.client_key)
        assert len(walked(open_at(registry, settings))) == 1


def test_a_client_certificate_is_shown_to_the_registry_only(
    folders: list[Path], made: Made, tls: ssl.SSLContext
) -> None:
    curious = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    curious.load_cert_chain(made.server, made.server_key)
    curious.load_verify_locations(made.ca)
    curious.verify_mode = ssl.CERT_REQUIRED
    with HostileRegistry(curious) as other, HostileRegistry(tls) as registry:
        registry.serve(one_layer())
        put(folders[0], registry, ca_crt=made.ca, a_cert=made.client, a_key=made.client_key)
        other.answers["/layer"] = fixed(layer_tar())
        target = f"https://{OTHER_HOST}:{other.port}/layer"
        registry.answers[blob_path_of(layer_tar())] = redirect(target)
        image = open_at(registry)
        error_of(lambda: walked(image))
        assert other.requests == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "has no key beside it (client.key); put it there, or call the file .crt"),
        ("locked_key", "and client.key are not a certificate in PEM form and its key"),
        ("server_key", "and client.key are not a certificate in PEM form and its key"),
        ("ca", "and client.key are not a certificate in PEM form and its key"),
    ],
)
def test_a_client_certificate_that_can_not_be_shown(
    folders: list[Path], made: Made, tls: ssl.SSLContext, key: str | None, said: str
) -> None:
    """Nobody is asked for a password."""
    with HostileRegistry(tls) as registry:
        own = put(folders[0], registry, client_cert=made.client)
        if key is not None:
            put(folders[0], registry, client_key=getattr(made, key))
        error = error_of(lambda: open_at(registry))
        assert registry.requests == []
    assert f"{own}/client.cert: {said}" in str(error)
