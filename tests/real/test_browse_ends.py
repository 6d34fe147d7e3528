"""How `layersize browse` ends, by whatever ends it, and that nothing of it is left."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.processes import only_line
from support.engine_relay import relay, stall
from support.real_parts import SAMPLE, engine_environment
from support.tmux import Opened, terminals

pytestmark = pytest.mark.real

SINGLE = str(Path(__file__).parents[2] / "sample_images" / "site" / "single.tar.xz")
BREAKS_ROWS = """
import sys
from layersize.cli import main
from layersize.tui.widgets.table_view import TableView

def render_line(self, y):
    raise ValueError("of the test")

TableView.render_line = render_line
sys.exit(main())
"""


@pytest.fixture
def terminal(tmp_path: Path, need: Callable[..., None]) -> Iterator[Opened]:
    need("tmux")
    with terminals(tmp_path) as new:
        yield new


def test_control_c_is_a_key(terminal: Opened) -> None:
    tmux = terminal()
    tmux.browse(SINGLE)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.press("C-c")
    assert tmux.ended() == (0, [])


def test_control_c_while_it_loads(terminal: Opened, tmp_path: Path) -> None:
    """An engine that listens and says nothing."""
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent.sock"))
        silent.listen()
        tmux = terminal(DOCKER_HOST=f"unix://{tmp_path}/silent.sock")
        tmux.browse("docker:app:v1")
        tmux.wait_for("docker:app:v1", "Quit")
        tmux.press("C-c")
        assert tmux.ended() == (130, ["layersize: interrupted"])


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal(terminal: Opened, sent: signal.Signals) -> None:
    tmux = terminal()
    tmux.browse(SINGLE)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.signal(sent)
    assert tmux.ended() == (130, ["layersize: interrupted"])


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_it_is_busy(terminal: Opened, sent: signal.Signals) -> None:
    """Wherever in the program the signal happens to come."""
    for _attempt in range(3):
        tmux = terminal()
        tmux.browse(SINGLE)
        tmux.wait_for("[1 Layers]", "Quit")
        tmux.press(*["Down", "Up"] * 100)
        tmux.signal(sent)
        assert tmux.ended() == (130, ["layersize: interrupted"])


def test_a_terminal_that_goes_away(terminal: Opened) -> None:
    """As when its window is closed: nothing goes on without it."""
    tmux = terminal()
    tmux.browse(SINGLE)
    tmux.wait_for("[1 Layers]", "Quit")
    tmux.press(*["Down", "Up"] * 20)
    assert tmux.processes()
    tmux.hang_up()
    tmux.wait_until_gone()


def test_what_goes_wrong_while_drawing(terminal: Opened, tmp_path: Path) -> None:
    runner = tmp_path / "runner.py"
    runner.write_text(BREAKS_ROWS)
    tmux = terminal(160, 50)
    tmux.start(sys.executable, str(runner), "browse", SINGLE)
    code, printed = tmux.ended()
    assert code == 2
    assert "ValueError: of the test" in only_line("\n".join([*printed, ""]), "internal error")


def test_what_goes_wrong_while_drawing_for_developers(terminal: Opened, tmp_path: Path) -> None:
    runner = tmp_path / "runner.py"
    runner.write_text(BREAKS_ROWS)
    tmux = terminal(160, 200)
    tmux.start(sys.executable, str(runner), "browse", SINGLE, "--debug")
    code, printed = tmux.ended()
    assert code == 2
    assert printed[0].startswith("Traceback (most recent call last)")
    assert printed.count("ValueError: of the test") == 1
    assert printed[-1].startswith("layersize: internal error: ValueError: of the test")


@pytest.mark.parametrize(
    ("key", "end"), [("q", (0, [])), ("C-c", (130, ["layersize: interrupted"]))]
)
def test_the_end_in_the_middle_of_a_save(
    terminal: Opened, tmp_path: Path, key: str, end: tuple[int, list[str]]
) -> None:
    _, variables = engine_environment("LAYERSIZE_DOCKER_OLD")
    with relay(variables["DOCKER_HOST"], tmp_path, stall, after=1_000_000) as engine:
        tmux = terminal(**{**variables, "DOCKER_HOST": engine.address})
        tmux.browse(f"docker:{SAMPLE}", "--no-store")
        tmux.wait_until(lambda screen: engine.saves and "walking" in screen, "save")
        assert tmux.processes()
        tmux.press(key)
        tmux.wait_until_gone()  # the engine stalls for longer
        assert tmux.ended() == end
    assert not list(tmp_path.glob("cache/**/records/*"))
