"""The places where Docker and Podman keep logins, and which of them comes first."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from pathlib import Path

import pytest

from layersize.oci.image_name import parse_registry_name
from layersize.progress import NoProgress
from layersize.sources.registry.auth_files import read_auth_files
from layersize.sources.registry.credentials import Lookup, find_credentials
from support.registry_secrets import log_out

PLACES = [
    "DOCKER_AUTH_CONFIG",
    "REGISTRY_AUTH_FILE {}/named.json",
    "{}/.docker/config.json",
    "{}/.dockercfg",
    "{}/runtime/containers/auth.json",
    "{}/.config/containers/auth.json",
]
"""In their order; `{}` is the home."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    log_out(monkeypatch, tmp_path)
    return tmp_path


def login(username: str, key: str = "ghcr.io") -> dict[str, object]:
    return {key: {"auth": b64encode(f"{username}:sesame".encode()).decode()}}


def write(path: Path, username: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = login(username)
    document = entries if path.name == ".dockercfg" else {"auths": entries}
    path.write_text(json.dumps(document))


def find() -> Lookup:
    name = parse_registry_name("ghcr.io/team/app:v1")
    return find_credentials(name, timeout_seconds=60, progress=NoProgress())


@pytest.mark.parametrize("first", range(len(PLACES)))
def test_the_first_place_counts(home: Path, monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    places = [place.format(home) for place in PLACES[first:]]
    for place in places:
        if place == PLACES[0]:
            monkeypatch.setenv(place, json.dumps({"auths": login(place)}))
        else:
            variable, has_variable, path = place.rpartition(" ")
            write(Path(path), place)
            if has_variable:
                monkeypatch.setenv(variable, path)
    found = find()
    assert found.credentials is not None
    assert (found.credentials.username, found.found_in) == (places[0], places[0])
    assert found.read == tuple(places)


def test_a_place_without_the_registry_leads_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_AUTH_CONFIG", json.dumps({"auths": login("other", "quay.io")}))
    write(home / ".config/containers/auth.json", "reader")
    assert find().found_in == f"{home}/.config/containers/auth.json"


def test_folders_that_variables_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(home / "docker"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    for path in (".docker/config.json", ".dockercfg", ".config/containers/auth.json"):
        write(home / path, "unused")
    assert find().credentials is None
    write(home / "config/containers/auth.json", "podman")
    assert find().found_in == f"{home}/config/containers/auth.json"
    write(home / "docker/config.json", "docker")
    assert find().found_in == f"{home}/docker/config.json"


@pytest.mark.usefixtures("home")
def test_podmans_folder_without_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for root on a server, where no XDG_RUNTIME_DIR is set."""
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    files = read_auth_files()
    assert f"/run/containers/{os.getuid()}/auth.json" in (
        *files.missing,
        *(file.where for file in files.found),
    )


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("/nonexistent/auth.json", "does not exist"),
        ("/dev/null", "is not a file"),
        ("/", "is not a file"),
        ("{home}/pipe", "is not a file"),
        ("{home}/long", "is longer than 4194304 bytes"),
        ("{home}/nul", "is not JSON"),
    ],
)
def test_what_can_not_be_read(
    home: Path, monkeypatch: pytest.MonkeyPatch, value: str, problem: str
) -> None:
    """A pipe, which nobody may ever write to, is not waited for."""
    os.mkfifo(home / "pipe")
    (home / "long").write_bytes(b" " * (5 << 20))
    (home / "nul").write_bytes(bytes(100))
    monkeypatch.setenv("REGISTRY_AUTH_FILE", value.format(home=home))
    write(home / ".docker/config.json", "reader")
    found = find()
    assert found.credentials is not None
    assert found.problems == (f"REGISTRY_AUTH_FILE {value.format(home=home)} {problem}",)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("/etc/docker/config.json", "is not JSON"),
        ("\udcff", "is not JSON"),
        ("[]", "is not a JSON object"),
    ],
)
def test_a_variable_that_holds_something_else(
    home: Path, monkeypatch: pytest.MonkeyPatch, value: str, problem: str
) -> None:
    monkeypatch.setenv("DOCKER_AUTH_CONFIG", value)
    write(home / ".docker/config.json", "reader")
    found = find()
    assert found.credentials is not None
    assert found.problems == (f"DOCKER_AUTH_CONFIG {problem}",)


def test_no_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert find().credentials is None
    write(home / "runtime/containers/auth.json", "reader")
    assert find().credentials is not None
