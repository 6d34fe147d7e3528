"""Files and folders written to disk from the screens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from tui.opening import open_file
from tui.pilot import Terminal, browsing, in_loop
from tui.viewed import LOG

Images = Mapping[str, AnalyzedImage]


@pytest.fixture
def viewed(shelf: Images, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Images:
    monkeypatch.chdir(tmp_path)
    return {"viewed": shelf["viewed"]}


async def answer(terminal: Terminal, folder: str) -> None:
    """Opens the dialog and types the whole answer."""
    await terminal.press("ctrl+e")
    await terminal.says("Nothing that exists is replaced.")
    await terminal.press("end", *["backspace"] * len("extracted"), *folder, "enter")


@in_loop
async def test_the_folder_under_the_cursor_is_written(viewed: Images, tmp_path: Path) -> None:
    async with browsing(viewed) as terminal:
        await terminal.press("3", "n", "g", "down")
        await terminal.has_highlighted("bin/")
        await terminal.press("ctrl+e", "enter")
        await terminal.notifies("wrote 0 files (0 B), 5 links, 1 new folder to extracted")
        await terminal.says("[3 Files]")
    assert str((tmp_path / "extracted/bin/run").readlink()) == "/app.py"


@in_loop
async def test_the_file_that_is_shown_is_written_whole(
    viewed: Images, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layersize.tui.viewer.screen.MOST_BYTES", 100)
    async with browsing(viewed) as terminal:
        await open_file(terminal, "log")
        await answer(terminal, "out")
        await terminal.notifies("wrote 1 file (7.2 kB) to out")
        await terminal.says("the first 100 B of")
    assert (tmp_path / "out/log").read_bytes() == LOG + b"one more\n"


@in_loop
async def test_a_layers_own_version_is_written(viewed: Images, tmp_path: Path) -> None:
    async with browsing(viewed) as terminal:
        await terminal.press("1", "g", "tab", "n", "G")
        await terminal.has_highlighted("settings")
        await terminal.press("ctrl+e")
        await terminal.says("Extract settings, of layer 0, to the folder")
        await terminal.press("enter")
        await terminal.notifies("wrote 1 file (11 B) to extracted")
    assert (tmp_path / "extracted/settings").read_text() == "number = 1\n"


@in_loop
async def test_what_exists_is_not_replaced(viewed: Images, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/app.py").write_text("precious")
    async with browsing(viewed) as terminal:
        await open_file(terminal, "app.py")
        await answer(terminal, "out")
        await terminal.notifies("1 could not be written: app.py")
        await terminal.press("escape")
    assert (tmp_path / "out/app.py").read_text() == "precious"


@in_loop
async def test_a_folder_that_can_not_be_is_told_and_another_may_be_typed(
    viewed: Images, tmp_path: Path
) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "log")
        await answer(terminal, "no/where")
        await terminal.says("no/where: there is no folder no")
        await terminal.press("end", *["backspace"] * len("no/where"), *"here", "enter")
        await terminal.notifies("to here")
    assert (tmp_path / "here/log").exists()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("ctrl+e",), "ctrl+e extracts a file or folder"),
        (("2", "ctrl+e"), "ctrl+e extracts a file or folder"),
        (("a", "tab", "ctrl+e"), "These are files of several layers"),
    ],
)
@in_loop
async def test_where_there_is_none_it_says_so(
    viewed: Images, keys: tuple[str, ...], words: str
) -> None:
    async with browsing(viewed) as terminal:
        await terminal.press(*keys)
        await terminal.notifies(words)


@in_loop
async def test_a_file_that_a_pair_hides_is_written(viewed: Images, tmp_path: Path) -> None:
    async with browsing(viewed) as terminal:
        await terminal.press("2", "enter")
        await terminal.has_highlighted("log")
        await terminal.press("ctrl+e")
        await terminal.says("Extract log, of layer 0, to the folder")
        await terminal.press("enter")
        await terminal.notifies("wrote 1 file (7.2 kB) to extracted")
    assert (tmp_path / "extracted/log").read_bytes() == LOG
