"""Credentials of docker's config.json and of the helper programs that it names."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest

from layersize.sources.registry.credentials import Credentials, find_credentials

HELPER = """#!/bin/sh
[ "$1" = get ] || exit 1
read -r server
case "$server" in
  helped.example) echo '{"ServerURL":"helped.example","Username":"reader","Secret":"sesame"}' ;;
  token.example) echo '{"ServerURL":"token.example","Username":"<token>","Secret":"sesame"}' ;;
  https://index.docker.io/v1/) echo '{"Username":"hub","Secret":"sesame"}' ;;
  empty.example) echo '{"Username":"","Secret":""}' ;;
  odd.example) echo '["sesame"]' ;;
  talks.example) echo 'the secret is sesame'; exit 1 ;;
  *) echo 'credentials not found in native keychain'; exit 1 ;;
esac
"""
PASSWORD = Credentials(username="reader", password="sesame", identity_token=None)  # noqa: S106
"""What this file's registries take."""


def pair(username: str, password: str) -> str:
    return b64encode(f"{username}:{password}".encode()).decode()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of docker's config.json, which is still to be written."""
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    helper = tmp_path / "docker-credential-fake"
    helper.write_text(HELPER)
    helper.chmod(0o755)
    return tmp_path / "config.json"


@pytest.mark.parametrize(
    ("key", "host"),
    [
        ("ghcr.io", "ghcr.io"),
        ("https://ghcr.io", "ghcr.io"),
        ("https://ghcr.io/v2/", "ghcr.io"),
        ("localhost:5000", "localhost:5000"),
        ("https://index.docker.io/v1/", "docker.io"),
    ],
)
def test_a_password_in_the_config(config: Path, key: str, host: str) -> None:
    config.write_text(json.dumps({"auths": {key: {"auth": pair("reader", "sesame")}}}))
    found = find_credentials(host)
    assert (found.credentials, found.problem) == (PASSWORD, None)
    assert find_credentials("other.example").credentials is None


def test_a_password_may_hold_a_colon(config: Path) -> None:
    config.write_text(json.dumps({"auths": {"ghcr.io": {"auth": pair("a", "b:ç:d")}}}))
    credentials = find_credentials("ghcr.io").credentials
    assert credentials is not None
    assert (credentials.username, credentials.password) == ("a", "b:ç:d")


def test_an_identity_token_in_the_config(config: Path) -> None:
    entry = {"auth": pair("00000000", ""), "identitytoken": "sesame"}
    config.write_text(json.dumps({"auths": {"example.azurecr.io": entry}}))
    credentials = find_credentials("example.azurecr.io").credentials
    assert credentials is not None
    assert credentials.identity_token == "sesame"  # noqa: S105 - what the test wrote


@pytest.mark.parametrize("key", ["credsStore", "credHelpers"])
def test_a_helper_program(config: Path, key: str) -> None:
    names = "fake" if key == "credsStore" else {"helped.example": "fake", "token.example": "fake"}
    config.write_text(json.dumps({"auths": {"helped.example": {}}, key: names}))
    assert find_credentials("helped.example").credentials == PASSWORD
    credentials = find_credentials("token.example").credentials
    assert credentials is not None
    assert credentials.identity_token == "sesame"  # noqa: S105 - what the helper says
    unknown = find_credentials("unknown.example")
    assert (unknown.credentials, unknown.problem) == (None, None)


def test_a_helper_is_asked_for_docker_hub_by_its_old_address(config: Path) -> None:
    config.write_text(json.dumps({"credsStore": "fake"}))
    credentials = find_credentials("docker.io").credentials
    assert credentials is not None
    assert credentials.username == "hub"


def test_a_helper_without_an_answer(config: Path) -> None:
    config.write_text(json.dumps({"credsStore": "fake"}))
    found = find_credentials("empty.example")
    assert (found.credentials, found.problem) == (None, None)


@pytest.mark.parametrize("host", ["odd.example", "talks.example"])
def test_what_a_failing_helper_printed_is_not_repeated(config: Path, host: str) -> None:
    config.write_text(json.dumps({"credsStore": "fake"}))
    found = find_credentials(host)
    assert found.credentials is None
    assert found.problem == "docker-credential-fake failed"


def test_a_helper_that_is_not_installed(config: Path) -> None:
    config.write_text(json.dumps({"credsStore": "desktop.exe"}))
    found = find_credentials("ghcr.io")
    assert found.credentials is None
    assert found.problem == "docker-credential-desktop.exe is not on PATH"


@pytest.mark.parametrize(
    "text",
    [
        '{"auths": {"ghcr.io": {"auth": "c2VzYW1l"}}}',
        '{"auths": {"ghcr.io": {"auth": "not base64"}}}',
        '{"auths": {"ghcr.io": {"auth": 5}}}',
        '{"auths": {"ghcr.io": "sesame"}}',
        '{"auths": ["sesame"]}',
        '{"credHelpers": ["fake"]}',
        '["sesame"]',
    ],
)
def test_a_broken_config_is_a_problem_noted(config: Path, text: str) -> None:
    config.write_text(text)
    found = find_credentials("ghcr.io")
    assert (found.credentials, found.problem) == (None, "docker's config.json can't be read")


@pytest.mark.parametrize("text", ["{", "", "{}", '{"auths": {}}', '{"auths": {"ghcr.io": {}}}'])
def test_a_config_without_credentials(config: Path, text: str) -> None:
    config.write_text(text)
    assert find_credentials("ghcr.io").credentials is None


def test_no_config(config: Path) -> None:
    assert not config.exists()
    found = find_credentials("ghcr.io")
    assert (found.credentials, found.problem) == (None, None)


def test_the_config_of_the_home_folder(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_CONFIG")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert find_credentials("ghcr.io").credentials is None
    (tmp_path / "home/.docker").mkdir(parents=True)
    text = json.dumps({"auths": {"ghcr.io": {"auth": pair("reader", "sesame")}}})
    (tmp_path / "home/.docker/config.json").write_text(text)
    assert find_credentials("ghcr.io").credentials == PASSWORD
    monkeypatch.setenv("DOCKER_CONFIG", str(config.parent))
    assert find_credentials("ghcr.io").credentials is None, "not the home's in its place"


def test_secrets_are_not_shown(config: Path) -> None:
    config.write_text(json.dumps({"auths": {"ghcr.io": {"auth": pair("reader", "sesame")}}}))
    assert "sesame" not in repr(find_credentials("ghcr.io"))
