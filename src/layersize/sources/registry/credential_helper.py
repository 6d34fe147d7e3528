"""Asks a docker-credential program for a login, and is rid of it whatever it does.

Source: https://github.com/docker/docker-credential-helpers#development
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import field
from pathlib import Path
from time import monotonic, sleep

from layersize.progress import Progress
from layersize.sources.sessions import end_session
from layersize.streams.read_ahead import ReadAhead
from layersize.values import dataclass

_MOST_BYTES = 1 << 20
"""Of an answer: names and tokens have some thousands."""
_CHUNK = 1 << 16
_LOOK_UP_SECONDS = 0.1
"""For a killed process to be gone."""
_MOST_IDLE = 10
"""Look-ups in vain once it has ended: a child that it left may keep its output open for ever."""
_NOT_FOUND = b"credentials not found"
"""How each helper begins to say that it has none: `credentials not found in native keychain`."""

_given_up: dict[str, str] = {}
"""Helpers that nobody waits for again in this process, by their paths: images often share one."""


class HelperError(Exception):
    """A helper gave no answer; the text names it, and holds nothing that it printed."""

    def __init__(self, text: str, *, was_given_up: bool = False) -> None:
        super().__init__(text)
        self.was_given_up = was_given_up
        """Whether it would have gone on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperLogin:
    """What a helper keeps for a server."""

    username: str
    """`<token>` where the secret is an identity token."""
    secret: str = field(repr=False)


def ask_helper(
    name: str, server: str, *, timeout_seconds: float, progress: Progress
) -> HelperLogin | None:
    """What docker-credential-`name` keeps for a server, `None` if it has nothing.

    No process that it started outlives the call. Raises HelperError, or what `progress` raises.
    """
    program = f"docker-credential-{name}"
    found = None if Path(name).name != name else shutil.which(program)
    if found is None:
        raise HelperError(f"{program} is not on PATH")
    if found in _given_up:
        raise HelperError(_given_up[found], was_given_up=True)
    progress.wait(f"waiting for {program}")
    try:
        with closing(_Helper(program, found, server)) as helper:
            answer, exit_code = helper.answer(timeout_seconds, progress)
    except HelperError as error:
        if error.was_given_up:
            _given_up[found] = str(error)
        raise
    if exit_code == 0:
        return _parsed(program, answer)
    if answer.startswith(_NOT_FOUND):
        return None
    raise HelperError(f"{program} failed")


def _parsed(program: str, answer: bytes) -> HelperLogin | None:
    try:
        login = json.loads(answer)
        username, secret = login["Username"], login["Secret"]
        (username + secret).encode()  # a lone surrogate can't be sent
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # What it printed stays unsaid: it may be a secret.
        raise HelperError(f"{program} failed") from None
    return HelperLogin(username=username, secret=secret) if username or secret else None


class _Helper:
    """A running helper, in a session of its own, so that what it started can be ended with it."""

    def __init__(self, program: str, path: str, server: str) -> None:
        self._program = program
        self._path = path
        self._server = server
        self._lock = threading.Lock()
        self._is_over = False
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)  # should the thread that asks be a daemon

    def answer(self, timeout_seconds: float, progress: Progress) -> tuple[bytes, int]:
        """All that it printed, and its exit code."""
        deadline = monotonic() + timeout_seconds
        printed, idle = bytearray(), 0
        with closing(ReadAhead(self._pieces())) as output:
            while monotonic() < deadline:
                progress.advance(0)
                exit_code = None if self._process is None else self._process.poll()
                piece = output.piece_within(_LOOK_UP_SECONDS)
                if isinstance(piece, Exception):
                    raise HelperError(f"{self._program} can't be run ({_reason(piece)})")
                printed += piece or b""
                if len(printed) > _MOST_BYTES:
                    cause = f"{self._program} answers with over {_MOST_BYTES} bytes"
                    raise HelperError(cause, was_given_up=True)
                idle = 0 if piece else idle + 1
                if exit_code is not None and (output.is_at_end or idle > _MOST_IDLE):
                    return bytes(printed), exit_code
                if output.is_at_end:
                    sleep(_LOOK_UP_SECONDS / 10)
        cause = f"{self._program} gave no answer within {timeout_seconds:g} s"
        raise HelperError(cause, was_given_up=True)

    def _pieces(self) -> Generator[bytes, None, None]:
        """Runs it: in a thread, as a signal could part Popen from its process in the main one."""
        with self._lock:
            if self._is_over:
                return
            self._process = process = subprocess.Popen(  # noqa: S603 - the user's config names it
                [self._path, "get"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - pipes
        with suppress(OSError):  # it may answer without listening
            process.stdin.write(self._server.encode())
            process.stdin.close()
        with process.stdout as output:
            while data := os.read(output.fileno(), _CHUNK):
                yield data

    def close(self) -> None:
        """Ends it, with everything that it started and that is still of its session."""
        atexit.unregister(self.close)
        with self._lock:
            self._is_over = True
            process = self._process
        if process is not None:
            end_session(process)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
