"""Colour and progress: for terminals only, and only where they are wanted."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, environment

ESCAPE = b"\x1b["


class Terminal:
    """A pseudo terminal of 80 columns that a program is connected to."""

    def __init__(self) -> None:
        self._ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self) -> bytes:
        """All that arrives until the last program is gone."""
        os.close(self.theirs)
        shown = b""
        while True:
            try:
                piece = os.read(self._ours, 1 << 16)
            except OSError:  # Linux reports the end of a terminal so
                break
            if not piece:
                break
            shown += piece
        os.close(self._ours)
        return shown


def on_terminal(
    *arguments: str, stream: str, expected_code: int = 0, **variables: str
) -> tuple[bytes, bytes]:
    """What the terminal showed of one output stream, and the other one."""
    terminal = Terminal()
    other = "stderr" if stream == "stdout" else "stdout"
    streams = {stream: terminal.theirs, other: subprocess.PIPE}
    process = subprocess.Popen(
        [*LAYERSIZE, *arguments],
        env=environment(**{"TERM": "xterm-256color", **variables}),
        stdin=subprocess.DEVNULL,
        **streams,
    )
    shown = terminal.read()
    rest, unused = process.communicate()
    assert process.returncode == expected_code
    return shown, rest or unused or b""


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
