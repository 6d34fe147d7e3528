"""The docker command's contexts: named engines, of which one is current.

Source: https://docs.docker.com/engine/manage-resources/contexts/, and the files that the command
writes: `contexts/meta/HASH/meta.json` and `contexts/tls/HASH/docker/` below its folder, where HASH
is the SHA-256 of the context's name.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from layersize.errors import LayersizeError
from layersize.oci.json_node import JsonNode
from layersize.sources.configuration_file import CORRECT, configuration

DEFAULT = "default"
_LIST = "docker context ls lists them"


class DockerContext(NamedTuple):
    """What a context states of its engine."""

    host: str | None
    """Its address; `None`: that of the platform."""
    certificates: Path | None = None
    """A folder with some of `ca.pem`, `cert.pem` and `key.pem`; `None`: without TLS."""
    is_verified: bool = True
    """Whether the engine's certificate must be one that is trusted."""


def docker_folder() -> Path:
    """Where the docker command keeps its configuration; it need not exist."""
    told = os.environ.get("DOCKER_CONFIG")
    return Path(told) if told else Path("~/.docker").expanduser()


def current_context() -> tuple[str, DockerContext]:
    """The context that DOCKER_CONTEXT or the configuration names, and its name.

    Raises LayersizeError if it does not exist or can't be read.
    """
    folder = docker_folder()
    name = os.environ.get("DOCKER_CONTEXT") or _configured(folder / "config.json") or DEFAULT
    if name == DEFAULT:
        return name, DockerContext(host=None)
    return name, _read(folder / "contexts", name)


def _configured(path: Path) -> str | None:
    data = configuration(path)
    return None if data is None else _parsed(data, path).get("currentContext").text()


def _read(contexts: Path, name: str) -> DockerContext:
    folder = hashlib.sha256(name.encode()).hexdigest()
    path = contexts / "meta" / folder / "meta.json"
    data = configuration(path)
    if data is None:
        raise LayersizeError(f"Docker context {name!r}", "does not exist", _LIST)
    endpoint = _parsed(data, path).get("Endpoints").entry("docker")
    host = endpoint.get("Host").text()
    if host is None:
        raise LayersizeError(f"Docker context {name!r}", "names no engine", _LIST)
    certificates = contexts / "tls" / folder / "docker"
    skips = endpoint.get("SkipTLSVerify").value is True
    has_tls = skips or certificates.is_dir()
    return DockerContext(host, certificates if has_tls else None, is_verified=not skips)


def _parsed(data: bytes, path: Path) -> JsonNode:
    return JsonNode.parse(data, str(path), CORRECT)
