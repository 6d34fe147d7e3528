"""The help and the command palette have every key."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import isawaitable

import pytest
from textual.binding import Binding

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.tui.app import LayersizeApp
from layersize.tui.widgets.comparison_view import ComparisonView
from layersize.tui.widgets.image_view import ImageView
from layersize.tui.widgets.layers_body import LayersBody
from layersize.tui.widgets.table_view import TableView
from layersize.tui.widgets.tree_view import TreeView
from tui.key_cases import CASES
from tui.pilot import browsing, in_loop

Images = Mapping[str, AnalyzedImage]
_TALL = (100, 100)
_OF_ONE = (ImageView, LayersBody, TableView, TreeView, LayersizeApp)
_OF_TWO = (ComparisonView, TableView, TreeView, LayersizeApp)


def _bindings(kinds: tuple[type, ...]) -> list[Binding]:
    return [binding for kind in kinds for binding in vars(kind)["BINDINGS"]]


@pytest.mark.parametrize(("names", "kinds"), [(("old",), _OF_ONE), (("old", "new"), _OF_TWO)])
@in_loop
async def test_the_help_lists_every_key(
    names: tuple[str, ...], kinds: tuple[type, ...], shelf: Images
) -> None:
    async with browsing({name: shelf[name] for name in names}, size=_TALL) as terminal:
        await terminal.press("question_mark")
        await terminal.says("Signs", "Everywhere")
        lines = [" ".join(line.split()) for line in terminal.lines()]
        for binding in _bindings(kinds):
            (line, *_) = [line for line in lines if line.endswith(f" {binding.description} │")]
            assert len(line.split(binding.description)[0].split()) > binding.key.count(",")
        assert any("shadowed: still shipped" in line for line in lines)


@pytest.mark.parametrize(("names", "kinds"), [(("old",), _OF_ONE), (("old", "new"), _OF_TWO)])
@in_loop
async def test_the_command_palette_has_every_action(
    names: tuple[str, ...], kinds: tuple[type, ...], shelf: Images
) -> None:
    async with browsing({name: shelf[name] for name in names}) as terminal:
        commands = terminal.app.get_system_commands(terminal.app.screen)
        titles = {command.title for command in commands}
        assert {binding.description for binding in _bindings(kinds)} <= titles


@in_loop
async def test_a_command_of_the_palette_acts(old: Images) -> None:
    async with browsing(old) as terminal:
        commands = terminal.app.get_system_commands(terminal.app.screen)
        (command,) = [one for one in commands if one.title == "Files"]
        done = command.callback()
        if isawaitable(done):
            await done
        await terminal.says("[3 Files]")


@in_loop
async def test_the_palette_opens_and_runs_what_is_typed(old: Images) -> None:
    async with browsing(old) as terminal:
        await terminal.press("ctrl+p")
        await terminal.press(*"Warnings")
        await terminal.says("key 4")
        await terminal.press("enter", "enter")
        await terminal.says("[4 Warnings (0)]")


def test_every_key_has_a_description() -> None:
    for kind, _key in CASES:
        assert all(binding.description for binding in vars(kind)["BINDINGS"])
