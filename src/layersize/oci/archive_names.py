"""Names of images, as far as they may stand in an archive that others read.

Sources: https://github.com/distribution/reference/blob/main/reference.go and
https://github.com/opencontainers/image-spec/blob/main/annotations.md
"""

from __future__ import annotations

import re
from collections.abc import Sequence

CONTAINERD_NAME = "io.containerd.image.name"
REF_NAME = "org.opencontainers.image.ref.name"
_MOST_CHARACTERS = 512
"""Of a name: 255 of a repository, 128 of a tag, and a host."""
_DOCKER_HUB = "docker.io"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?")
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_TAGGED_PATH = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*:{_TAG}")
_PART = r"[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*"
_REF = re.compile(rf"{_TAG}|{_PART}(?:/{_PART})*")


def full_name(name: str) -> str | None:
    """`docker.io/library/app:v1` for `app:v1`; None for what is no name with a tag."""
    if len(name) > _MOST_CHARACTERS:
        return None
    first, slash, rest = name.partition("/")
    is_host = re.search("[.:]", first) or first == "localhost" or first != first.lower()
    host, path = (first, rest) if slash and is_host else (_DOCKER_HUB, name)
    if host in (_DOCKER_HUB, f"index.{_DOCKER_HUB}"):
        host, path = _DOCKER_HUB, path if "/" in path else f"library/{path}"
    if not _HOST.fullmatch(host) or not _TAGGED_PATH.fullmatch(path):
        return None
    return f"{host}/{path}"


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
    full_names = [full for name in repo_tags(names) if (full := full_name(name))]
    tags = [full.rpartition(":")[2] for full in full_names]
    others = [name for name in names if full_name(name) is None and _is_ref(name)]
    return [
        *(
            {CONTAINERD_NAME: full, REF_NAME: tag}
            for full, tag in zip(full_names, tags, strict=True)
        ),
        *({REF_NAME: name} for name in dict.fromkeys(others) if name not in tags),
    ]


def _is_ref(name: str) -> bool:
    return len(name) <= _MOST_CHARACTERS and _REF.fullmatch(name) is not None
