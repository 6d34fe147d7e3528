"""Credentials that the scripted registries take, and where they must not turn up."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest

from support.hostile_registry import HostileRegistry, with_token
from support.registry_reading import one_layer

PAIR = b64encode(b"reader:sesame").decode()
IDENTITY_TOKEN = "identity-sesame"  # noqa: S105 - nobody takes it but this file's registries
TOKEN = "bearer-sesame"  # noqa: S105 - likewise
SECRETS = ("sesame", PAIR)


def log_out(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """A home without any login, whatever there is on this machine."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "runtime"))
    for name in ("XDG_CONFIG_HOME", "DOCKER_CONFIG", "DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE"):
        monkeypatch.delenv(name, raising=False)


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
