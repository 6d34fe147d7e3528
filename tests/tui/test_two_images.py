"""What the screen says of two images side by side."""

from __future__ import annotations

from collections.abc import Mapping

from layersize.accounting.analyzed_image import AnalyzedImage
from tui.pilot import browsing, in_loop

Images = Mapping[str, AnalyzedImage]


@in_loop
async def test_the_header_has_both_names_and_what_differs(pair: Images) -> None:
    async with browsing(pair) as terminal:
        first, second, third, fourth, *_ = terminal.lines()
        assert first.split()[:4] == ["A", "old.tar", "15.6", "kB"]
        assert second.split()[:4] == ["B", "new.tar", "21.5", "kB"]
        assert "Δ content +5.9 kB (+37.9 %)  live +7.4 kB  shadowed −1.5 kB" in third
        assert "shared 1 layer, 0 B  B on top of A: 21.5 kB in 2 layers" in fourth


@in_loop
async def test_long_names_keep_the_end_that_tells_them_apart(shelf: Images) -> None:
    async with browsing({"a": shelf["single"], "b": shelf["multi"]}) as terminal:
        first, second, *_ = terminal.lines()
        assert "single.tar.xz" in first
        assert "multi.tar.xz" in second


@in_loop
async def test_both_bars_are_on_one_scale(pair: Images) -> None:
    async with browsing(pair, size=(160, 50)) as terminal:
        first, second, *_ = ([line.count(sign) for sign in "█▒"] for line in terminal.lines())
        assert 0.65 < sum(first) / sum(second) < 0.80


@in_loop
async def test_layers_of_the_same_instruction_share_a_row(pair: Images) -> None:
    async with browsing(pair) as terminal:
        line = terminal.line("−1.5 kB  COPY . /src")
        assert line.split()[:2] == ["~", "▒▋"]
        assert "5.2 kB    3.6 kB    −1.5 kB  COPY" in line
        assert terminal.line("RUN rm -r /src").split()[0] == "="
        assert "+7.4 kB  RUN make" in terminal.highlighted()
        assert "the same instruction, other content" in terminal.text()


@in_loop
async def test_with_room_both_sides_stand_beside_each_other(shelf: Images) -> None:
    async with browsing({"a": shelf["single"], "b": shelf["multi"]}, size=(230, 50)) as terminal:
        await terminal.press("g")
        await terminal.says("both images have this layer: stored and pulled once")
        assert terminal.highlighted().count("ADD rootfs.tar /") == 2


@in_loop
async def test_brackets_step_through_the_differences_largest_first(pair: Images) -> None:
    async with browsing(pair) as terminal:
        for path in ("share/manual", "bin/tool", "lib/deep/er/b.so"):
            await terminal.press("right_square_bracket")
            await terminal.has_highlighted(path.rpartition("/")[2])
            await terminal.says(f"files / {path.partition('/')[0]}")
        await terminal.press("left_square_bracket")
        await terminal.says("bin/tool")
        await terminal.press("left_square_bracket")
        await terminal.says("share/manual")


@in_loop
async def test_back_from_the_start_is_the_last_difference(pair: Images) -> None:
    async with browsing(pair) as terminal:
        await terminal.press("right_square_bracket", "left_square_bracket")
        await terminal.pilot.pause()
        last = terminal.highlighted()
    async with browsing(pair) as terminal:
        await terminal.press("left_square_bracket")
        await terminal.until(terminal.highlighted)
        assert terminal.highlighted() == last


@in_loop
async def test_f_goes_through_the_ways_to_differ(pair: Images) -> None:
    async with browsing(pair) as terminal:
        ways = {
            "only in B /": "share/",
            "only in A /": "lib/",
            "differs /": "bin/",
            "same content, other metadata /": "etc/",
        }
        for way, name in ways.items():
            await terminal.press("f")
            await terminal.says(way, name)
            hidden = set(ways.values()) - {name, "bin/"}  # a symlink in it is only in A
            assert not any(f" {other} " in terminal.text() for other in hidden), terminal.text()
        await terminal.press("f")
        await terminal.says("files /", *ways.values())


@in_loop
async def test_x_swaps_and_swaps_back(pair: Images) -> None:
    async with browsing(pair) as terminal:
        before = terminal.text()
        await terminal.press("x")
        await terminal.says("A new.tar", "Δ content −5.9 kB (−27.5 %)", "−7.4 kB  RUN make")
        assert "−5.0 kB" in terminal.line("share/")
        await terminal.press("x")
        await terminal.says("A old.tar")
        await terminal.until(lambda: terminal.text() == before)


@in_loop
async def test_the_third_tab_has_what_both_leave_shadowed(pair: Images) -> None:
    async with browsing(pair) as terminal:
        await terminal.press("3")
        await terminal.says("shipped by COPY . /src", "deleted by RUN rm -r /src")
        assert terminal.highlighted().startswith("  ⊘ 5.0 kB    ⊘ 3.5 kB    −1.5 kB")
        await terminal.says("A ⊘ 5.0 kB 2 files in src/", "B ⊘ 3.5 kB 1 file in src/")
        await terminal.press("w")
        await terminal.says("overwritten by RUN make", "A ⊘ 100 B 1 file in etc/")


@in_loop
async def test_enter_descends_and_backspace_comes_back(pair: Images) -> None:
    async with browsing(pair) as terminal:
        await terminal.press("2", "down")
        await terminal.has_highlighted("bin/")
        await terminal.press("enter")
        await terminal.says("files / bin", "A file  rwxr-xr-x 7:7  1970-01-02 00:00")
        await terminal.says("B file  rwxr-xr-x 0:0  1970-01-01 00:00")
        await terminal.press("backspace")
        await terminal.has_highlighted("bin/")


@in_loop
async def test_enter_goes_from_the_layers_to_the_files(pair: Images) -> None:
    async with browsing(pair) as terminal:
        await terminal.press("enter")
        await terminal.has_highlighted("share/")
        await terminal.says("share/  only in B, 2 paths in it")


@in_loop
async def test_marks_speak_of_b(pair: Images) -> None:
    async with browsing(pair) as terminal:
        await terminal.press("2", "space")
        await terminal.says("* 1 marked: leaving it out of B saves 5.0 kB; a later rm saves")


@in_loop
async def test_a_filter_acts_on_both(pair: Images) -> None:
    async with browsing(pair) as terminal:
        await terminal.press("slash", *"*.so", "enter")
        await terminal.says("only *.so", "lib/")
        await terminal.says_no_more("share/ ")


@in_loop
async def test_a_difference_of_no_byte_can_be_stepped_to(shelf: Images) -> None:
    async with browsing({"a": shelf["single"], "b": shelf["multi"]}) as terminal:
        await terminal.press("right_square_bracket")
        await terminal.has_highlighted("dev")


@in_loop
async def test_where_no_file_differs_it_says_so(shelf: Images) -> None:
    async with browsing({"a": shelf["single"], "b": shelf["single"]}) as terminal:
        await terminal.says("files: none differs")
        await terminal.press("right_square_bracket")
        await terminal.says("No path differs")
