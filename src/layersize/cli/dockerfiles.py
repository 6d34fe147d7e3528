"""Dockerfiles on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from layersize.errors import LayersizeError

if TYPE_CHECKING:
    from layersize.accounting.result import ImageAnalysis

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


def lines_of(dockerfile: str | None) -> Callable[[ImageAnalysis], ImageAnalysis]:
    """What adds the lines of a Dockerfile, which is read before an image is measured in vain."""
    if dockerfile is None:
        return lambda analysis: analysis
    from layersize.dockerfile.image_lines import with_lines
    from layersize.dockerfile.reader import read_dockerfile

    source = read_dockerfile(dockerfile_content(Path(dockerfile)), dockerfile)
    return lambda analysis: with_lines(analysis, source)
