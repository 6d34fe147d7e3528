"""A tree that unfolds in place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.tui import outline
from support.tar_writer import file, tar
from tui.images import image_of
from tui.pilot import Terminal, browsing, in_loop, style

Images = Mapping[str, AnalyzedImage]


def tree(terminal: Terminal) -> list[str]:
    """The names in the rows, with what is before them in a tree."""
    lines = terminal.lines()
    titles = [at for at, line in enumerate(lines) if line.rstrip().endswith("  name")]
    column = lines[titles[0]].rindex("name")
    rows = lines[titles[0] + 1 :]
    end = next((at for at, line in enumerate(rows) if not line[column:].strip()), 0)
    return [row[column:].rstrip() for row in rows[:end]]


@in_loop
async def test_folders_unfold_and_fold_in_place(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "down", "plus")
        await terminal.until(
            lambda: tree(terminal) == ["▸ bin/", "▾ lib/", "    a.so", "  ▸ deep/", "▸ etc/"]
        )
        assert "lib/" in terminal.highlighted()
        await terminal.press("down", "down", "right")
        await terminal.until(lambda: "  ▾ deep/" in tree(terminal))
        assert "    ▸ er/" in tree(terminal)
        await terminal.press("right")
        await terminal.has_highlighted("er/")
        await terminal.press("left")
        await terminal.has_highlighted("deep/")
        await terminal.press("left")
        await terminal.until(lambda: "  ▸ deep/" in tree(terminal))
        await terminal.press("left", "left")
        await terminal.until(lambda: tree(terminal) == ["▸ bin/", "▸ lib/", "▸ etc/"])


@in_loop
async def test_what_was_unfolded_in_a_folder_is_so_again(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "down", "asterisk")
        await terminal.until(lambda: "        b.so" in tree(terminal))
        before = tree(terminal)
        await terminal.press("enter")
        await terminal.until(lambda: tree(terminal) == ["▸ bin/", "▸ lib/", "▸ etc/"])
        await terminal.press("enter")
        await terminal.until(lambda: tree(terminal) == before)


@in_loop
async def test_the_place_stays_from_folder_to_tree_and_back(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "down", "enter", "down", "enter", "enter")
        await terminal.says("/ lib / deep / er")
        await terminal.press("u")
        await terminal.has_highlighted("b.so")
        assert tree(terminal)[:2] == ["▸ bin/", "▾ lib/"]
        await terminal.says("/ lib / deep / er")
        await terminal.press("up")
        await terminal.says_no_more("/ er")
        await terminal.press("u")
        await terminal.has_highlighted("er/")
        await terminal.says("/ lib / deep")


@in_loop
async def test_the_tree_is_at_first_as_far_unfolded_as_there_is_room(shelf: Images) -> None:
    images = {"old": shelf["old"], "new": shelf["new"]}
    async with browsing(images, size=(120, 60)) as terminal:
        await terminal.press("2", "u")
        await terminal.until(lambda: "    manual" in tree(terminal))
        assert "  tool" in " ".join(tree(terminal))


@in_loop
async def test_all_bars_are_on_one_scale(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "asterisk", *["down"] * 4, "asterisk")
        await terminal.says("b.so")
        assert "▊" in terminal.line("a.so")
        assert terminal.line("▾ bin/").count("█") == terminal.line("  tool H").count("█") > 5


@in_loop
async def test_a_filter_unfolds_what_it_finds_and_escape_keeps_it_in_sight(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "plus", "minus", "slash", *"b.so", "enter")
        await terminal.until(lambda: tree(terminal)[-1] == "        b.so")
        assert tree(terminal)[0] == "▾ lib/"
        await terminal.press("G")
        await terminal.has_highlighted("b.so")
        await terminal.press("escape")
        await terminal.until(lambda: "▸ bin/" in tree(terminal))
        await terminal.has_highlighted("b.so")


@in_loop
async def test_a_folder_that_a_filter_stands_for_stays_folded(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "u", "slash", *"deep", "enter")
        await terminal.until(lambda: tree(terminal) == ["▾ lib/", "  ▸ deep/"])


@in_loop
async def test_rows_are_sorted_within_their_folders(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "down", "plus", "n")
        await terminal.until(
            lambda: tree(terminal) == ["▸ bin/", "▸ etc/", "▾ lib/", "    a.so", "  ▸ deep/"]
        )
        assert "lib/" in terminal.highlighted()


@in_loop
async def test_a_tree_follows_the_layers(old: Images) -> None:
    async with browsing(old, size=(80, 60)) as terminal:
        await terminal.press("tab", "u")
        await terminal.says("▾ src/", "main.c", "▾ etc/")
        await terminal.press("tab", "down")
        await terminal.says("in layer 1", "▾ bin/", "a.so")
        await terminal.press("a")
        await terminal.says("layers 0 to 1", "main.c", "tool")


@in_loop
async def test_marks_and_copies_are_of_the_whole_path(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "down", "asterisk", "down", "space", "up", "y")
        await terminal.says("* 1 marked", "copied lib/a.so")


@in_loop
async def test_a_step_goes_to_its_place_in_the_tree(pair: Images) -> None:
    async with browsing(pair, size=(100, 40)) as terminal:
        await terminal.press("2", "plus", "minus", "right_square_bracket")
        await terminal.has_highlighted("manual")
        await terminal.press("right_square_bracket")
        await terminal.has_highlighted("tool")
        await terminal.says("▾ share/", "▾ bin/")


@in_loop
async def test_what_is_much_is_not_unfolded_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outline, "MOST_ROWS", 30)
    files = [
        file(f"top/d{at}/f{number}", b"x" * (9 - at)) for at in range(9) for number in range(9)
    ]
    async with browsing({"much": image_of(tmp_path, "much", tar(*files))}) as terminal:
        await terminal.press("3", "asterisk")
        await terminal.notifies("There is more below")
        await terminal.until(lambda: tree(terminal)[:2] == ["▾ top/", "  ▾ d0/"])
        await terminal.press("G")
        await terminal.has_highlighted("▸ d8/")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("3", "minus"), "nothing here to fold"),
        (("3", "enter", "plus"), "nothing here to unfold"),
        (("3", "enter", "asterisk"), "nothing here to unfold"),
        (("3", "plus", "plus"), "nothing here to unfold"),
        (("3", "plus", "minus", "left"), "at the top"),
    ],
)
@in_loop
async def test_what_can_not_be_unfolded_is_said(
    keys: tuple[str, ...], words: str, old: Images
) -> None:
    async with browsing(old) as terminal:
        await terminal.press(*keys)
        await terminal.notifies(words)


@in_loop
async def test_a_tree_in_ascii(old: Images) -> None:
    async with browsing(old, shown_as=style(ascii=True)) as terminal:
        await terminal.press("3", "plus")
        await terminal.says("v bin/", "> lib/")
        assert terminal.text().isascii()
