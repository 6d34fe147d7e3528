"""A file shown, searched, extracted and compared by `layersize browse` in a terminal of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from support.tmux import Opened, Tmux, terminals

pytestmark = pytest.mark.real

_SITE = Path(__file__).parents[2] / "sample_images" / "site"
_SINGLE, _MULTI = str(_SITE / "single.tar.xz"), str(_SITE / "multi.tar.xz")
_COLOUR = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")

_MARKED = re.compile(r"\x1b\[(?:\d;)*7m")
"""Ink and background swapped."""


@pytest.fixture
def terminal(tmp_path: Path, need: Callable[..., None]) -> Iterator[Opened]:
    need("tmux")
    with terminals(tmp_path) as new:
        yield new


def _open_hidden(tmux: Tmux, *arguments: str) -> str:
    """Opens the largest file that the image ships for nothing."""
    tmux.browse(_SINGLE, *arguments)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.press("2", "v")
    return tmux.wait_for("src/build/01-02.tsv", "Airport 06:25", "of 2,294")


def _go_to_page(tmux: Tmux, tab: str, title: str) -> None:
    tmux.press(tab)
    tmux.wait_for(title)
    tmux.type("/index.html")
    tmux.wait_for("only index.html")
    tmux.press("Enter")
    for name in ("var/", "www/", "index.html"):
        tmux.wait_until(partial(_is_at, name), name)
        tmux.press("Enter")


def _is_at(name: str, screen: str) -> bool:
    return name in _cursor(screen)


def _cursor(screen: str) -> str:
    """The highlighted row; of several lists, that of the focus."""
    rows = [line.rstrip(" │") for line in screen.splitlines() if re.search("[▶>] ", line)]
    return rows[-1] if rows else ""


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 36), (200, 60)])
def test_a_file_is_shown_and_searched(terminal: Opened, width: int, height: int) -> None:
    tmux = terminal(width, height)
    screen = _open_hidden(tmux)
    assert screen.splitlines()[0].strip() == "src/build/01-02.tsv"
    assert "42.5 kB deleted by layer 8 RUN rm -rf /src" in screen
    assert re.search(r"^ +1 # 01-02 weekday", screen, re.MULTILINE)
    assert f"lines 1 to {height - 5} of 2,294" in screen
    assert _COLOUR.search(tmux.screen("-e"))
    tmux.type("/central station")
    tmux.press("Enter")
    tmux.wait_until(lambda _: _MARKED.search(tmux.screen("-e")), "marked match")
    tmux.press("x")
    tmux.wait_for("43 65 6e 74 72 61 6c", "bytes ")
    tmux.press("q")
    tmux.wait_for("[2 Shadowed (5)]")
    tmux.press("q")
    assert tmux.ended() == (0, [])


def test_what_a_layer_hides_is_extracted(terminal: Opened, tmp_path: Path) -> None:
    tmux = terminal()
    tmux.start("cd", str(tmp_path))
    tmux.wait_for("ended with 0")
    _open_hidden(tmux)
    tmux.press("C-e")
    tmux.wait_for("of layer 3, to the folder")
    tmux.press("Enter")
    tmux.wait_for("wrote 1 file")
    (written,) = (tmp_path / "extracted").rglob("*.tsv")
    assert written.stat().st_size == 42_537
    tmux.press("C-c")
    tmux.wait_until(lambda screen: screen.count("ended with 0") == 2, "end")


def test_signs_that_ascii_has(terminal: Opened) -> None:
    tmux = terminal(LC_ALL="C", PYTHONUTF8="0")
    screen = _open_hidden(tmux)
    tmux.press("x")
    for shown in (screen, tmux.wait_for("23 20 30 31 2d 30 32")):
        assert shown.isascii()


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {}])
def test_no_colours(terminal: Opened, variables: dict[str, str]) -> None:
    tmux = terminal(**variables)
    _open_hidden(tmux, *([] if variables else ["--no-color"]))
    tmux.type("/airport")
    tmux.press("Enter")
    tmux.wait_until(lambda _: _MARKED.search(tmux.screen("-e")), "marked match")
    assert not _COLOUR.search(tmux.screen("-e"))


def test_a_file_of_two_images(terminal: Opened) -> None:
    tmux = terminal(120, 36)
    tmux.browse(_SINGLE, _MULTI)
    tmux.wait_for("A single.tar.xz", "Quit")
    _go_to_page(tmux, "2", "[2 Files]")
    tmux.wait_for("var/www/index.html  same content, other metadata", "<title>Timetable")
    tmux.press("q", "q")
    assert tmux.ended() == (0, [])
