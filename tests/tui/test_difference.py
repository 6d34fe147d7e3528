"""How a file of two images differs, on the whole screen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import LayersizeError
from support.tar_writer import file, tar
from tui.images import image_of
from tui.opening import body, open_file, until_shown
from tui.pilot import MeasuredImages, browsing, in_loop
from tui.test_hostile import assert_inert
from tui.viewed import HOSTILE

Images = Mapping[str, AnalyzedImage]


@pytest.fixture
def two(shelf: Images) -> Images:
    return {"viewed": shelf["viewed"], "reviewed": shelf["reviewed"]}


@in_loop
async def test_a_text_that_differs_is_a_unified_diff(two: Images) -> None:
    async with browsing(two, size=(160, 24)) as terminal:
        await open_file(terminal, "app.py", tab="2")
        assert terminal.lines()[0].strip() == "/app.py"
        assert terminal.lines()[1].split()[1:] == [
            "layer",
            "0",
            "183",
            "B",
            "0755",
            "0:0",
        ]
        assert body(terminal)[:6] == [
            "@@ -3,8 +3,8 @@",
            " import sys",
            "",
            "",
            "-def main(count: int = 7) -> None:",
            "-    # says it",
        ]
        assert "+2 -2" in terminal.lines()[-2]
        removed, added = (
            next(one.style for row in terminal.rows() for one in row if one.text == text)
            for text in ("-    # says it", "+    # shows it")
        )
        assert removed.color != added.color
        await terminal.press("slash", *"shows", "enter")
        await terminal.until(
            lambda: any(one.text == "shows" for row in terminal.rows() for one in row)
        )


@in_loop
async def test_after_a_swap_it_is_seen_from_the_other_side(two: Images) -> None:
    async with browsing(two) as terminal:
        await terminal.press("x")
        await open_file(terminal, "app.py", tab="2")
        assert "+    # says it" in body(terminal)


@in_loop
async def test_of_bytes_it_says_where_they_begin_to_differ(two: Images) -> None:
    async with browsing(two) as terminal:
        await open_file(terminal, "data.bin", tab="2")
        await terminal.says("binary: different from byte 2,109 on", "a and b show either file")
        await terminal.press("b")
        await terminal.says("00000000  7f 45 4c 46")
        await terminal.press("G")
        await terminal.says("78 78 78 78")
        await terminal.press("escape")
        await terminal.says("a and b show either file")


@pytest.mark.parametrize(("name", "words"), [("added", "only in B"), ("long", "only in A")])
@in_loop
async def test_a_file_of_one_image_is_shown(two: Images, name: str, words: str) -> None:
    async with browsing(two) as terminal:
        await open_file(terminal, name, tab="2")
        assert terminal.lines()[0].strip() == f"{name}  {words}"
        assert body(terminal)[0].startswith("  1 ")


@in_loop
async def test_a_file_that_is_the_same_in_both_is_shown(shelf: Images) -> None:
    images = {"viewed": shelf["viewed"], "again": shelf["viewed"]}
    async with browsing(images) as terminal:
        await open_file(terminal, "app.py", tab="2")
        assert terminal.lines()[0].strip() == "app.py  the same in both"
        assert body(terminal)[0].startswith("  1 #!")


@in_loop
async def test_hostile_texts_do_nothing_as_a_diff(tmp_path: Path) -> None:
    text = HOSTILE.replace(b"\xff\xfe", b"")  # what isn't UTF-8 is no text
    base = image_of(tmp_path, "base", tar(file("h", text)))
    other = image_of(tmp_path, "other", tar(file("h", text + b"\x1b[2J more\n")))
    async with browsing({"base": base, "other": other}) as terminal:
        await terminal.press("2", "enter")
        await until_shown(terminal)
        await terminal.says(r"+\x1b[2J more")
        for key in ("G", "g", "w", "a"):
            assert_inert(terminal)
            await terminal.press(key)
            await terminal.pilot.pause()


class _Failing(MeasuredImages):
    """Reads nothing."""

    def difference(self, *_: object) -> object:
        raise LayersizeError("layer 0", "it has changed")


@in_loop
async def test_an_error_is_shown_in_the_screen(two: Images) -> None:
    async with browsing(two, _Failing(two)) as terminal:
        await open_file(terminal, "app.py", tab="2")
        await terminal.says("layer 0: it has changed")
        await terminal.press("escape")
        await terminal.says("[2 Files]")
