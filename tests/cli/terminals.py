"""layersize on a terminal of its own."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios

from cli.processes import LAYERSIZE, environment


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
