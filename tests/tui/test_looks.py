"""Terminals without colours, with ASCII only, of any size."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.tui.widgets.headers import image_header
from tui.pilot import Terminal, browsing, in_loop, style

Images = Mapping[str, AnalyzedImage]


def colours(terminal: Terminal) -> set[tuple[int, int, int]]:
    """All that are neither black, white nor grey."""
    found = set()
    for row in terminal.rows():
        for segment in row:
            ink = segment.style
            for colour in (ink.color, ink.bgcolor) if ink else ():
                if colour is not None and not colour.is_default:
                    found.add(tuple(colour.get_truecolor()))
    return {colour for colour in found if max(colour) - min(colour) > 2}


@in_loop
async def test_without_colours_there_is_none_and_the_highlighted_row_has_its_sign(
    old: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with browsing(old) as terminal:
        assert not colours(terminal)
        assert "COPY . /src" in terminal.highlighted()
        await terminal.press("2")
        await terminal.has_highlighted("RUN rm -r /src")
        assert not colours(terminal)


@in_loop
async def test_else_there_are_some(old: Images) -> None:
    async with browsing(old) as terminal:
        assert len(colours(terminal)) > 3


@pytest.mark.parametrize("names", [("old",), ("old", "new")])
@in_loop
async def test_all_that_is_ours_is_ascii_where_nothing_else_can_be_shown(
    names: tuple[str, ...], shelf: Images
) -> None:
    images = {name: shelf[name] for name in names}
    async with browsing(images, shown_as=style(ascii=True), size=(160, 50)) as terminal:
        for key in ("1", "2", "3", "question_mark"):
            await terminal.press(key)
            await terminal.pilot.pause()
            foreign = {sign for line in terminal.lines() for sign in line if ord(sign) > 126}
            assert not foreign, terminal.text()


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (109, 17), (200, 60)])
@pytest.mark.parametrize("names", [("old",), ("old", "new")])
@in_loop
async def test_the_highlighted_row_is_in_view_at_every_size(
    names: tuple[str, ...], size: tuple[int, int], shelf: Images
) -> None:
    async with browsing({name: shelf[name] for name in names}, size=size) as terminal:
        for key in ("1", "2", "3"):
            await terminal.press(key, "G")
            await terminal.until(terminal.highlighted)
            assert len(terminal.lines()) == size[1]


@in_loop
async def test_the_highlighted_row_stays_in_view_when_the_terminal_shrinks(shelf: Images) -> None:
    async with browsing({"many": shelf["many"]}, size=(160, 60)) as terminal:
        await terminal.press("3", *["down"] * 40)
        await terminal.has_highlighted("f040")
        await terminal.pilot.resize_terminal(80, 24)
        await terminal.has_highlighted("f040")


@pytest.mark.parametrize("width", range(36, 101, 8))
def test_numbers_of_the_header_stand_whole_or_not_at_all(width: int, shelf: Images) -> None:
    whole = image_header(shelf["single"].analysis.image, 200, style())[1].plain.split("  ")
    measures = image_header(shelf["single"].analysis.image, width, style())[1]
    assert measures.cell_len <= width
    assert set(measures.plain.split("  ")) <= set(whole)
    assert {"content", "shadowed"} <= {measure.split()[0] for measure in measures.plain.split("  ")}
