"""A view written to a file."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.cli.commands.browse import app_for
from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from tui.pilot import MeasuredImages, Terminal, browsing, in_loop

Images = Mapping[str, AnalyzedImage]


class Writing(MeasuredImages):
    """Writes as the command line does."""

    def __init__(self, images: Images) -> None:
        super().__init__(images)
        # As the command line makes it: while standard output is still the terminal's.
        options = CommonOptions(offline=True, no_cache=True)
        self._backend = app_for(["none"], options, ProgressBars(wanted=False))._backend

    def write(self, result: Any, form: str, path: Any) -> None:
        self._backend.write(result, form, path)


def schema(name: str) -> Any:
    return json.loads((files("layersize.schemas") / f"{name}.schema.json").read_text())


async def ask(terminal: Terminal, path: Path | str) -> None:
    """Opens the dialog and types the whole answer, but for Enter."""
    await terminal.press("e")
    await terminal.says("Write the report as JSON")
    await terminal.press("end", *["backspace"] * len("layersize.md"), *str(path))
    await terminal.says(str(path)[-20:])


@in_loop
async def test_json_of_one_image_fits_the_schema(old: Images, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    async with browsing(old, Writing(old)) as terminal:
        await ask(terminal, path)
        await terminal.press("enter")
        await terminal.says_no_more("Write the report")
        await terminal.says("wrote")
    written = json.loads(path.read_text())
    jsonschema.validate(written, schema("image"))
    assert written["image"]["reference"] == "old.tar"


@in_loop
async def test_json_of_two_images_fits_the_schema_as_they_are_shown(
    pair: Images, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    async with browsing(pair, Writing(pair)) as terminal:
        await terminal.press("x")
        await ask(terminal, path)
        await terminal.press("enter")
        await terminal.says_no_more("Write the report")
    written = json.loads(path.read_text())
    jsonschema.validate(written, schema("comparison"))
    assert written["base"]["reference"] == "new.tar"


@in_loop
async def test_markdown_is_written(old: Images, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    async with browsing(old, Writing(old)) as terminal:
        await ask(terminal, path)
        await terminal.press("enter")
        await terminal.says_no_more("Write the report")
    assert "| " in path.read_text()
    assert "RUN make" in path.read_text()


@in_loop
async def test_a_file_that_exists_is_replaced_only_after_a_second_enter(
    old: Images, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_text("precious")
    async with browsing(old, Writing(old)) as terminal:
        await ask(terminal, path)
        await terminal.press("enter")
        await terminal.says("this file exists: Enter again replaces it")
        assert path.read_text() == "precious"
        await terminal.press("enter")
        await terminal.says_no_more("Write the report")
    assert "RUN make" in path.read_text()


@in_loop
async def test_another_ending_is_refused(old: Images, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    async with browsing(old, Writing(old)) as terminal:
        await ask(terminal, path)
        await terminal.press("enter")
        await terminal.says("the name must end with .json or .md")
    assert not path.exists()


@in_loop
async def test_a_folder_that_takes_no_file_is_told(old: Images, tmp_path: Path) -> None:
    path = tmp_path / "file" / "a.md"
    path.parent.write_text("no folder")
    async with browsing(old, Writing(old)) as terminal:
        await ask(terminal, path)
        await terminal.press("enter")
        await terminal.says("Not a directory")
        await terminal.press("escape")
        await terminal.says_no_more("Write the report")
    assert stat.S_ISREG(path.parent.stat().st_mode)


@in_loop
async def test_escape_writes_nothing(
    old: Images, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with browsing(old, Writing(old)) as terminal:
        await terminal.press("e")
        await terminal.says("layersize.md")
        await terminal.press("escape")
        await terminal.says_no_more("Write the report")
    assert not list(tmp_path.glob("layersize*"))
