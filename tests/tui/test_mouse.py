"""What a click does."""

from __future__ import annotations

from collections.abc import Mapping

from layersize.accounting.analyzed_image import AnalyzedImage
from tui.pilot import browsing, in_loop

Images = Mapping[str, AnalyzedImage]


@in_loop
async def test_a_click_takes_a_highlighted_row(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.click("RUN rm -r /src")
        await terminal.has_highlighted("RUN rm -r /src")
        await terminal.says("in layer 2 /")


@in_loop
async def test_a_double_click_opens_a_directory(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3")
        await terminal.says("lib/")
        await terminal.click("lib/", times=2)
        await terminal.says("/ lib", "a.so")


@in_loop
async def test_a_click_opens_nothing(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3")
        await terminal.says("lib/")
        await terminal.click("lib/")
        await terminal.has_highlighted("lib/")
        assert "a.so" not in terminal.text()


@in_loop
async def test_a_double_click_on_a_pair_goes_to_its_files(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2")
        await terminal.says("overwritten")
        await terminal.click("overwritten", times=2)
        await terminal.has_highlighted("etc/settings")


@in_loop
async def test_a_click_chooses_a_tab(old: Images) -> None:
    async with browsing(old) as terminal:
        for tab in ("4 Warnings", "6 Packages", "3 Files", "5 Advice", "2 Shadowed", "1 Layers"):
            await terminal.click(tab)
            await terminal.says(f"[{tab}")


@in_loop
async def test_a_click_chooses_a_tab_of_two_images(pair: Images) -> None:
    async with browsing(pair) as terminal:
        for tab in ("4 Packages", "3 Shadowed", "2 Files", "1 Layers"):
            await terminal.click(tab)
            await terminal.says(f"[{tab}")


@in_loop
async def test_a_click_on_the_way_goes_up(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "enter")
        await terminal.says("/ bin")
        await terminal.click("/ bin")
        await terminal.has_highlighted("bin/")


@in_loop
async def test_a_click_on_the_footer_is_a_key(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.click("? Help")
        await terminal.says("Scroll the notes")


@in_loop
async def test_a_click_on_the_titles_of_a_listing_does_nothing(old: Images) -> None:
    async with browsing(old) as terminal:
        before = terminal.highlighted()
        await terminal.click("instruction")
        await terminal.pilot.pause()
        assert terminal.highlighted() == before
