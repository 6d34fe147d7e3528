"""Enter and `o` do something, or say why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.warning import Warning as ImageWarning
from support.tar_writer import file, tar
from tui.images import image_of
from tui.pilot import browsing, in_loop

Images = Mapping[str, AnalyzedImage]
_OLD, _PAIR = ("old",), ("old", "new")
_NO_FOLDER = "is not a folder: the lines at the bottom are about it"


@pytest.mark.parametrize(
    ("names", "keys", "words"),
    [
        pytest.param(_OLD, ("3", "enter", "enter"), f"tool {_NO_FOLDER}", id="a file"),
        pytest.param(_OLD, ("down", "down", "tab", "enter"), f"src {_NO_FOLDER}", id="a marker"),
        pytest.param(_OLD, ("4", "enter"), "nothing here to open", id="no warning"),
        pytest.param(_OLD, ("3", "slash", *"zz", "enter", "enter"), "nothing here", id="no path"),
        pytest.param(_PAIR, ("2", "enter", "enter"), f"manual {_NO_FOLDER}", id="of two images"),
        pytest.param(_OLD, ("down", "o"), "No layer hides any bytes of this one", id="a layer"),
        pytest.param(_OLD, ("down", "tab", "o"), "No later layer hides any bytes", id="a folder"),
        pytest.param(_OLD, ("down", "down", "tab", "o"), "hides bytes of lower", id="what hides"),
        pytest.param(_OLD, ("3", "o"), "A container sees what is listed", id="a visible file"),
        pytest.param(_OLD, ("4", "o"), "o goes from a layer", id="warnings"),
        pytest.param(_PAIR, ("o",), "No layer hides any bytes of this one", id="a layer of two"),
        pytest.param(_PAIR, ("2", "o"), "files that containers see", id="files of two images"),
        pytest.param(_OLD, ("down", "tab", "w"), "No other row has bytes", id="w: none is left"),
    ],
)
@in_loop
async def test_what_a_key_can_not_do_is_said(
    names: Sequence[str], keys: Sequence[str], words: str, shelf: Images
) -> None:
    async with browsing({name: shelf[name] for name in names}) as terminal:
        await terminal.press(*keys)
        await terminal.notifies(words)


@pytest.mark.parametrize("keys", [("enter",), ("tab", "enter"), ("2", "o"), ("2", "enter"), ("o",)])
@in_loop
async def test_where_nothing_is_hidden_or_there_keys_say_so(
    keys: Sequence[str], tmp_path: Path
) -> None:
    async with browsing({"flat": image_of(tmp_path, "flat", tar(file("a", b"x")))}) as terminal:
        before = terminal.text()
        await terminal.press(*keys)
        await terminal.until(lambda: terminal.text() != before)


@in_loop
async def test_o_goes_from_a_folder_to_the_layer_that_hides_most_of_it(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("tab", "o")
        await terminal.says("in layer 2 /", "- src")


@in_loop
async def test_enter_and_o_go_from_a_pair_of_two_images_to_its_layers(shelf: Images) -> None:
    async with browsing({"old": shelf["old"], "new": shelf["new"]}) as terminal:
        await terminal.press("3", "enter")
        await terminal.says("[1 Layers]")
        await terminal.has_highlighted("COPY . /src")
        await terminal.press("o")
        await terminal.has_highlighted("RUN rm -r /src")
        await terminal.press("3", "down", "o")
        await terminal.has_highlighted("RUN make")


@in_loop
async def test_enter_goes_from_a_warning_to_its_layer(shelf: Images) -> None:
    image = shelf["old"]
    warnings = (
        ImageWarning(code="some", layer=1, path=b"lib/deep/gone/x", message="of a layer"),
        ImageWarning(code="other", layer=None, path=None, message="of the image"),
    )
    warned = replace(image, analysis=replace(image.analysis, warnings=warnings))
    async with browsing({"warned": warned}) as terminal:
        await terminal.press("4", "enter")
        await terminal.says("[1 Layers]", "in layer 1 / lib / deep")
        await terminal.press("4", "down", "enter")
        await terminal.notifies("about the whole image")
