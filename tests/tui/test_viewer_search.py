"""What is looked for in a file, and where it is found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.widgets import Input

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.tui.viewer.search import search_of
from support.tar_writer import file, tar
from tui.images import image_of
from tui.opening import body, open_file, page_view
from tui.pilot import Terminal, browsing, in_loop

Images = Mapping[str, AnalyzedImage]


@pytest.fixture
def viewed(shelf: Images) -> Images:
    return {"viewed": shelf["viewed"]}


def found(terminal: Terminal) -> list[str]:
    """The texts that are marked as the match that was gone to."""
    style = page_view(terminal).get_component_rich_style("page--found", partial=True)
    assert style.reverse
    return [one.text for row in terminal.rows() for one in row if one.style and one.style.reverse]


async def look_for(terminal: Terminal, text: str) -> None:
    await terminal.press("slash")
    terminal.app.screen.query_one(Input).value = text
    await terminal.press("enter")
    await terminal.pilot.pause()


@in_loop
async def test_the_next_and_the_previous_match_come_into_view(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "log")
        await look_for(terminal, "99 AN")
        await terminal.notifies("99 AN is not in this file.")
        await look_for(terminal, "99 an")
        await terminal.until(lambda: found(terminal) == ["99 an"])
        assert any(line.startswith(" 99 099 an entry") for line in body(terminal))
        await terminal.press("n")
        await terminal.until(lambda: any("199 199 an" in line for line in body(terminal)))
        await terminal.press("n", "n")
        await terminal.notifies("Nothing more up to the end: on from the beginning.")
        await terminal.until(lambda: any(" 99 099 an" in line for line in body(terminal)))
        await terminal.press("N")
        await terminal.notifies("Nothing more up to the beginning: on from the end.")
        await terminal.until(lambda: any("299 299 an" in line for line in body(terminal)))
        await terminal.press("N")
        await terminal.until(lambda: any("199 199 an" in line for line in body(terminal)))


@in_loop
async def test_small_letters_match_both_and_capital_ones_themselves(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "app.py")
        await look_for(terminal, "a program")
        await terminal.until(lambda: found(terminal) == ["A program"])
        await look_for(terminal, "A Program")
        await terminal.notifies("A Program is not in this file.")


@in_loop
async def test_what_is_looked_for_is_no_pattern_and_may_be_any_text(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "app.py")
        await look_for(terminal, "é€")
        await terminal.until(lambda: found(terminal) == ["é€"])
        await look_for(terminal, "main()")
        await terminal.until(lambda: found(terminal) == ["main()"])


@pytest.mark.parametrize("typed", ["02 00 01", "0x020001", "needle"])
@in_loop
async def test_bytes_are_found_by_numbers_or_as_text(viewed: Images, typed: str) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "data.bin")
        await look_for(terminal, typed)
        wanted = b"needle" if typed == "needle" else b"\x02\x00\x01"
        shown = "needle" if typed == "needle" else "..."
        await terminal.until(
            lambda: found(terminal) == [*(f"{byte:02x}" for byte in wanted), shown]
        )


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("7f 45", rb"\x7fE"),
        ("0x7F45", rb"\x7fE"),
        ("7f45", b"7f45"),
        ("7f", b"7f"),
        ("0x7", b"0x7"),
        ("7f  45", b"7f  45"),
    ],
)
def test_numbers_of_bytes_are_told_from_text(typed: str, pattern: bytes) -> None:
    data = pattern.replace(rb"\x7f", b"\x7f")
    assert search_of(typed, may_be_bytes=True).pattern.fullmatch(data)
    assert search_of(typed, may_be_bytes=False).pattern.fullmatch(typed.encode())


@in_loop
async def test_a_match_in_a_line_that_is_cut_comes_into_view_at_the_side(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "long")
        await terminal.press("w")
        await look_for(terminal, "the end")
        await terminal.until(lambda: found(terminal) == ["the end"])
        await terminal.press("w")
        await look_for(terminal, "begin")
        await terminal.until(lambda: found(terminal) == ["begin"])


@in_loop
async def test_a_match_far_down_in_a_wrapped_line_comes_into_view(tmp_path: Path) -> None:
    line = b"x" * 4000 + b"needle" + b"y" * 4000
    image = image_of(tmp_path, "one", tar(file("line", line)))
    async with browsing({"one": image}) as terminal:
        await open_file(terminal, "line")
        await look_for(terminal, "needle")
        await terminal.until(lambda: found(terminal) == ["needle"])
        await look_for(terminal, "x" * 30 + "needle")  # from one row of the line to the next
        await terminal.until(lambda: "needle" in "".join(found(terminal)))


@in_loop
async def test_numbers_go_to_lines_and_offsets(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "log")
        await terminal.press("colon", *"250", "enter")
        await terminal.until(lambda: body(terminal)[0].startswith("250 250 an"))
        await terminal.press("colon", *"9999", "enter")
        await terminal.says("of 301", "301 one more")
        await terminal.press("colon", *"x", "enter")
        await terminal.notifies("x is no number.")
        await terminal.press("x", "colon", *"0x100", "enter")
        await terminal.until(lambda: body(terminal)[0].startswith("00000100 "))


@in_loop
async def test_text_and_bytes_are_at_the_same_place_with_the_same_matches(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "log")
        await look_for(terminal, "150 an")
        await terminal.until(lambda: found(terminal) == ["150 an"])
        await terminal.press("x")
        await terminal.until(lambda: "31" in found(terminal))
        await terminal.press("x")
        await terminal.until(lambda: found(terminal) == ["150 an"])


@in_loop
async def test_escape_leaves_the_field_and_then_the_file(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "log")
        await terminal.press("n")
        await terminal.notifies("/ looks for something first.")
        await terminal.press("slash", *"qNx:")
        await terminal.says("qNx:")
        await terminal.press("escape")
        await terminal.says("1 001 an entry")
        await terminal.press("escape")
        await terminal.says("only log")
