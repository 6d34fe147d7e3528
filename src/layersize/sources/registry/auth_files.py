"""Where logins are kept: the files of Docker and of Podman, and two environment variables.

Sources: containers-auth.json(5),
https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from layersize.streams import bounds
from layersize.values import dataclass

DOCKER_AUTH_CONFIG = "DOCKER_AUTH_CONFIG"
REGISTRY_AUTH_FILE = "REGISTRY_AUTH_FILE"
_OLD_NAME = ".dockercfg"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthFile:
    """One of them, as far as it can be read."""

    where: str
    """The variable or the path."""
    problem: str | None = None
    """Why nothing can be read, if it can't."""
    entries: Mapping[str, object] = field(default_factory=dict, repr=False)
    """By registry, or by a path in one; of any type."""
    helpers: Mapping[str, object] = field(default_factory=dict)
    """The ends of helpers' names, by registry."""
    store: str = ""
    """That of the helper for all other registries, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthFiles:
    """All there are, the first to be asked first, and where there are none."""

    found: tuple[AuthFile, ...]
    missing: tuple[str, ...]


def read_auth_files() -> AuthFiles:
    """Reads them all; what can't be read has a problem."""
    found, missing = [], []
    text = os.environ.get(DOCKER_AUTH_CONFIG)
    if text:
        data = text.encode("utf-8", "surrogateescape")
        found.append(_parsed(DOCKER_AUTH_CONFIG, data, is_old=False))
    named = os.environ.get(REGISTRY_AUTH_FILE)
    if named:
        where = f"{REGISTRY_AUTH_FILE} {named}"
        file = _read(where, Path(named))
        found.append(file or AuthFile(where=where, problem="does not exist"))
    for path in _usual_paths():
        file = _read(str(path), path)
        if file is not None:
            found.append(file)
        elif path.name != _OLD_NAME:  # nobody misses that one
            missing.append(str(path))
    return AuthFiles(found=tuple(found), missing=tuple(missing))


def _usual_paths() -> Iterator[Path]:
    """Docker's, then Podman's for this session and its lasting one."""
    home = _home()
    docker = os.environ.get("DOCKER_CONFIG")
    if docker:
        yield Path(docker) / "config.json"
    elif home is not None:
        yield home / ".docker/config.json"
        yield home / _OLD_NAME
    podman = "containers/auth.json"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime:
        yield Path(runtime) / podman
    elif sys.platform == "linux":
        yield Path(f"/run/containers/{os.getuid()}/auth.json")
    config = os.environ.get("XDG_CONFIG_HOME")
    if config:
        yield Path(config) / podman
    elif home is not None:
        yield home / ".config" / podman


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def _read(where: str, path: Path) -> AuthFile | None:
    """A file, `None` if there is none; what is no regular file could be waited for for ever."""
    try:
        if not path.exists():
            return None
        if not path.is_file():
            return AuthFile(where=where, problem="is not a file")
        with path.open("rb") as file:
            data = file.read(bounds.DOCUMENT_BYTES + 1)
    except OSError as error:
        return AuthFile(where=where, problem=f"can't be read ({error.strerror or error})")
    except ValueError:  # a null byte in the name
        return AuthFile(where=where, problem="is not a path")
    return _parsed(where, data, is_old=path.name == _OLD_NAME)


def _parsed(where: str, data: bytes, *, is_old: bool) -> AuthFile:
    if len(data) > bounds.DOCUMENT_BYTES:
        return AuthFile(where=where, problem=f"is longer than {bounds.DOCUMENT_BYTES} bytes")
    if not data.strip():
        return AuthFile(where=where)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return AuthFile(where=where, problem="is not JSON")
    if is_old:  # as it was before Docker 1.7: only the entries
        document = {"auths": document}
    if not isinstance(document, dict):
        return AuthFile(where=where, problem="is not a JSON object")
    entries, helpers = document.get("auths") or {}, document.get("credHelpers") or {}
    store = document.get("credsStore") or ""
    if not (isinstance(entries, dict) and isinstance(helpers, dict) and isinstance(store, str)):
        return AuthFile(where=where, problem="has no logins where they should be")
    return AuthFile(where=where, entries=entries, helpers=helpers, store=store)
