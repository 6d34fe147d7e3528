"""Rows of files: in which order, which of them, and what was marked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from tui.pilot import Terminal, browsing, in_loop

Images = Mapping[str, AnalyzedImage]


def names(terminal: Terminal) -> list[str]:
    """What the rows of the tree are called, from top to bottom."""
    lines = terminal.lines()
    titles = [at for at, line in enumerate(lines) if line.rstrip().endswith("  name")]
    if not titles:
        return []
    start = titles[0] + 1
    rows = lines[
        start : next(at for at, line in enumerate(lines[start:], start) if not line.strip())
    ]
    return [row.removesuffix(" H").split()[-1] for row in map(str.rstrip, rows)]


@in_loop
async def test_rows_are_sorted_by_size_and_the_other_way_round(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3")
        await terminal.until(lambda: names(terminal) == ["bin/", "lib/", "etc/"])
        await terminal.press("s")
        await terminal.until(lambda: names(terminal) == ["etc/", "lib/", "bin/"])
        await terminal.press("s")
        await terminal.until(lambda: names(terminal) == ["bin/", "lib/", "etc/"])


@in_loop
async def test_rows_are_sorted_by_name_and_the_other_way_round(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "n")
        await terminal.until(lambda: names(terminal) == ["bin/", "etc/", "lib/"])
        await terminal.press("n")
        await terminal.until(lambda: names(terminal) == ["lib/", "etc/", "bin/"])
        await terminal.press("s")
        await terminal.until(lambda: names(terminal) == ["bin/", "lib/", "etc/"])


@in_loop
async def test_the_highlighted_row_stays_so_when_rows_are_sorted(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "down")
        await terminal.has_highlighted("lib/")
        await terminal.press("n")
        await terminal.until(lambda: names(terminal) == ["bin/", "etc/", "lib/"])
        assert "lib/" in terminal.highlighted()


@in_loop
async def test_what_has_not_changed_is_left_out_and_comes_back(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "G", "enter")
        await terminal.until(lambda: names(terminal) == ["settings", "motd"])
        await terminal.press("d")
        await terminal.until(lambda: names(terminal) == ["settings"])
        await terminal.press("d")
        await terminal.until(lambda: names(terminal) == ["settings", "motd"])


@in_loop
async def test_backspace_highlights_where_one_came_from(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "down", "enter", "down", "enter")
        await terminal.says("/ lib / deep")
        await terminal.press("backspace")
        await terminal.has_highlighted("deep/")
        await terminal.press("backspace", "backspace")
        await terminal.has_highlighted("lib/")


@in_loop
async def test_a_filter_acts_while_it_is_typed(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "slash", *"*.so")
        await terminal.says("/  only *.so")
        await terminal.until(lambda: names(terminal) == ["lib/"])
        await terminal.press(*["backspace"] * 4)
        await terminal.until(lambda: names(terminal) == ["bin/", "lib/", "etc/"])


@in_loop
async def test_a_filter_stays_after_enter_and_goes_with_escape(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "slash", *"MOTD", "enter")
        await terminal.says("only MOTD", "Nothing here.")
        await terminal.press("escape")
        await terminal.until(lambda: names(terminal) == ["bin/", "lib/", "etc/"])
        assert "MOTD" not in terminal.text()
        await terminal.press("slash", *"motd", "enter")
        await terminal.until(lambda: names(terminal) == ["etc/"])
        await terminal.press("enter")
        await terminal.until(lambda: names(terminal) == ["motd"])


@in_loop
async def test_escape_while_typing_shows_everything_again(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "slash", *"motd")
        await terminal.until(lambda: names(terminal) == ["etc/"])
        await terminal.press("escape")
        await terminal.until(lambda: names(terminal) == ["bin/", "lib/", "etc/"])
        await terminal.press("down")
        await terminal.until(lambda: terminal.highlighted())


@pytest.mark.parametrize(
    ("typed", "found"),
    [("*.so", ["lib/"]), ("deep", ["lib/"]), ("/lib/*", ["lib/"]), ("t*", ["bin/"]), ("o", None)],
)
@in_loop
async def test_patterns_and_parts_of_names_are_found(
    typed: str, found: list[str] | None, old: Images
) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "slash", *typed, "enter")
        await terminal.says(f"only {typed}")
        everything = ["bin/", "lib/", "etc/"]
        await terminal.until(lambda: names(terminal) == (found or everything))


@in_loop
async def test_what_is_no_pattern_is_told_and_changes_nothing(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "slash", *"so")
        await terminal.until(lambda: names(terminal) == ["lib/"])
        fine = terminal.background_of(" so ")
        await terminal.press("[")
        await terminal.until(lambda: terminal.background_of(" so[") != fine)
        await terminal.says("'so[' has a [ without its ]")
        assert names(terminal) == ["lib/"]
        await terminal.press("enter")
        await terminal.pilot.pause()
        assert terminal.background_of(" so[") != fine
        await terminal.press("backspace")
        await terminal.until(lambda: terminal.background_of(" so ") == fine)
        await terminal.says("only so")


@in_loop
async def test_a_pattern_that_would_hang_as_an_expression_is_a_pattern(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "slash", *"(a+)+$", "enter")
        await terminal.says("only (a+)+$", "Nothing here.")


@in_loop
async def test_marks_tell_what_leaving_them_out_saves(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("tab", "space")
        await terminal.says("* 1 marked: leaving it out of layer 0 saves 5.0 kB")
        await terminal.says("a later rm saves nothing.", "Nothing of it stays.")
        assert "*    5.0 kB" in terminal.line("src/  ")
        await terminal.press("space")
        await terminal.says("* 2 marked: leaving them out of layer 0 saves 5.2 kB")
        await terminal.press("space", "up", "space")
        await terminal.says_no_more("marked")


@in_loop
async def test_marks_tell_which_copies_stay(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "G", "space")
        await terminal.says("* 1 marked: leaving it out of the image saves 170 B")
        await terminal.says("100 B of it stays: other copies, or names elsewhere.")


@in_loop
async def test_a_mark_in_one_tab_is_one_in_the_other(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "space")
        await terminal.says("* 1 marked: leaving it out of the image saves 9.0 kB")
        await terminal.press("1")
        await terminal.says("* 1 marked: leaving it out of layer 0 saves 0 B")
        await terminal.press("down")
        await terminal.says("out of layer 1 saves 9.0 kB")
        assert "*" in terminal.line(" bin/")


@in_loop
async def test_y_copies_the_path(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "enter", "y")
        await terminal.says("copied bin/tool")
        assert terminal.app.clipboard == "bin/tool"


@in_loop
async def test_y_copies_the_digest_of_a_layer(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("down", "y")
        await terminal.says("copied")
        assert terminal.app.clipboard == str(old["old"].analysis.layers[1].diff_id)


@in_loop
async def test_several_names_of_a_file_are_told(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "enter")
        await terminal.says("tool H", "tool-1.0 H")
        await terminal.press("G")
        await terminal.has_highlighted("tool-1.0 H")
