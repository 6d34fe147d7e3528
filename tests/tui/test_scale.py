"""A quarter of a million entries are rows only while they are looked at."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.explore.listing import Item
from layersize.explore.merged_tree import MergedItem
from support.tar_writer import file, tar
from tui.images import image_of
from tui.pilot import Terminal, browsing, in_loop

_LAYERS, _PER_LAYER, _PER_DIRECTORY = 5, 45_000, 22_500
_MOST_WIDGETS, _MOST_ROWS = 60, 1000


def _big(folder: Path, name: str, salt: bytes) -> AnalyzedImage:
    """Layers of two directories each, with files of some bytes."""
    layers = (
        tar(
            *(
                file(f"d{at // _PER_DIRECTORY}/l{layer}-{at:05}", salt * (at % 7))
                for at in range(_PER_LAYER)
            )
        )
        for layer in range(_LAYERS)
    )
    return image_of(folder, name, *layers)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, AnalyzedImage]:
    folder = tmp_path_factory.mktemp("big")
    image = _big(folder, "big", b"x")
    assert sum(map(len, image.overlay.layers)) == _LAYERS * _PER_LAYER
    return {"big": image}


def _kept_rows() -> int:
    gc.collect()
    return sum(isinstance(one, Item | MergedItem) for one in gc.get_objects())


async def _scroll_through(terminal: Terminal) -> None:
    """Into the largest directory, then down and up, page by page and all the way."""
    await terminal.press("enter")
    await terminal.until(lambda: "l0-" in terminal.text())
    for key in (*["pagedown"] * 60, "G", *["pageup"] * 20, "g"):
        await terminal.press(key)
    await terminal.press("G")
    await terminal.until(terminal.highlighted)


async def _assert_small(images: Mapping[str, AnalyzedImage], tab: str) -> None:
    async with browsing(images) as terminal:
        await terminal.press(tab)
        await terminal.until(terminal.highlighted)
        await _scroll_through(terminal)
        assert len(terminal.app.screen.query("*")) < _MOST_WIDGETS
        assert 0 < _kept_rows() <= _MOST_ROWS


@in_loop
async def test_one_image_of_many_entries_makes_few_objects(
    big: Mapping[str, AnalyzedImage],
) -> None:
    await _assert_small(big, "3")


@in_loop
async def test_two_images_of_many_entries_make_few_objects(
    big: Mapping[str, AnalyzedImage], tmp_path: Path
) -> None:
    other = image_of(tmp_path, "other", tar(*(file(f"d0/l0-{at:05}") for at in range(30_000))))
    await _assert_small({**big, "other": other}, "2")
