"""Dockerfiles on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from layersize.errors import LayersizeError

if TYPE_CHECKING:
    from layersize.dockerfile.reader import Dockerfile

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


def named_dockerfile(file: str | None) -> Dockerfile | None:
    """The Dockerfile that an option names, read; raises LayersizeError if it can't be."""
    if file is None:
        return None
    from layersize.dockerfile.reader import read_dockerfile

    return read_dockerfile(dockerfile_content(Path(file)), file)
