"""layersize as a process of its own, as a shell starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

LAYERSIZE = (sys.executable, "-m", "layersize")
LONGEST_SECONDS = 100
"""Ends what hangs; nothing is expected to take a tenth of it."""
_PYTHONS = ("PYTHONIOENCODING", "PYTHONUNBUFFERED")
"""What a user's terminal does not set, and what would hide how streams end."""


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, without what decides how output looks."""
    deciding = ("COLUMNS", "LINES", "NO_COLOR", "TERM", "FORCE_COLOR", *_PYTHONS)
    kept = {key: value for key, value in os.environ.items() if key not in deciding}
    return {**kept, "PYTHONUTF8": "1", **changes}


def run(
    *arguments: str, env: Mapping[str, str] | None = None, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """Runs a command to its end; both output streams are kept unless `more` says otherwise."""
    more.setdefault("stdin", subprocess.DEVNULL)
    more.setdefault("stdout", subprocess.PIPE)
    more.setdefault("stderr", subprocess.PIPE)
    return subprocess.run(
        [*LAYERSIZE, *arguments],
        env=environment() if env is None else dict(env),
        timeout=LONGEST_SECONDS,
        check=False,
        **more,
    )


def run_shell(script: str, *arguments: str, shell: str = "bash") -> tuple[int, str, str]:
    """Runs a script in which `layersize` is the program; gives exit code, stdout and stderr."""
    function = f'layersize() {{ "{sys.executable}" -m layersize "$@"; }}\n'
    done = subprocess.run(
        [shell, "-c", function + script, shell, *arguments],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def start(*arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    """Starts a command that is to be disturbed while it works."""
    more.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen(
        [*LAYERSIZE, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def only_line(stderr: bytes | str, *parts: str) -> str:
    """The single line of an error, in which all `parts` must stand."""
    text = stderr.decode() if isinstance(stderr, bytes) else stderr
    assert text.count("\n") == 1, text
    assert text.startswith("layersize: "), text
    assert text.endswith("\n"), text
    for part in parts:
        assert part in text
    return text


def assert_refused(outcome: Sequence[Any], *parts: str) -> None:
    """Exit code 2, nothing on stdout, one line on stderr."""
    code, stdout, stderr = outcome
    assert code == 2, stderr
    assert not stdout
    only_line(stderr, *parts)
