"""The files of a pair of instructions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.explore.pair_files import PairFiles
from layersize.tui.viewer.screen import ViewerScreen
from support.tar_writer import file, tar, whiteout
from tui.images import image_of
from tui.pilot import browsing, in_loop

Images = Mapping[str, AnalyzedImage]


@pytest.mark.parametrize("name", ["old", "new", "single", "multi", "long", "hostile"])
def test_files_of_pairs_are_all_that_is_shadowed(name: str, shelf: Images) -> None:
    analysis, overlay = shelf[name].analysis, shelf[name].overlay
    found = []
    for pair in analysis.pairs:
        files = PairFiles(shelf[name], pair)
        listed = [files[at] for at in range(len(files))]
        assert len(listed) == pair.paths
        assert sum(one.content_bytes for one in listed) == pair.content_bytes
        assert [one.content_bytes for one in listed] == sorted(
            (one.content_bytes for one in listed), reverse=True
        )
        assert {overlay.layer_of(one.inode) for one in listed} <= {pair.added_in}
        found += [(one.path, one.content_bytes, pair.added_in, pair.cause) for one in listed]
    assert sorted(found) == sorted(
        (one.path, one.content_bytes, one.added_in, one.cause) for one in analysis.shadowed
    )


@in_loop
async def test_files_follow_the_pair(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2")
        await terminal.says("▒▒▒▒▒▒  src/main.c", "src/util.c")
        await terminal.press("down")
        await terminal.says("etc/settings")
        await terminal.says_no_more("util.c")


@in_loop
async def test_enter_goes_to_the_files_and_notes_are_on_them(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2", "enter", "down")
        await terminal.has_highlighted("src/util.c")
        await terminal.says("⊘ 2.0 kB deleted by layer 2 RUN rm -r /src", "layer 0 COPY . /src")
        await terminal.press("left")
        await terminal.has_highlighted("RUN rm -r /src")


@pytest.mark.parametrize(
    ("key", "words"),
    [("i", ("in layer 0 / src", "▶      2.0 kB")), ("o", ("in layer 2 /", "- src"))],
)
@in_loop
async def test_i_and_o_go_from_a_file_to_its_layers(
    key: str, words: Sequence[str], old: Images
) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2", "enter", "down", key)
        await terminal.says("[1 Layers]", *words)


@in_loop
async def test_i_goes_from_a_visible_file_to_its_layer(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("3", "enter", "i")
        await terminal.says("[1 Layers]", "in layer 1 / bin")


@in_loop
async def test_files_of_both_images_stand_among_each_other(pair: Images) -> None:
    async with browsing(pair, size=(120, 40)) as terminal:
        await terminal.press("3")
        await terminal.says("B  -rw-r--r--  0:0          src/main.c")
        order = [terminal.text().index(f"{at}  -rw-r--r--  0:0          src/") for at in "BA"]
        assert order == sorted(order)
        assert "A  -rw-r--r--  0:0          src/util.c" in terminal.text()


@in_loop
async def test_a_mark_is_one_of_the_layer_that_ships_the_file(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2", "enter", "space")
        await terminal.says("* 1 marked: leaving it out of layer 0 saves 3.0 kB")


@in_loop
async def test_enter_on_a_file_shows_it_as_its_layer_ships_it(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2", "enter", "down", "enter")
        await terminal.until(lambda: isinstance(terminal.app.screen, ViewerScreen))
        await terminal.says("src/util.c", "bbbbbbbb")


@in_loop
async def test_where_nothing_is_hidden_there_is_no_list(tmp_path: Path) -> None:
    async with browsing({"flat": image_of(tmp_path, "flat", tar(file("a", b"x")))}) as terminal:
        await terminal.press("2")
        await terminal.says("Nothing is shadowed")
        assert "file" not in terminal.lines()[8]


@pytest.mark.parametrize(
    ("key", "words"),
    [("space", "no file here to mark"), ("y", "no path here to copy"), ("left", "nothing is abov")],
)
@in_loop
async def test_what_a_key_can_not_do_with_a_pair_is_said(key: str, words: str, old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("2", key)
        await terminal.notifies(words)


@in_loop
async def test_many_files_of_a_pair(tmp_path: Path) -> None:
    files = [file(f"d/f{at:05}", b"x" * (at % 50)) for at in range(5000)]
    image = image_of(tmp_path, "many", tar(*files), tar(whiteout("d")))
    async with browsing({"many": image}) as terminal:
        await terminal.press("2", "enter")
        await terminal.has_highlighted("d/f00049")
        await terminal.press("G")
        await terminal.has_highlighted("d/f04951")
