"""Image references: `[SOURCE:]NAME`."""

from __future__ import annotations

from dataclasses import dataclass

from layersize.errors import LayersizeError

DOCKER_ARCHIVE = "docker-archive"
OCI_ARCHIVE = "oci-archive"
OCI_DIR = "oci-dir"
FILE_SOURCES = (DOCKER_ARCHIVE, OCI_ARCHIVE, OCI_DIR)
NAME_SOURCES = ("docker", "podman", "registry")
STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReference:
    """A reference as far as its text alone tells."""

    text: str
    """As the user wrote it."""
    source: str | None
    """A word before the first colon that names a kind of place, or None."""
    name: str
    """What follows it."""


def parse_reference(text: str) -> ImageReference:
    """Splits off the source; raises LayersizeError for an empty reference."""
    word, colon, rest = text.partition(":")
    known = bool(colon) and word in FILE_SOURCES + NAME_SOURCES
    source, name = (word, rest) if known else (None, text)
    if not name:
        remedy = "give a file, a folder, `-` for standard input, or SOURCE:NAME"
        raise LayersizeError(repr(text), "names no image", remedy)
    return ImageReference(text=text, source=source, name=name)
