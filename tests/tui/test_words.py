"""Enter and `o` do something, or say why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.warning import Warning as ImageWarning
from support.tar_writer import directory, file, tar
from tui.images import image_of
from tui.pilot import browsing, in_loop

Images = Mapping[str, AnalyzedImage]
_OLD, _PAIR = ("old",), ("old", "new")


@pytest.mark.parametrize(
    ("names", "keys", "words"),
    [
        pytest.param(_OLD, ("4", "enter"), "nothing here to open", id="no warning"),
        pytest.param(_OLD, ("3", "slash", *"zz", "enter", "enter"), "nothing here", id="no path"),
        pytest.param(_OLD, ("v",), "v shows a file: tab goes", id="v on a layer"),
        pytest.param(_PAIR, ("v",), "v shows a file: tab goes", id="v on a layer of two"),
        pytest.param(
            _OLD, ("3", "enter", "v", "e"), "The report is about images", id="e in a file"
        ),
        pytest.param(_OLD, ("down", "o"), "No layer hides any bytes of this one", id="a layer"),
        pytest.param(_OLD, ("down", "tab", "o"), "No later layer hides any bytes", id="a folder"),
        pytest.param(_OLD, ("down", "down", "tab", "o"), "hides bytes of lower", id="what hides"),
        pytest.param(_OLD, ("3", "o"), "A container sees what is listed", id="a visible file"),
        pytest.param(_OLD, ("4", "o"), "o goes from a layer", id="warnings"),
        pytest.param(_PAIR, ("o",), "No layer hides any bytes of this one", id="a layer of two"),
        pytest.param(_PAIR, ("2", "o"), "files that containers see", id="files of two images"),
        pytest.param(_OLD, ("down", "tab", "w"), "No other row has bytes", id="w: none is left"),
        pytest.param(_OLD, ("3", "h"), "This is the top folder", id="nothing is above"),
        pytest.param(_OLD, ("3", "slash", *"zz", "enter", "space"), "here to mark", id="mark"),
        pytest.param(_OLD, ("3", "slash", *"zz", "enter", "y"), "nothing here to copy", id="copy"),
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
async def test_i_and_o_go_from_a_pair_of_two_images_to_its_layers(shelf: Images) -> None:
    async with browsing({"old": shelf["old"], "new": shelf["new"]}) as terminal:
        await terminal.press("3", "i")
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


@pytest.mark.parametrize(
    ("names", "key", "words"),
    [(1, "a", "The image has no layer"), (2, "o", "Neither image has a layer")],
)
@in_loop
async def test_images_without_a_layer(names: int, key: str, words: str, tmp_path: Path) -> None:
    images = {str(name): image_of(tmp_path, str(name)) for name in range(names)}
    async with browsing(images) as terminal:
        await terminal.press(key)
        await terminal.notifies(words)


@in_loop
async def test_a_step_to_the_top_folder_says_what_differs(tmp_path: Path) -> None:
    base = image_of(tmp_path, "base", tar(file("a", b"x")))
    other = image_of(tmp_path, "other", tar(directory("./", mode=0o700), file("a", b"x")))
    async with browsing({"base": base, "other": other}) as terminal:
        await terminal.press("right_square_bracket")
        await terminal.notifies("The top folder has another owner, mode")


@in_loop
async def test_what_is_said_takes_the_place_of_what_was_said_before(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("4", "enter")
        await terminal.notifies("nothing here to open")
        await terminal.press("o")
        await terminal.notifies("o goes from a layer")
        assert len(terminal.app.screen.query("Toast")) == 1
