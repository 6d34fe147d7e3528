"""A terminal of a program's own, by tmux: typed into as a person does, and read as one sees it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from cli.processes import environment

TMUX = shutil.which("tmux") or "tmux"
LONGEST_SECONDS = 60.0
RESTORED = {"echo", "icanon", "isig", "icrnl", "opost", "ixon"}
"""What `stty -a` says of a terminal that lines are typed into."""
MARKER = "this line was there before"
_ENDED = re.compile(r"ended with (\d+)")
_ALTERNATE_OR_MOUSE = "#{alternate_on}#{mouse_any_flag}#{mouse_sgr_flag}"


class Tmux:
    """A tmux server with one shell in it."""

    def __init__(self, folder: Path, *, width: int, height: int, **variables: str) -> None:
        self._socket = f"layersize-test-{uuid4().hex}"
        self._modes = folder / "stty.txt"
        rc = folder / "rc.sh"
        rc.write_text(
            "PS1='ready> '\n"
            # the exit code, and how the terminal was left
            f'tried() {{ "$@"; local code=$?; stty -a > {shlex.quote(str(self._modes))}; '
            'echo "ended with $code"; }\n'
            f"echo {MARKER}\n"
        )
        variables = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **variables}
        settings = [f"{name}={value}" for name, value in variables.items()]
        shell = ["env", *settings, "bash", "--noediting", "--noprofile", "--rcfile", str(rc)]
        size = ["-x", str(width), "-y", str(height)]
        self._seen: dict[int, str] = {}
        self._new_session = ("-f", "/dev/null", "new-session", "-d", *size, shlex.join(shell))

    def open(self) -> None:
        """Starts the server and the shell."""
        self._ask(*self._new_session)
        self.wait_for("ready>")

    def _ask(self, *command: str) -> str:
        kept = {key: value for key, value in environment().items() if not key.startswith("TMUX")}
        done = subprocess.run(
            [TMUX, "-u", "-L", self._socket, *command],
            env=kept,
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def hang_up(self) -> None:
        """Ends the server, as when a window is closed."""
        self._ask("kill-server")

    def kill(self) -> None:
        """Ends the server, and all that runs in it, even what doesn't end by itself."""
        with suppress(AssertionError):  # no server any more
            self.processes()
            self.hang_up()
        for number in self._left():
            os.kill(number, signal.SIGKILL)

    def _left(self) -> list[int]:
        """Those of the processes last seen that are there still."""
        return [number for number, began in self._seen.items() if began and _began(number) == began]

    def wait_until_gone(self, seconds: float = LONGEST_SECONDS) -> None:
        """Until none of the processes last seen is left."""
        deadline = time.monotonic() + seconds
        while left := self._left():
            assert time.monotonic() < deadline, f"{left} still there after {seconds:g} s"
            time.sleep(0.05)

    def start(self, *command: str) -> None:
        """Types a command line."""
        self.type(shlex.join(["tried", *command]))
        self.press("Enter")

    def browse(self, *arguments: str) -> None:
        """Starts `layersize browse …`."""
        self.start(sys.executable, "-m", "layersize", "browse", *arguments)

    def type(self, text: str) -> None:
        self._ask("send-keys", "-l", "--", text)

    def press(self, *keys: str) -> None:
        """Presses keys by tmux's names for them."""
        self._ask("send-keys", *keys)

    def resize(self, width: int, height: int) -> None:
        self._ask("resize-window", "-x", str(width), "-y", str(height))

    def screen(self, *options: str) -> str:
        """What is to be seen; with `-e` with its colours, with `-J` long lines in one piece."""
        return self._ask("capture-pane", "-p", *options)

    def wait_until(
        self, seen: Callable[[str], object], what: str = "", seconds: float = LONGEST_SECONDS
    ) -> str:
        """The screen, once it is as wanted."""
        deadline = time.monotonic() + seconds
        while not seen(screen := self.screen()):
            assert time.monotonic() < deadline, f"no {what} in {seconds:g} s, but\n{screen}"
            time.sleep(0.05)
        return screen

    def wait_for(self, *texts: str, seconds: float = LONGEST_SECONDS) -> str:
        """The screen, once all texts are to be seen."""
        return self.wait_until(
            lambda screen: all(text in screen for text in texts), " and ".join(texts), seconds
        )

    def is_in_use(self) -> bool:
        """Whether a program has the whole screen, or gets the mouse."""
        return self._ask("display-message", "-p", _ALTERNATE_OR_MOUSE).strip() != "000"

    def shows_cursor(self) -> bool:
        return self._ask("display-message", "-p", "#{cursor_flag}").strip() == "1"

    def processes(self) -> list[int]:
        """What the shell has started, the program first."""
        found = [int(self._ask("display-message", "-p", "#{pane_pid}"))]
        for number in found:
            found += _children(number)
        self._seen = {number: _began(number) for number in found[1:]}
        return found[1:]

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the program, as `kill` does."""
        os.kill(self.processes()[0], number)

    def ended(self, seconds: float = LONGEST_SECONDS) -> tuple[int, Sequence[str]]:
        """The exit code, and what was printed, once the terminal is as it was before."""
        self.wait_until(_ENDED.search, "end", seconds)
        self.wait_until(lambda screen: screen.rstrip().endswith("ready>"), "prompt", seconds)
        assert not self.is_in_use()
        assert self.shows_cursor()
        assert set(re.findall(r"[-\w]+", self._modes.read_text())) >= RESTORED
        assert not self.processes()
        before, command, after = self.screen("-J").partition("ready> tried ")
        assert MARKER in before
        assert command
        printed, _, _ = after.partition("ended with ")
        code = _ENDED.search(after)
        assert code is not None
        return int(code[1]), printed.splitlines()[1:]


class Opened(Protocol):
    """Opens a terminal."""

    def __call__(self, width: int = 80, height: int = 24, **variables: str) -> Tmux: ...


@contextmanager
def terminals(folder: Path) -> Iterator[Opened]:
    """Terminals whose programs know no engine and no cache of before; they end with the context."""
    opened: list[Tmux] = []
    nowhere = "unix:///nonexistent/engine.sock"

    def new(width: int = 80, height: int = 24, **variables: str) -> Tmux:
        own = folder / f"terminal-{len(opened)}"
        own.mkdir()
        settings = {
            "XDG_CACHE_HOME": str(folder / "cache"),
            "DOCKER_HOST": nowhere,
            "CONTAINER_HOST": nowhere,
            **variables,
        }
        opened.append(tmux := Tmux(own, width=width, height=height, **settings))
        tmux.open()
        return tmux

    try:
        yield new
    finally:
        for tmux in opened:
            tmux.kill()


def _began(number: int) -> str:
    """When a process began, in the kernel's ticks; empty where it is gone."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _children(number: int) -> list[int]:
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(child) for child in children.split()]
