"""Dockerfiles on disk."""

from __future__ import annotations

from pathlib import Path

from layersize.model.errors import LayersizeError

_MOST_BYTES = 1 << 22


def dockerfile_content(path: Path) -> bytes:
    """What is in the file; raises LayersizeError if it can't be read."""
    remedy = "give the path of a Dockerfile"
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise LayersizeError(str(path), error.strerror or str(error), remedy) from None
    if len(content) > _MOST_BYTES:
        raise LayersizeError(str(path), "is too long to be a Dockerfile", remedy)
    return content
