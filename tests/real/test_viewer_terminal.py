"""A file shown, searched, extracted and compared by `layersize browse` in a terminal of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.tmux import Opened, Tmux, terminals

pytestmark = pytest.mark.real

_SITE = Path(__file__).parents[2] / "sample_images" / "site"
_SINGLE, _MULTI = str(_SITE / "single.tar.xz"), str(_SITE / "multi.tar.xz")
_COLOUR = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")


@pytest.fixture
def terminal(tmp_path: Path, need: Callable[..., None]) -> Iterator[Opened]:
    need("tmux")
    with terminals(tmp_path) as new:
        yield new


def _open_page(tmux: Tmux, *arguments: str) -> str:
    """Goes to the page of the site by its name, and opens it."""
    tmux.browse(_SINGLE, *arguments)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.press("3")
    tmux.wait_for("[3 Files]")
    tmux.type("/index.html")
    tmux.wait_for("only index.html")
    tmux.press("Enter")
    for folder in ("var/", "www/", "index.html"):
        tmux.wait_until(lambda screen, name=folder: _cursor(screen).endswith(name), folder)  # type: ignore[misc]
        tmux.press("Enter")
    return tmux.wait_for("<title>Timetable</title>", "of 17", "html")


def _cursor(screen: str) -> str:
    """The highlighted row; of several lists, that of the focus."""
    rows = [line.rstrip(" │") for line in screen.splitlines() if re.search("[▶>] ", line)]
    return rows[-1] if rows else ""


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 36), (200, 60)])
def test_a_file_is_shown_and_searched(terminal: Opened, width: int, height: int) -> None:
    tmux = terminal(width, height)
    screen = _open_page(tmux)
    first = screen.splitlines()[0]
    assert first.strip() == "var/www/index.html"
    assert "layer 6 RUN chown -R www-data:www-data /var/www" in screen
    assert re.search(r"^ +1 <!doctype html>", screen, re.MULTILINE)
    assert _COLOUR.search(tmux.screen("-e"))
    tmux.type("/museum")
    tmux.press("Enter")
    tmux.wait_until(lambda _: re.search("\x1b\\[[\\d;]*7[;m]", tmux.screen("-e")), "marked match")
    tmux.press("x")
    tmux.wait_for("3c 21 64 6f", "bytes 0 to")
    tmux.press("q")
    tmux.wait_for("[3 Files]", "only index.html")
    tmux.press("q")
    assert tmux.ended() == (0, [])


def test_what_a_layer_hides_is_extracted(terminal: Opened, tmp_path: Path) -> None:
    tmux = terminal()
    tmux.start("cd", str(tmp_path))
    tmux.wait_for("ended with 0")
    tmux.browse(_SINGLE)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.press("2", "v")
    tmux.wait_for("src/build/", "deleted by layer 8 RUN rm -rf /src", "file 1 of")
    tmux.press("C-e")
    tmux.wait_for("of layer 3, to the folder")
    tmux.press("Enter")
    tmux.wait_for("wrote 1 file")
    (written,) = (tmp_path / "extracted").rglob("*.tsv")
    assert written.stat().st_size == 42_474
    tmux.press("C-c")
    tmux.wait_until(lambda screen: screen.count("ended with 0") == 2, "end")


def test_signs_that_ascii_has(terminal: Opened) -> None:
    tmux = terminal(LC_ALL="C", PYTHONUTF8="0")
    screen = _open_page(tmux)
    tmux.press("x")
    for shown in (screen, tmux.wait_for("3c 21 64 6f")):
        assert shown.isascii()


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {}])
def test_no_colours(terminal: Opened, variables: dict[str, str]) -> None:
    tmux = terminal(**variables)
    _open_page(tmux, *([] if variables else ["--no-color"]))
    tmux.type("/museum")
    tmux.press("Enter")
    tmux.wait_until(lambda _: re.search("\x1b\\[[\\d;]*7[;m]", tmux.screen("-e")), "marked match")
    assert not _COLOUR.search(tmux.screen("-e"))


def test_a_file_of_two_images(terminal: Opened) -> None:
    tmux = terminal(120, 36)
    tmux.browse(_SINGLE, _MULTI)
    tmux.wait_for("A single.tar.xz", "Quit")
    tmux.press("2")
    tmux.wait_for("[2 Files]")
    tmux.type("/index.html")
    tmux.wait_for("only index.html")
    tmux.press("Enter")
    for folder in ("var/", "www/", "index.html"):
        tmux.wait_until(lambda screen, name=folder: _cursor(screen).endswith(name), folder)  # type: ignore[misc]
        tmux.press("Enter")
    screen = tmux.wait_for("index.html", "Back")
    assert "single.tar.xz" in screen or "the same in both" in screen
    tmux.press("q", "q")
    assert tmux.ended() == (0, [])
