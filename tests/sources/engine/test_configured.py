"""Which engine is meant where no variable says: Docker's contexts, Podman's connections."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.sources.context import SourceContext, Unavailable
from layersize.sources.engine.docker_context import DockerContext, current_context
from layersize.sources.engine.podman import podman_engine
from layersize.sources.engine.podman_connections import (
    PodmanConnection,
    default_connection,
    named_connection,
)


@pytest.fixture
def docker_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.delenv("DOCKER_CONTEXT", raising=False)
    return tmp_path


def add_context(config: Path, name: str, **endpoint: object) -> Path:
    """The files of a context as docker writes them; gives the folder of its certificates."""
    folder = hashlib.sha256(name.encode()).hexdigest()
    meta = config / "contexts/meta" / folder / "meta.json"
    meta.parent.mkdir(parents=True)
    meta.write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": {"docker": endpoint}}))
    return config / "contexts/tls" / folder / "docker"


def make_current(config: Path, name: str) -> None:
    (config / "config.json").write_text(json.dumps({"currentContext": name}))


def test_without_any_configuration(docker_config: Path) -> None:
    assert docker_config.is_dir()
    assert current_context() == ("default", DockerContext(host=None))


def test_the_context_that_is_current(docker_config: Path) -> None:
    certificates = add_context(docker_config, "work", Host="tcp://build:2376", SkipTLSVerify=False)
    make_current(docker_config, "work")
    assert current_context() == ("work", DockerContext("tcp://build:2376"))
    certificates.mkdir(parents=True)
    assert current_context()[1].certificates == certificates


def test_a_variable_comes_before_the_configuration(
    docker_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_context(docker_config, "own", Host="unix:///run/own.sock")
    monkeypatch.setenv("DOCKER_CONTEXT", "own")
    assert current_context()[1].host == "unix:///run/own.sock"  # without a config.json
    make_current(docker_config, "other")
    assert current_context()[1].host == "unix:///run/own.sock"
    monkeypatch.setenv("DOCKER_CONTEXT", "default")
    assert current_context()[1].host is None


def test_a_context_whose_certificate_is_not_checked(docker_config: Path) -> None:
    add_context(docker_config, "lab", Host="tcp://lab:2376", SkipTLSVerify=True)
    make_current(docker_config, "lab")
    assert current_context()[1].is_verified is False
    assert current_context()[1].certificates is not None  # TLS all the same


def test_contexts_of_the_working_folder_are_not_taken(
    docker_config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "checkout"
    elsewhere.mkdir()
    add_context(elsewhere, "work", Host="tcp://evil:2375")
    monkeypatch.chdir(elsewhere)
    make_current(docker_config, "work")
    with pytest.raises(LayersizeError, match="context 'work': does not exist"):
        current_context()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "config.json: is not JSON"),
        ('{"currentContext": 5}', "currentContext: is not a string"),
        ("[]", "is not an object"),
    ],
)
def test_a_configuration_that_is_none(docker_config: Path, text: str, told: str) -> None:
    (docker_config / "config.json").write_text(text)
    with pytest.raises(LayersizeError, match=told):
        current_context()


def test_a_configuration_is_not_waited_for(docker_config: Path) -> None:
    os.mkfifo(docker_config / "config.json")
    with pytest.raises(LayersizeError, match=r"config.json: is not a file; correct its name"):
        current_context()


@pytest.fixture
def podman_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("CONTAINER_HOST", "CONTAINER_CONNECTION", "CONTAINERS_CONF"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "containers"
    folder.mkdir()
    return folder


MACHINE = "ssh://core@127.0.0.1:41111/run/user/1000/podman/podman.sock"
OF_PODMAN_5 = {
    "Connection": {
        "Default": "machine",
        "Connections": {"machine": {"URI": MACHINE, "Identity": "/key", "IsMachine": True}},
    },
    "Farm": {},
}
OF_PODMAN_4 = f"""
[engine]
active_service = "machine"
[engine.service_destinations.machine]
uri = "{MACHINE}"
identity = "/key"
[engine.service_destinations.lab]
uri = "tcp://lab:8080"
"""
"""As podman 4.3.1 writes it, by `podman system connection add`."""


def test_connections_of_both_files(podman_config: Path) -> None:
    assert default_connection() is None
    machine = PodmanConnection("machine", MACHINE, "/key")
    (podman_config / "containers.conf").write_text(OF_PODMAN_4)
    assert default_connection() == machine
    assert named_connection("lab").uri == "tcp://lab:8080"
    (podman_config / "containers.conf").unlink()
    (podman_config / "podman-connections.json").write_text(json.dumps(OF_PODMAN_5))
    assert default_connection() == named_connection("machine") == machine


def test_a_connection_that_is_named_and_is_not_there(
    podman_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert podman_config.is_dir()
    monkeypatch.setenv("CONTAINER_CONNECTION", "gone")
    with pytest.raises(LayersizeError, match="connection 'gone': does not exist") as raised:
        podman_engine(SourceContext())
    assert not isinstance(raised.value, Unavailable)  # no other place is asked instead


@pytest.mark.parametrize("path", ["pipe", "/dev/zero", "."])
def test_connections_are_not_waited_for(
    podman_config: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(podman_config / "pipe")
    monkeypatch.setenv("CONTAINERS_CONF", str(podman_config / path))
    with pytest.raises(LayersizeError, match="is not a file; correct its name"):
        default_connection()


def test_no_connections(podman_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (podman_config / "containers.conf").write_text(OF_PODMAN_4)
    monkeypatch.setenv("CONTAINERS_CONF", os.devnull)
    assert default_connection() is None
