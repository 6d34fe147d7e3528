"""`layersize browse` in a terminal of its own: what is seen, and how the terminal is left."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, environment, only_line
from support.real_parts import ENGINES, SAMPLE, engine_environment
from support.tmux import Opened, terminals

pytestmark = pytest.mark.real

SITE = Path(__file__).parents[2] / "sample_images" / "site"
SINGLE, MULTI = str(SITE / "single.tar.xz"), str(SITE / "multi.tar.xz")
SIZES = pytest.mark.parametrize(("width", "height"), [(80, 24), (160, 50)])
COLOUR = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")


@pytest.fixture
def terminal(tmp_path: Path, need: Callable[..., None]) -> Iterator[Opened]:
    need("tmux")
    with terminals(tmp_path) as new:
        yield new


@SIZES
def test_one_image(terminal: Opened, width: int, height: int) -> None:
    tmux = terminal(width, height)
    tmux.browse(SINGLE)
    screen = tmux.wait_for("content 15.2 MB", "[1 Layers]", "RUN sh build.sh", "Quit")
    assert tmux.is_in_use()
    assert "single.tar.xz" in screen
    assert "deleted by layer 8 RUN rm -rf /src" in screen
    tmux.press("3")
    tmux.wait_for("[3 Files]", "bin/", "etc/")
    tmux.press("/")
    tmux.wait_for("part of a name")
    tmux.type("index")
    tmux.wait_until(lambda screen: "only index" in screen and "etc/" not in screen, "filtered tree")
    tmux.press("Enter")
    tmux.wait_until(lambda screen: "▶" in screen, "row at hand")
    tmux.press("Enter")
    tmux.wait_for("www/")
    tmux.press("Escape")
    tmux.wait_until(lambda screen: "only index" not in screen, "end of the filter")
    tmux.press("BSpace")
    tmux.wait_for("bin/", "etc/")
    tmux.press("q")
    assert tmux.ended() == (0, [])


def test_a_filter_that_is_typed_at_once(terminal: Opened) -> None:
    """As keys come that were typed while the program was busy."""
    tmux = terminal()
    tmux.browse(SINGLE)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.type("/index")
    tmux.wait_for("only index")


@SIZES
def test_two_images(terminal: Opened, width: int, height: int) -> None:
    tmux = terminal(width, height)
    tmux.browse(SINGLE, MULTI)
    tmux.wait_for("A single.tar.xz", "B multi.tar.xz", "Δ content −13.1 MB", "Quit")
    tmux.press("x")
    tmux.wait_for("A multi.tar.xz", "B single.tar.xz", "Δ content +13.1 MB")
    tmux.press("?")
    tmux.wait_for("Both images", "Swap", "Next difference")
    tmux.press("?")
    tmux.wait_until(lambda screen: "Both images" not in screen, "screen below the help")
    tmux.press("x")
    tmux.wait_for("A single.tar.xz", "Δ content −13.1 MB")
    tmux.press("q")
    assert tmux.ended() == (0, [])


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 36), (200, 60)])
def test_the_tree_and_the_files_of_a_pair(terminal: Opened, width: int, height: int) -> None:
    tmux = terminal(width, height)
    tmux.browse(SINGLE)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.press("3")
    tmux.wait_for("[3 Files]", "bin/")
    if width < 180:  # else it begins with the tree
        tmux.press("u")
    screen = tmux.wait_for("▸ bin/", "▾ var/", " www/")
    assert ("33:33" in screen) == (width > 80)
    tmux.press("c")
    tmux.wait_until(lambda screen: ("33:33" in screen) == (width == 80), "other columns")
    tmux.press("Down", "Down")
    if "▸ www/" in screen:
        tmux.press("Right")
    screen = tmux.wait_for("    town-hall.html", "of layer 6", "more is shipped here")
    assert max(map(len, screen.splitlines())) <= width
    tmux.press("Left", "Left", "Left")
    tmux.wait_for("▸ var/")
    tmux.press("2")
    tmux.wait_for("src/build/01-02.tsv")
    tmux.press("Enter")
    tmux.wait_for("▶     42.5 kB")
    tmux.press("Down")
    tmux.wait_for("layer 3 RUN sh build.sh", " src/build/01-03.tsv\n")
    tmux.press("i")
    tmux.wait_for("in layer 3", "[1 Layers]", "▶     42.5 kB", "01-03.tsv")
    tmux.press("q")
    assert tmux.ended() == (0, [])


def test_another_size_while_it_runs(terminal: Opened) -> None:
    tmux = terminal()
    tmux.browse(SINGLE, MULTI)
    tmux.wait_for("A single.tar.xz", "Quit")
    tmux.resize(20, 5)
    screen = tmux.wait_until(lambda screen: len(screen.splitlines()) == 5, "tiny screen")
    tmux.wait_for("A single.tar.xz", "[1 Layers]")
    tmux.press("x")
    tmux.wait_for("A multi.tar.xz")
    tmux.press("x", "Down", "Up", "?", "Escape")
    tmux.resize(160, 50)
    screen = tmux.wait_for("A single.tar.xz", "B multi.tar.xz", "Δ content −13.1 MB", "bin/")
    assert max(map(len, screen.splitlines())) > 120
    tmux.press("q")
    assert tmux.ended() == (0, [])


def test_all_there_is_to_say_comes_back_with_the_room(terminal: Opened) -> None:
    tmux = terminal()
    tmux.browse(SINGLE)
    tmux.wait_for("deleted by layer 8", "diff_id")
    tmux.resize(20, 5)
    tmux.wait_until(lambda screen: "diff_id" not in screen, "tiny screen")
    tmux.resize(160, 50)
    tmux.wait_for("deleted by layer 8", "diff_id")


def test_a_broken_second_image(terminal: Opened, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.xz"
    broken.write_bytes(Path(MULTI).read_bytes()[:5000])
    tmux = terminal()
    tmux.browse(SINGLE, str(broken))
    tmux.wait_until(
        lambda screen: (
            "[1 Layers]" in screen
            and all(text in "".join(screen.split()) for text in ("couldnotberead", "breaksoff"))
        ),
        "words, wherever lines are broken",
    )
    tmux.press("3")
    tmux.wait_for("[3 Files]", "bin/", "breaks off")
    tmux.press("q")
    assert tmux.ended() == (0, [])


def test_a_missing_file(terminal: Opened) -> None:
    tmux = terminal(160)
    tmux.browse("/nonexistent.tar")
    code, printed = tmux.ended()
    assert code == 2
    only_line("\n".join([*printed, ""]), "/nonexistent.tar: no such file or folder")


@pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr"])
def test_not_a_terminal(terminal: Opened, closed: str) -> None:
    """The others of the three are one."""
    redirection = {"stdin": "< /dev/null", "stdout": "| cat", "stderr": "2>&1 >/dev/tty | cat"}
    script = f'"$@" {redirection[closed]}; exit "${{PIPESTATUS[0]}}"'
    tmux = terminal(160)
    tmux.start("bash", "-c", script, "bash", *LAYERSIZE, "browse", SINGLE)
    code, printed = tmux.ended()
    assert code == 2
    only_line("\n".join([*printed, ""]), "browse: needs a terminal")


def test_a_pipe_gets_one_line() -> None:
    done = subprocess.run(
        [*LAYERSIZE, "browse", SINGLE], env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == b""
    only_line(done.stderr, "browse: needs a terminal")


def test_a_dumb_terminal(terminal: Opened) -> None:
    tmux = terminal(TERM="dumb")
    tmux.browse(SINGLE)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.press("q")
    assert tmux.ended() == (0, [])


def test_colours(terminal: Opened) -> None:
    tmux = terminal()
    tmux.browse(SINGLE)
    tmux.wait_for("[1 Layers]", "Quit")
    assert COLOUR.search(tmux.screen("-e"))


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_no_colours(terminal: Opened, variables: dict[str, str]) -> None:
    tmux = terminal(**variables)
    tmux.browse(SINGLE, *([] if variables else ["--no-color"]))
    tmux.wait_for("[1 Layers]", "Quit")
    assert not COLOUR.search(tmux.screen("-e"))


def test_signs_that_ascii_has(terminal: Opened) -> None:
    """Python writes UTF-8 in the C locale as well, unless it is told not to."""
    tmux = terminal(LC_ALL="C", PYTHONUTF8="0")
    tmux.browse(SINGLE, MULTI)
    screens = [tmux.wait_for("[1 Layers]", "diff content -13.1 MB", "Quit")]
    tmux.press("?")
    screens.append(tmux.wait_for("Both images", "Swap"))
    tmux.press("Escape")
    for screen in screens:
        assert screen.isascii()
        assert not re.search(r"\\(x|u)[0-9a-f]{2}", screen)


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_an_image_of_an_engine(terminal: Opened, variable: str) -> None:
    source, variables = engine_environment(variable)
    tmux = terminal(**variables)
    tmux.browse(f"{source}{SAMPLE}")
    tmux.wait_for(SAMPLE, "[1 Layers]", "Quit")
    tmux.press("q")
    assert tmux.ended() == (0, [])
