"""The table of formats: every line of it names a module that renders."""

from __future__ import annotations

from importlib import import_module
from inspect import signature

import pytest

from layersize.report.formats import FILE_ENDINGS, FORMATS, formats_of


@pytest.mark.parametrize(
    "module", [module for formats in FORMATS.values() for module in formats.values()]
)
def test_a_format_renders_a_result_in_a_style(module: str) -> None:
    render = import_module(f"layersize.report.{module}").render
    assert list(signature(render).parameters)[1:] == ["style"]


def test_every_kind_has_a_table_first_and_json() -> None:
    for formats in FORMATS.values():
        assert next(iter(formats)) == "table"
        assert "json" in formats


def test_what_a_screen_saves_all_screens_can_save() -> None:
    assert set(FILE_ENDINGS.values()) <= set(formats_of("image", "comparison"))


def test_formats_of_several_kinds_are_those_of_all() -> None:
    assert formats_of("stages", "comparison") == ["table", "json", "markdown"]
    assert formats_of("check", "trend") == ["table", "json"]
