"""Names of images, as people write them and as archives and registries know them.

Source: https://github.com/distribution/reference (`reference.go`, `normalize.go`)
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from layersize.errors import LayersizeError
from layersize.oci.annotations import CONTAINERD_NAME, REF_NAME
from layersize.oci.digest import ALGORITHMS, Digest
from layersize.text.userinfo import without_userinfo
from layersize.values import dataclass

HUB = "docker.io"
_HUB_ALIASES = (HUB, "index.docker.io")
_HUB_API = "registry-1.docker.io"
_HUB_OFFICIAL = "library/"
_USUAL_TAG = "latest"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[0-9a-fA-F:]+\])(?::(?P<port>[0-9]+))?")
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_REF_PART = r"[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*"
_REF = re.compile(rf"{_TAG.pattern}|{_REF_PART}(?:/{_REF_PART})*")
_IMAGE_ID = re.compile(r"[0-9a-f]{64}")
_SCHEME = re.compile(r"[a-z][a-z-]*://")
_MOST_HOST = 255
_MOST_REPOSITORY = 255
_MOST_ARCHIVED = 512
"""Characters of a name in an archive: 255 of a repository, 128 of a tag, and a host."""
_PORTS = range(1, 65536)
_MOST_PORT_DIGITS = 5
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
    host, path = split_host(rest)
    repository, colon, tag = path.partition(":")
    if not colon and digest is None:
        tag = _USUAL_TAG
    elif colon and not _TAG.fullmatch(tag):
        raise _bad(text, f"{tag!r} is not a tag")
    if not _is_reachable(host):
        raise _bad(text, f"{host!r} is not a host")
    _check_repository(text, repository)
    is_id = repository in ALGORITHMS and _IMAGE_ID.fullmatch(tag or "")
    if host == HUB and (is_id or _IMAGE_ID.fullmatch(repository)):
        raise _bad(text, "an image id names no image of a registry")
    repository = full_repository(host, repository)
    return RegistryName(host=host, repository=repository, tag=tag or None, digest=digest)


def full_name(name: str) -> str | None:
    """`docker.io/library/app:v1` for `app:v1`; None for what is no name with a tag."""
    if len(name) > _MOST_ARCHIVED:
        return None
    host, path = split_host(name)
    repository, _, tag = path.partition(":")
    is_name = _HOST.fullmatch(host) and _REPOSITORY.fullmatch(repository) and _TAG.fullmatch(tag)
    return f"{host}/{full_repository(host, repository)}:{tag}" if is_name else None


def familiar_name(name: str) -> str:
    """`docker.io/library/nginx:1` as Docker shows it: `nginx:1`."""
    return name.removeprefix(f"{HUB}/").removeprefix(_HUB_OFFICIAL)


def repo_tags(names: Sequence[str]) -> list[str]:
    """The names with a tag, as they are, each once however it is written."""
    tags: dict[str, str] = {}
    for name in names:
        full = full_name(name)
        if full is not None:
            tags.setdefault(full, name)
    return list(tags.values())


def name_annotations(names: Sequence[str]) -> list[dict[str, str]]:
    """The annotations of each name of an image, as Docker and BuildKit write them.

    A name that is a tag or a reference of another kind stands for itself, unless it is the tag
    of a full name.
    """
    full_names = list(dict.fromkeys(full for name in names if (full := full_name(name))))
    tags = [full.rpartition(":")[2] for full in full_names]
    others = [name for name in names if full_name(name) is None and _is_ref(name)]
    return [
        *(
            {CONTAINERD_NAME: full, REF_NAME: tag}
            for full, tag in zip(full_names, tags, strict=True)
        ),
        *({REF_NAME: name} for name in dict.fromkeys(others) if name not in tags),
    ]


def split_host(text: str) -> tuple[str, str]:
    """What comes before the first slash is a host if it can't be a folder of Docker Hub."""
    first, slash, path = text.partition("/")
    if not slash or not (first == "localhost" or re.search(r"[.:A-Z]", first)):
        return HUB, text
    return (HUB if first in _HUB_ALIASES else first), path


def full_repository(host: str, repository: str) -> str:
    """Docker's own images stand in a folder of Docker Hub that people leave out."""
    return _HUB_OFFICIAL + repository if host == HUB and "/" not in repository else repository


def _is_reachable(host: str) -> bool:
    """Whether a host is one in every part, with a port that exists if it has one."""
    match = _HOST.fullmatch(host) if len(host) <= _MOST_HOST else None
    if match is None:
        return False
    port = match["port"]
    if port and (len(port) > _MOST_PORT_DIGITS or int(port) not in _PORTS):
        return False
    if host.startswith("["):
        try:
            ipaddress.IPv6Address(match["host"].strip("[]"))
        except ValueError:
            return False
    return True


def _check_repository(text: str, repository: str) -> None:
    if _REPOSITORY.fullmatch(repository):
        if len(repository) <= _MOST_REPOSITORY:
            return
        raise _bad(text[:_MOST_REPOSITORY] + "…", "the repository's name is too long")
    if _REPOSITORY.fullmatch(repository.lower()):
        raise _bad(text, "a repository's name is in lower case", f"write {repository.lower()}")
    raise _bad(text, f"{repository!r} is not a repository")


def _digest(text: str, digest: str) -> Digest:
    try:
        return Digest.parse(digest)
    except ValueError as error:
        raise _bad(text, f"what follows the @ {error}") from None


def _is_ref(name: str) -> bool:
    return len(name) <= _MOST_ARCHIVED and _REF.fullmatch(name) is not None


def _bad(text: str, cause: str, remedy: str = _REMEDY) -> LayersizeError:
    shown = without_userinfo(text)
    return LayersizeError(repr(shown), f"is not the name of an image: {cause}", remedy)
