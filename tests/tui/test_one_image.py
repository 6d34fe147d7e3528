"""What the screen says of one image, and the ways from one view to another."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from tui.pilot import browsing, in_loop

Images = Mapping[str, AnalyzedImage]


@in_loop
async def test_the_header_has_the_numbers(single: Images) -> None:
    async with browsing(single) as terminal:
        first, second, third, *_ = terminal.lines()
        assert "site/single.tar.xz · linux/amd64 · from docker-archive" in first
        assert "content 15.2 MB  live █ 2.1 MB  shadowed ⊘ 13.1 MB" in second
        assert "fixes save 13.1 MB" in second
        assert 0.1 < third.count("█") / (third.count("█") + third.count("▒")) < 0.17


@in_loop
async def test_layers_stand_in_order_with_their_numbers(single: Images) -> None:
    async with browsing(single, size=(160, 50)) as terminal:
        assert "ADD rootfs.tar /" in terminal.line(" 0  base?  █")
        line = terminal.line(" 5         ▏")
        assert "710 B     ⊘ 710 B     ✂ 716 B  RUN sed -i" in line
        starts = [line[:4].strip("▶ ") for line in terminal.lines()[5:14]]
        assert starts == ["0", "1", "2", "3", "4", "5", "6", "7", "8"]


@in_loop
async def test_it_begins_at_the_layer_with_most_shadowed(single: Images) -> None:
    async with browsing(single) as terminal:
        assert "RUN sh build.sh" in terminal.highlighted()
        assert "13.0 MB deleted by layer 8 RUN rm -rf /src" in terminal.text()
        assert "in layer 3 /" in terminal.text()


@in_loop
@pytest.mark.parametrize("keys", [(), ("2",), ("w", "2")])
async def test_the_largest_pair_is_at_most_three_keys_from_the_start(
    single: Images, keys: tuple[str, ...]
) -> None:
    async with browsing(single) as terminal:
        await terminal.press(*keys)
        largest = single["single"].analysis.pairs[0]
        await terminal.says("13.0 MB deleted by layer 8 RUN rm -rf /src", "RUN sh build.sh")
        assert (largest.added_in, largest.hidden_in) == (3, 8)
        assert len(keys) <= 3


@in_loop
async def test_the_tree_follows_the_layer(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.says("in layer 0 /", "src/")
        await terminal.press("down")
        await terminal.says("in layer 1 /", "bin/", "lib/")
        assert "src/" not in terminal.text()
        await terminal.press("down")
        await terminal.says("in layer 2 /")
        assert "✂ 5.0 kB  - src" in terminal.text()


@in_loop
async def test_a_shows_all_up_to_the_layer_and_the_layer_alone_again(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("down", "a")
        await terminal.says("layers 0 to 1 /", "src/", "+ bin/")
        await terminal.press("down")
        await terminal.says("layers 0 to 2 /", "bin/")
        await terminal.says_no_more("src/")
        await terminal.press("up")
        await terminal.says("layers 0 to 1 /", "src/")
        await terminal.press("a")
        await terminal.says("in layer 1 /")
        await terminal.says_no_more("src/")


@in_loop
async def test_enter_goes_from_a_layer_into_its_files(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("down", "enter")
        await terminal.has_highlighted("bin/")
        await terminal.press("enter")
        await terminal.has_highlighted("tool")
        await terminal.says("in layer 1 / bin", "file  rwxr-xr-x 7:7  1970-01-02 00:00")


@in_loop
async def test_i_goes_from_a_pair_to_the_layer_that_ships_it(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2", "i")
        await terminal.says("[1 Layers]", "in layer 0 /")
        await terminal.has_highlighted("COPY . /src")


@in_loop
async def test_o_goes_from_a_pair_to_the_layer_that_hides_it(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2", "o")
        await terminal.says("[1 Layers]", "in layer 2 /", "- src")


@in_loop
async def test_o_goes_from_a_file_to_the_layer_that_hides_it(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("enter", "down", "enter")
        await terminal.has_highlighted("settings")
        await terminal.says("100 B overwritten by layer 1 RUN make")
        await terminal.press("o")
        await terminal.says("in layer 1 / etc", "~ settings")


@in_loop
async def test_w_goes_on_to_what_is_shadowed_and_round(single: Images) -> None:
    async with browsing(single) as terminal:
        for number in ("4", "5", "2", "3"):
            await terminal.press("w")
            await terminal.has_highlighted(f"{number}  ")
            assert terminal.highlighted().startswith(number)
            assert "⊘" in terminal.highlighted()


@in_loop
async def test_w_goes_on_among_files(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("tab")
        await terminal.has_highlighted("src/")
        await terminal.press("w")
        await terminal.has_highlighted("etc/")


@in_loop
async def test_w_goes_on_among_pairs(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2")
        await terminal.has_highlighted("deleted")
        await terminal.press("w")
        await terminal.has_highlighted("overwritten")
        await terminal.says("1 file in etc/")


@in_loop
async def test_warnings_are_told_whole(shelf: Images) -> None:
    warned = shelf["hostile"]
    async with browsing({"warned": warned}) as terminal:
        await terminal.press("4")
        warning = warned.analysis.warnings[0]
        await terminal.says(f"[4 Warnings ({len(warned.analysis.warnings)})]", warning.code)
        assert warning.message[:30] in terminal.text()
