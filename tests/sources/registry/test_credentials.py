"""Credentials of docker's config.json and of the helper programs that it names."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest

from layersize.oci.image_name import parse_registry_name
from layersize.progress import NoProgress
from layersize.sources.registry import credentials
from layersize.sources.registry.credentials import Credentials, Lookup
from support.registry_secrets import log_out

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
PASSWORD = Credentials(username="reader", password="sesame", identity_token=None)  # noqa: S106 - of a test
"""What this file's registries take."""


def find_credentials(host: str, repository: str = "team/app") -> Lookup:
    name = parse_registry_name(f"{host}/{repository}")
    return credentials.find_credentials(name, timeout_seconds=60, progress=NoProgress())


def pair(username: str, password: str) -> str:
    return b64encode(f"{username}:{password}".encode()).decode()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of docker's config.json, which is still to be written."""
    log_out(monkeypatch, tmp_path / "home")
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
    assert (found.credentials, found.problems) == (PASSWORD, ())
    assert find_credentials("other.example").credentials is None


def test_a_password_may_hold_a_colon(config: Path) -> None:
    config.write_text(json.dumps({"auths": {"ghcr.io": {"auth": pair("a", "b:ç:d")}}}))
    found = find_credentials("ghcr.io").credentials
    assert found is not None
    assert (found.username, found.password) == ("a", "b:ç:d")


def test_an_identity_token_in_the_config(config: Path) -> None:
    entry = {"auth": pair("00000000", ""), "identitytoken": "sesame"}
    config.write_text(json.dumps({"auths": {"example.azurecr.io": entry}}))
    found = find_credentials("example.azurecr.io").credentials
    assert found is not None
    assert found.identity_token == "sesame"  # noqa: S105 - what the test wrote


@pytest.mark.parametrize("key", ["credsStore", "credHelpers"])
def test_a_helper_program(config: Path, key: str) -> None:
    names = "fake" if key == "credsStore" else {"helped.example": "fake", "token.example": "fake"}
    config.write_text(json.dumps({"auths": {"helped.example": {}}, key: names}))
    assert find_credentials("helped.example").credentials == PASSWORD
    found = find_credentials("token.example").credentials
    assert found is not None
    assert found.identity_token == "sesame"  # noqa: S105 - what the helper says
    unknown = find_credentials("unknown.example")
    assert (unknown.credentials, unknown.problems) == (None, ())


def test_a_helper_is_asked_for_docker_hub_by_its_old_address(config: Path) -> None:
    config.write_text(json.dumps({"credsStore": "fake"}))
    found = find_credentials("docker.io").credentials
    assert found is not None
    assert found.username == "hub"


def test_a_helper_without_an_answer(config: Path) -> None:
    config.write_text(json.dumps({"credsStore": "fake"}))
    found = find_credentials("empty.example")
    assert (found.credentials, found.problems) == (None, ())


@pytest.mark.parametrize("host", ["odd.example", "talks.example"])
def test_what_a_failing_helper_printed_is_not_repeated(config: Path, host: str) -> None:
    config.write_text(json.dumps({"credsStore": "fake"}))
    found = find_credentials(host)
    assert found.credentials is None
    assert found.problems == ("docker-credential-fake failed",)


def test_a_helper_that_is_not_installed(config: Path) -> None:
    config.write_text(json.dumps({"credsStore": "desktop.exe"}))
    found = find_credentials("ghcr.io")
    assert found.credentials is None
    assert found.problems == ("docker-credential-desktop.exe is not on PATH",)


AUTH = "the login for ghcr.io in {} has an auth that is "
UNUSABLE = "{} has no logins where they should be"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '{"auths": {"ghcr.io": {"auth": "c2VzYW1l"}}}',
            "the login for ghcr.io in {} has an auth without a colon between name and password",
        ),
        ('{"auths": {"ghcr.io": {"auth": "not base64"}}}', AUTH + "not base64"),
        ('{"auths": {"ghcr.io": {"auth": "/////w=="}}}', AUTH + "not base64"),
        (
            '{"auths": {"ghcr.io": {"auth": 5}}}',
            "the login for ghcr.io in {} has no text as its auth",
        ),
        ('{"auths": {"ghcr.io": "sesame"}}', "the login for ghcr.io in {} is not a JSON object"),
        (
            '{"auths": {"ghcr.io": {"username": "a", "password": "\\ud800"}}}',
            "the login for ghcr.io in {} is not Unicode text",
        ),
        ('{"auths": ["sesame"]}', UNUSABLE),
        ('{"credHelpers": ["fake"]}', UNUSABLE),
        ('{"credsStore": 5}', UNUSABLE),
        ('["sesame"]', "{} is not a JSON object"),
        ("{", "{} is not JSON"),
        ("[" * 100_000, "{} is not JSON"),
    ],
)
def test_a_broken_config_is_a_problem_noted(
    config: Path, tmp_path: Path, text: str, problem: str
) -> None:
    """And the next file is read."""
    config.write_text(text)
    found = find_credentials("ghcr.io")
    assert (found.credentials, found.problems) == (None, (problem.replace("{}", str(config)),))
    assert "sesame" not in str(found.problems)
    podman = tmp_path / "home/.config/containers/auth.json"
    podman.parent.mkdir(parents=True)
    podman.write_text(json.dumps({"auths": {"ghcr.io": {"auth": pair("reader", "sesame")}}}))
    assert find_credentials("ghcr.io").credentials == PASSWORD


@pytest.mark.parametrize("text", ["", " \n", "{}", '{"auths": {}}', '{"auths": {"ghcr.io": {}}}'])
def test_a_config_without_credentials(config: Path, text: str) -> None:
    config.write_text(text)
    found = find_credentials("ghcr.io")
    assert (found.credentials, found.problems) == (None, ())


def test_no_config(config: Path) -> None:
    assert not config.exists()
    found = find_credentials("ghcr.io")
    assert (found.credentials, found.problems) == (None, ())


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


@pytest.mark.parametrize(
    "entry",
    [
        {"username": "reader", "password": "sesame"},
        {"username": "reader", "password": "sesame", "auth": ""},
        {"username": "other", "password": "other", "auth": pair("reader", "sesame")},
        {"auth": pair("reader", "sesame\0\0")},
        {"auth": pair("reader", "sesame")[:8] + "\n" + pair("reader", "sesame")[8:]},
    ],
)
def test_spellings_of_an_entry(config: Path, entry: dict[str, str]) -> None:
    """Kubernetes' secrets have name and password apart."""
    config.write_text(json.dumps({"auths": {"ghcr.io": entry}}))
    found = find_credentials("ghcr.io")
    assert (found.credentials, found.problems) == (PASSWORD, ())


LONGEST = ["ghcr.io/team/app/web", "ghcr.io/team/app", "ghcr.io/team", "ghcr.io"]


@pytest.mark.parametrize("known", range(len(LONGEST)))
def test_the_longest_path_counts(config: Path, known: int) -> None:
    keys = [*reversed(LONGEST[known:]), "ghcr.io/tea", "ghcr.io/team/app/web/more", "hcr.io"]
    config.write_text(json.dumps({"auths": {key: {"auth": pair(key, "p")} for key in keys}}))
    found = find_credentials("ghcr.io", "team/app/web").credentials
    assert found is not None
    assert found.username == LONGEST[known]


def test_a_path_of_another_repository(config: Path) -> None:
    keys = ["ghcr.io/team/other", "ghcr.io/te", "ghcr.io/team/app/web", "https://ghcr.io.example/"]
    config.write_text(json.dumps({"auths": {key: {"auth": pair(key, "p")} for key in keys}}))
    assert find_credentials("ghcr.io").credentials is None


@pytest.mark.parametrize(
    "key", ["docker.io/library/nginx", "docker.io/library/", "index.docker.io/library", "docker.io"]
)
def test_a_path_of_docker_hub(config: Path, key: str) -> None:
    config.write_text(json.dumps({"auths": {key: {"auth": pair("reader", "sesame")}}}))
    assert find_credentials("docker.io", "nginx").credentials == PASSWORD


def test_a_path_comes_before_a_helper_and_a_helper_before_the_registry(config: Path) -> None:
    other = {"auth": pair("other", "p")}
    helped = {"credHelpers": {"helped.example": "fake"}}
    config.write_text(json.dumps({"auths": {"helped.example": other}, **helped}))
    assert find_credentials("helped.example").credentials == PASSWORD
    config.write_text(json.dumps({"auths": {"helped.example/team": other}, **helped}))
    found = find_credentials("helped.example").credentials
    assert found is not None
    assert found.username == "other"


def test_an_empty_helper_means_none(config: Path) -> None:
    """As in Docker, also where there is one for all the others."""
    names = {"credsStore": "nosuch", "credHelpers": {"ghcr.io": ""}}
    config.write_text(json.dumps(names))
    assert find_credentials("ghcr.io").problems == ()
    assert find_credentials("quay.io").problems == ("docker-credential-nosuch is not on PATH",)


def test_a_helper_is_no_path(config: Path) -> None:
    (config.parent / "docker-credential-x").mkdir()
    config.write_text(json.dumps({"credsStore": "x/../docker-credential-fake"}))
    (problem,) = find_credentials("helped.example").problems
    assert problem.endswith("is not on PATH")


def test_a_failed_helper_leads_on_to_what_is_written(config: Path) -> None:
    entry = {"auth": pair("reader", "sesame")}
    config.write_text(json.dumps({"credsStore": "fake", "auths": {"talks.example": entry}}))
    found = find_credentials("talks.example")
    assert found.credentials == PASSWORD
    assert found.problems == ("docker-credential-fake failed",)
    assert found.given_up == ()
