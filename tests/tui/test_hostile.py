"""Whatever an image is called or holds, the screen only shows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import pytest
from rich.cells import cell_len

from layersize.accounting.analyzed_image import AnalyzedImage
from tui.pilot import Terminal, browsing, in_loop

Images = Mapping[str, AnalyzedImage]
_SIZES = [(80, 24), (160, 50)]


def assert_inert(terminal: Terminal) -> None:
    for line in terminal.lines():
        active = {sign for sign in line if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"}}
        assert not active, (active, line)
        assert cell_len(line) == terminal.app.size.width, line


@pytest.mark.parametrize("size", _SIZES)
@in_loop
async def test_no_view_of_one_image_lets_anything_active_through(
    shelf: Images, size: tuple[int, int]
) -> None:
    async with browsing({"hostile": shelf["hostile"]}, size=size) as terminal:
        for key in ("1", "tab", "a", "2", "3", "4", "question_mark"):
            await terminal.press(key)
            await terminal.pilot.pause()
            assert_inert(terminal)


@in_loop
async def test_names_are_shown_with_escapes_and_markup_as_it_is(shelf: Images) -> None:
    async with browsing({"hostile": shelf["hostile"]}, size=(160, 50)) as terminal:
        await terminal.press("3")
        await terminal.says(
            r"esc\x1b[31mred", r"osc\x1b]0;title\x07", "[red]markup[@click=app.quit]"
        )
        await terminal.says(r"bidi\u202efdp", r"\xff\xfe no text")
        assert r"ho\x1b[31mst[red]ile\u202e" in terminal.lines()[0]
        await terminal.press("1")
        await terminal.says(r"RUN \x1b[2J\x1b]0;x\x07 [bold]\u202e", r"RUN rm [/] \x9b31m")


@pytest.mark.parametrize("size", _SIZES)
@in_loop
async def test_no_view_of_two_images_lets_anything_active_through(
    shelf: Images, size: tuple[int, int]
) -> None:
    images = {"hostile": shelf["hostile"], "old": shelf["old"]}
    async with browsing(images, size=size) as terminal:
        for key in ("1", "right_square_bracket", "2", "3", "x", "2", "G"):
            await terminal.press(key)
            await terminal.pilot.pause()
            assert_inert(terminal)


@in_loop
async def test_a_copied_name_is_told_as_it_is(shelf: Images) -> None:
    async with browsing({"hostile": shelf["hostile"]}) as terminal:
        await terminal.press("3", "n")
        while "[red]" not in terminal.highlighted():
            highlighted = terminal.highlighted()
            await terminal.press("down")
            await terminal.until(lambda: terminal.highlighted() != highlighted)  # noqa: B023 - runs here
        await terminal.press("y")
        await terminal.says("copied [red]markup[@click=app.quit]")
        assert terminal.app.clipboard == "[red]markup[@click=app.quit]"
