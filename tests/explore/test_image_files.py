"""Every file of an image is listed once, and the bytes add up to those of the accounting."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.explore.image_files import ImageFiles
from layersize.measure import explore

IMAGES = sorted(Path(__file__).parents[1].joinpath("images").glob("*.tar"))


@pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.stem)
def test_bytes_add_up(path: Path) -> None:
    try:
        image = explore(str(path))
    except LayersizeError:
        return  # what can't be measured has no files
    files = ImageFiles(image)
    facts = image.analysis.image
    assert sum(file.content_bytes for file in files.live()) == facts.live_bytes
    assert sum(file.content_bytes for file in files.hidden()) == facts.shadowed_bytes
