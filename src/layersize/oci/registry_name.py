"""Names of images in registries, as people write them: `ubuntu`, `ghcr.io/team/app@sha256:…`.

Source: https://github.com/distribution/reference (`reference.go`, `normalize.go`)
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest

HUB = "docker.io"
_HUB_ALIASES = (HUB, "index.docker.io")
_HUB_API = "registry-1.docker.io"
_HUB_OFFICIAL = "library/"
_USUAL_TAG = "latest"
_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_HOST = re.compile(
    rf"(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::(?P<port>[0-9]{{1,5}}))?"
)
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}")
_IMAGE_ID = re.compile(r"[0-9a-f]{64}")
_SCHEME = re.compile(r"[a-z][a-z-]*://")
_MOST_HOST = 255
_MOST_REPOSITORY = 255
_LAST_PORT = 65535
_REMEDY = "write [HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST], e.g. ghcr.io/team/app:v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryName:
    """An image in a registry; tag or digest is there, or both, of which the digest counts."""

    host: str
    """With the port, if one was given; `docker.io` for Docker Hub."""
    repository: str
    tag: str | None
    digest: Digest | None

    @property
    def text(self) -> str:
        """The name in full, e.g. `docker.io/library/ubuntu:latest`."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.host}/{self.repository}{tag}{digest}"

    @property
    def manifest_reference(self) -> str:
        """What the registry's API calls the manifest."""
        return str(self.digest or self.tag)

    @property
    def api_host(self) -> str:
        """Where the API is, with the port if it is not the usual one."""
        return _HUB_API if self.host == HUB else self.host

    @property
    def is_loopback(self) -> bool:
        """Whether the registry runs on this machine, where http is as good as https."""
        match = _HOST.fullmatch(self.host)
        return match is not None and is_loopback(match["host"])


def is_loopback(host: str) -> bool:
    """Whether a host, without a port, is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def parse_registry_name(text: str) -> RegistryName:
    """Reads a name and fills in what it leaves out; raises LayersizeError for a bad one."""
    if scheme := _SCHEME.match(text):
        raise _bad(text, f"begins with {scheme[0]}", "leave that out")
    rest, at, digest_text = text.partition("@")
    digest = _digest(text, digest_text) if at else None
    host, path = _split_host(rest)
    repository, colon, tag = path.partition(":")
    if not colon and digest is None:
        tag = _USUAL_TAG
    elif colon and not _TAG.fullmatch(tag):
        raise _bad(text, f"{tag!r} is no tag")
    _check_host(text, host)
    _check_repository(text, repository)
    if host == HUB and "/" not in repository:
        if _IMAGE_ID.fullmatch(repository):
            raise _bad(text, "an image id names no image of a registry")
        repository = _HUB_OFFICIAL + repository
    return RegistryName(host=host, repository=repository, tag=tag or None, digest=digest)


def _split_host(text: str) -> tuple[str, str]:
    """What comes before the first slash is a host if it can't be a folder of Docker Hub."""
    first, slash, path = text.partition("/")
    if not slash or not (first == "localhost" or re.search(r"[.:A-Z]", first)):
        return HUB, text
    return (HUB if first in _HUB_ALIASES else first), path


def _check_host(text: str, host: str) -> None:
    match = _HOST.fullmatch(host) if len(host) <= _MOST_HOST else None
    fine = match is not None and 1 <= int(match["port"] or 1) <= _LAST_PORT
    if match is not None and host.startswith("["):
        try:
            ipaddress.IPv6Address(match["host"].strip("[]"))
        except ValueError:
            fine = False
    if not fine:
        raise _bad(text, f"{host!r} is no host")


def _check_repository(text: str, repository: str) -> None:
    if _REPOSITORY.fullmatch(repository):
        if len(repository) <= _MOST_REPOSITORY:
            return
        raise _bad(text[:_MOST_REPOSITORY] + "…", "the repository's name is too long")
    if _REPOSITORY.fullmatch(repository.lower()):
        raise _bad(text, "a repository's name is in lower case", f"write {repository.lower()}")
    raise _bad(text, f"{repository!r} is no repository")


def _digest(text: str, digest: str) -> Digest:
    try:
        return Digest.parse(digest)
    except ValueError as error:
        raise _bad(text, f"what follows the @ {error}") from None


def _bad(text: str, cause: str, remedy: str = _REMEDY) -> LayersizeError:
    return LayersizeError(repr(text), f"is no name of an image: {cause}", remedy)
