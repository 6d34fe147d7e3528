"""Patterns for repositories of registries, as `base_from` of a budget has them.

A pattern is filled in like the name of an image: `debian` is `docker.io/library/debian`. The host
stands for itself. In a name between two slashes `*` stands for any characters, and `**` alone for
any names. It stands for a repository with every tag and digest. docs/check.md explains it to users.
"""

from __future__ import annotations

import re

from layersize.errors import LayersizeError
from layersize.oci.image_name import (
    RegistryName,
    full_repository,
    parse_registry_name,
    split_host,
)
from layersize.patterns import Pattern
from layersize.text.userinfo import without_userinfo
from layersize.values import dataclass

_EXAMPLE = "write HOST/REPOSITORY, e.g. registry.example.com/base/*"
_STARS = re.compile(r"\*+")
_ANY_LETTER = "0"
"""Stands for stars where a pattern is held to the rules for names."""


@dataclass(frozen=True, slots=True)
class RepositoryPattern:
    """A pattern that was checked, in full."""

    host: str
    """In lower case, with its port."""
    repository: str

    def matches(self, name: RegistryName) -> bool:
        """Whether it stands for the repository of an image."""
        path = name.repository.encode()
        is_there = Pattern(f"/{self.repository}").matches(path, is_directory=False)
        return is_there and name.host.lower() == self.host


def repository_patterns(value: object) -> tuple[RepositoryPattern, ...]:
    """A pattern or a list of them; raises ValueError with an argument for each mistake."""
    patterns, problems = [], []
    for text in value if isinstance(value, list) else [value]:
        try:
            patterns.append(_parsed(text))
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise ValueError(*dict.fromkeys(problems))
    return tuple(patterns)


def _parsed(text: object) -> RepositoryPattern:
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not a pattern in quotes; {_EXAMPLE}")
    shown = repr(without_userinfo(text))
    host, path = split_host(text)
    if "@" in path or ":" in path:
        cause = "has a tag or a digest: leave it out, as a pattern stands for all of them"
        raise ValueError(f"{shown} {cause}")
    try:
        parse_registry_name(f"{host}/{_STARS.sub(_ANY_LETTER, path)}")
    except LayersizeError:
        raise ValueError(f"{shown} is no repository of a registry; {_EXAMPLE}") from None
    repository = full_repository(host, path)
    if any("**" in name and name != "**" for name in repository.split("/")):
        raise ValueError(f"{shown} has ** beside other characters; {_EXAMPLE}")
    return RepositoryPattern(host.lower(), repository)
