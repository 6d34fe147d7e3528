"""Credentials for a registry, from docker's config: written in it, or kept by a helper program.

Source: https://docs.docker.com/reference/cli/docker/login/#credential-stores
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Either a password or an identity token, which the token server takes in its place."""

    username: str
    password: str = field(repr=False)
    identity_token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What docker's config knows of a host."""

    credentials: Credentials | None
    problem: str | None = None
    """Why there are none, if it is not that nobody logged in."""


def find_credentials(host: str) -> Lookup:
    """Looks a host up, `docker.io` for Docker Hub; a config that is broken is a problem noted."""
    if not _has_config():
        return Lookup(credentials=None)
    from docker import auth  # slow to load
    from docker.errors import DockerException

    try:
        config = auth.load_config()
        helper = config.get_credential_store(host)
        if helper and shutil.which(f"docker-credential-{helper}") is None:
            return Lookup(credentials=None, problem=f"docker-credential-{helper} is not on PATH")
    except (DockerException, ValueError, TypeError, AttributeError):
        return Lookup(credentials=None, problem="docker's config.json can't be read")
    try:
        entry = config.resolve_authconfig(host) or {}
    except (DockerException, ValueError, KeyError, TypeError):
        # What the helper printed stays unsaid: it may be a secret.
        return Lookup(credentials=None, problem=f"docker-credential-{helper} failed")
    return Lookup(credentials=_credentials({key.lower(): entry[key] for key in entry}))


def _has_config() -> bool:
    """Whether docker's command would find one; the SDK looks on where it would not."""
    folder = os.environ.get("DOCKER_CONFIG")
    places = [f"{folder}/config.json"] if folder else ["~/.docker/config.json", "~/.dockercfg"]
    try:
        return any(Path(place).expanduser().exists() for place in places)
    except (OSError, RuntimeError):  # no access, no home
        return False


def _credentials(entry: dict[str, str | None]) -> Credentials | None:
    """The SDK writes keys in two ways, depending on where it found the entry."""
    token, password = entry.get("identitytoken"), entry.get("password")
    if not token and not password:
        return None
    return Credentials(
        username=entry.get("username") or "",
        password=password or "",
        identity_token=token or None,
    )
