"""Image references, `[SOURCE:]NAME`, and the list of all sources."""

from __future__ import annotations

import re
from typing import NamedTuple

from layersize.errors import LayersizeError
from layersize.values import dataclass

_WEB = re.compile("https?://")

DOCKER_ARCHIVE = "docker-archive"
OCI_ARCHIVE = "oci-archive"
OCI_DIR = "oci-dir"
STDIN = "-"


class Source(NamedTuple):
    """A kind of place where images live."""

    word: str
    """What a reference calls it, in front of its first colon."""
    module: str
    """The module of this package that opens its images, imported once one is asked for.

    It has `open_image(reference, context)` and `open_to_copy(reference, context)`; both raise
    Unavailable if another source may have the image.
    """
    is_file: bool = False
    """Whether it is found by a path; names are those of engines and registries."""
    is_remote: bool = False
    """Whether it is asked over the network, which `--offline` forbids."""
    is_asked_by_word: bool = False
    """Whether only a reference that begins with its word means it."""


SOURCES = (
    Source(DOCKER_ARCHIVE, "saved_image", is_file=True),
    Source(OCI_ARCHIVE, "saved_image", is_file=True),
    Source(OCI_DIR, "saved_image", is_file=True),
    Source("docker", "engine.docker"),
    Source("podman", "engine.podman"),
    Source("storage", "local.storage"),
    Source("containerd", "local.containerd", is_asked_by_word=True),
    Source("registry", "registry.image", is_remote=True),
)
"""All sources. A reference without a source tries them in this order: files come first."""

FILE_SOURCES = tuple(source.word for source in SOURCES if source.is_file)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReference:
    """A reference as far as its text alone tells."""

    text: str
    """As the user wrote it."""
    source: str | None
    """A word before the first colon that names a source, or None."""
    name: str
    """What follows it."""


def parse_reference(text: str) -> ImageReference:
    """Splits off the source; raises LayersizeError for an empty reference, and for a login."""
    word, colon, rest = text.partition(":")
    known = bool(colon) and any(word == source.word for source in SOURCES)
    source, name = (word, rest) if known else (None, text)
    if "@" in name:
        _refuse_login(source, name)
    if not name:
        remedy = "give a file, a folder, `-` for standard input, or SOURCE:NAME"
        raise LayersizeError(repr(text), "names no image", remedy)
    if source is None and (scheme := _WEB.match(name)):
        remedy = f"write registry:{name[scheme.end() :]} for an image of a registry"
        raise LayersizeError(text, f"begins with {scheme[0]}", remedy)
    if source is not None and source not in FILE_SOURCES and name.startswith("//"):
        name = name.lstrip("/")
        remedy = f"registry:{name} is an image of a registry"
        if source != "registry":
            remedy = f"write {source}:{name} for an image of the engine; {remedy}"
        raise LayersizeError(text, "begins the name with //", remedy)
    return ImageReference(text=text, source=source, name=name)


def _refuse_login(source: str | None, name: str) -> None:
    """Raises LayersizeError, without a login, for a name that holds one."""
    from layersize.text.userinfo import HIDDEN, name_without_userinfo, without_userinfo

    is_path = source is None or source in FILE_SOURCES
    shown = without_userinfo(name) if is_path else name_without_userinfo(name)
    if shown == name:
        return
    place = shown.rpartition(f"{HIDDEN}@")[2]
    host, slash, _ = place.partition("/")
    remedy = f"run docker login {host}, and give registry:{place}" if slash else "leave it out"
    where = f"{source}:{shown}" if source else shown
    raise LayersizeError(where, "holds a login, which no reference may", remedy)
