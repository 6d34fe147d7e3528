"""Colour and progress: for terminals only, and only where they are wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.terminals import on_terminal

ESCAPE = b"\x1b["


def test_colour_on_a_terminal(image: Path) -> None:
    shown, _ = on_terminal("inspect", str(image), stream="stdout")
    assert ESCAPE in shown


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        (["--no-color"], {}),
        ([], {"NO_COLOR": "1"}),
        ([], {"TERM": "dumb"}),
        (["--format", "json"], {}),
        (["--format", "markdown"], {}),
    ],
)
def test_no_colour_where_it_is_not_wanted(
    image: Path, options: list[str], variables: dict[str, str]
) -> None:
    shown, _ = on_terminal("inspect", str(image), *options, stream="stdout", **variables)
    assert b"etc" in shown
    assert ESCAPE not in shown


def test_an_empty_no_color_does_not_count(image: Path) -> None:
    shown, _ = on_terminal("inspect", str(image), stream="stdout", NO_COLOR="")
    assert ESCAPE in shown


def test_a_table_is_as_wide_as_the_terminal(image: Path) -> None:
    shown, _ = on_terminal("inspect", str(image), "--no-color", stream="stdout")
    assert max(map(len, shown.decode().splitlines())) <= 80


def test_progress_on_a_terminal(slow_image: Path) -> None:
    shown, stdout = on_terminal("inspect", str(slow_image), stream="stderr", expected_code=2)
    bar, error = shown.rsplit(b"layersize: ", 1)
    assert slow_image.name.encode() in bar
    assert b"MB" in bar
    assert error.count(b"\n") == 1
    assert stdout == b""


def test_quiet_shows_no_progress(slow_image: Path) -> None:
    arguments = ("inspect", str(slow_image), "--quiet")
    shown, _ = on_terminal(*arguments, stream="stderr", expected_code=2)
    assert shown.startswith(b"layersize: ")
    assert shown.count(b"\n") == 1


def test_no_progress_for_what_takes_no_time(image: Path) -> None:
    shown, _ = on_terminal("inspect", str(image), stream="stderr")
    assert shown == b""
