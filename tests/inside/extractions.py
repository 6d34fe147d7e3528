"""Images extracted in this process, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from layersize.inside.contents import ImageContents
from layersize.inside.extract import extract
from layersize.inside.written import Written
from layersize.measure import Settings, explore
from support.docker_archives import archive
from support.tar_writer import tar


def image_of(folder: Path, *layers: Sequence[bytes], name: str = "image") -> Path:
    """A saved image of layers, each a list of entries."""
    path = folder / f"{name}.tar"
    path.write_bytes(archive(*(tar(*entries) for entries in layers)))
    return path


def extracted(
    image: Path,
    target: Path,
    *paths: str,
    layer: int | None = None,
    overwrite: bool = False,
    written: Written | None = None,
) -> Written:
    """Extracts paths, by default all."""
    settings = Settings()
    found = explore(str(image), settings)
    return extract(
        found,
        ImageContents(found.image, found.walks, settings),
        [path.encode() for path in paths or ("/",)],
        str(target),
        layer=layer,
        overwrite=overwrite,
        written=written,
    )
