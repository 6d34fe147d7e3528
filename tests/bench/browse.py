"""`layersize browse` in a terminal: how long its first screen and its keys take, and its memory."""

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from browse_steps import LONG_SECONDS, Step

_CHILD = str(Path(__file__).with_name("browse_child.py"))
_SIZE = struct.pack("HHHH", 50, 160, 0, 0)
_LONGEST_SECONDS = 120.0
Moment = tuple[float, float, str]
"""When, how much the process has computed by then, and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    label: str
    first_seconds: float
    """From the key, as read, to the first output."""
    last_seconds: float
    """To the last output of what the key has set off, less what is waited for on purpose."""
    cpu_seconds: float
    """What the process has computed meanwhile, in all its threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsing:
    first_screen_seconds: float
    """From the end of the analysis, or of the comparison, until the view is painted."""
    shown_seconds: float
    """Of this, from the message that all is loaded."""
    presses: Sequence[Press]
    peak_bytes: int
    """Largest resident memory of any one of its processes."""


def browse(files: Sequence[Path], steps: Sequence[Step]) -> Browsing:
    """Opens the images, presses one key after the other, each when nothing moves, and quits."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.json"
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, _SIZE)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "XDG_CACHE_HOME": folder,
        }
        for name in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE"):
            environment.pop(name, None)
        command = [sys.executable, _CHILD, str(log), *map(str, files)]
        process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        _read_until(ours, b"[1 Layers]")
        _read_until_quiet(ours, LONG_SECONDS)
        sent = []
        for step in steps:
            sent.append(time.monotonic())
            os.write(ours, step.key.encode())
            _read_until_quiet(ours, step.quiet_seconds)
        sent.append(time.monotonic())
        os.write(ours, b"q")
        if not _read_until_quiet(ours, 10):
            process.kill()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        os.close(ours)
        if process.returncode:
            sys.exit(f"`layersize browse` ended with {process.returncode}")
        told = json.loads(log.read_text())
    moments: list[Moment] = told["moments"]
    return Browsing(
        first_screen_seconds=_view_after(moments, "measured"),
        shown_seconds=_view_after(moments, "finished"),
        presses=[
            press
            for step, (start, end) in zip(steps, pairwise(sent), strict=True)
            if step.label
            for press in _press(step, start, end, moments, told["pause_seconds"])
        ],
        peak_bytes=usage.ru_maxrss * 1024,
    )


def _view_after(moments: Sequence[Moment], what: str) -> float:
    began = max(at for at, _, noted in moments if noted == what)
    return min(at for at, _, noted in moments if noted == "view" and at > began) - began


def _press(
    step: Step, start: float, end: float, moments: Sequence[Moment], pause_seconds: float
) -> list[Press]:
    """Nothing for a key that changed nothing to be seen."""
    ours = [moment for moment in moments if start <= moment[0] < end]
    key_at, key_cpu, _ = next(moment for moment in ours if moment[2] == "key")
    writes = [moment for moment in ours if moment[2] in ("write", "view") and moment[0] > key_at]
    if not writes:
        return []
    last_at, last_cpu, _ = writes[-1]
    waited = pause_seconds if step.is_letter else 0.0
    return [
        Press(
            label=step.label,
            first_seconds=writes[0][0] - key_at,
            last_seconds=max(0.0, last_at - key_at - waited),
            cpu_seconds=last_cpu - key_cpu,
        )
    ]


def _read_until(terminal: int, wanted: bytes) -> None:
    seen = b""
    while wanted not in seen:
        readable, _, _ = select.select([terminal], [], [], _LONGEST_SECONDS)
        if not readable:
            sys.exit(f"`layersize browse` shows nothing for {_LONGEST_SECONDS:g} s")
        try:
            seen = seen[-100:] + os.read(terminal, 1 << 16)
        except OSError:
            sys.exit(f"`layersize browse` ended early: {seen.decode(errors='replace')}")


def _read_until_quiet(terminal: int, seconds: float) -> bool:
    """Whether the program has ended."""
    while select.select([terminal], [], [], seconds)[0]:
        try:
            os.read(terminal, 1 << 16)
        except OSError:
            return True
    return False
