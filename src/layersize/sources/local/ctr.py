"""`ctr`, containerd's own program: asked for what it has, and for the bytes of a blob.

It finds containerd by CONTAINERD_ADDRESS, else at its usual socket.
Source: https://github.com/containerd/containerd/tree/main/cmd/ctr
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from time import monotonic

from layersize.errors import LayersizeError
from layersize.progress import NoProgress, Progress
from layersize.sources.context import NotHere, NotPermitted, Unavailable
from layersize.sources.sessions import end_session
from layersize.streams.read_ahead import LOOK_UP_SECONDS, ReadAhead
from layersize.streams.reader import Reader

TITLE = "containerd"
_CHUNK = 256 << 10
_MOST_WORDS = 300
_MOST_ANSWER_BYTES = 64 << 20
"""Of a list: an image takes some 300 bytes."""

_NOBODY = re.compile("no such file or directory|connection refused|deadline exceeded")
"""What it says where no containerd is behind the socket."""


class NotFoundError(LayersizeError):
    """containerd does not have what it was asked for."""


class Ctr:
    """Runs `ctr`, in a namespace; raises Unavailable where there is none, or nobody to ask."""

    def __init__(self, timeout_seconds: float) -> None:
        """Each answer may take `timeout_seconds`, and so may each pause within a blob."""
        program = shutil.which("ctr")
        if program is None:
            remedy = "install it with containerd, or save the image: ctr images export"
            raise NotHere(TITLE, "is asked by its program ctr, which is not on PATH", remedy)
        self._program = program
        self._timeout_seconds = timeout_seconds

    def lines(self, *arguments: str) -> list[str]:
        """What it prints; raises LayersizeError with its own words if it fails."""
        return self.answer(_MOST_ANSWER_BYTES, *arguments).decode(errors="replace").splitlines()

    def answer(self, most_bytes: int, *arguments: str) -> bytes:
        """The bytes that it prints, at most that many."""
        answer = bytearray()
        with self.stream(NoProgress(), *arguments) as arriving:
            while chunk := arriving.read(_CHUNK):
                answer += chunk
                if len(answer) > most_bytes:
                    raise LayersizeError(TITLE, f"answers with over {most_bytes} bytes")
        return bytes(answer)

    @contextmanager
    def stream(self, progress: Progress, *arguments: str) -> Iterator[Reader]:
        """What it prints, as it arrives; its failure is raised at the end."""
        process = subprocess.Popen(  # noqa: S603 - a program by its full path, without a shell
            [self._program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            with closing(ReadAhead(_printed(process))) as arriving:
                yield _Watched(arriving, progress, self._timeout_seconds)
        finally:
            end_session(process)


def _printed(process: subprocess.Popen[bytes]) -> Generator[bytes, None, None]:
    """The bytes that a program prints; raises LayersizeError with its words if it fails."""
    assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018 - pipes
    with process.stdout as printed, process.stderr as errors:
        while chunk := os.read(printed.fileno(), _CHUNK):
            yield chunk
        words = errors.read(_MOST_ANSWER_BYTES).decode(errors="replace")
    if process.wait():
        raise _failure(words.strip().rpartition("\n")[2].removeprefix("ctr: "))


def _failure(words: str) -> LayersizeError:
    said = words[:_MOST_WORDS] or "no words"
    if "permission denied" in words:
        remedy = "run layersize as a user who may use ctr, such as root"
        return NotPermitted(TITLE, "you may not use it (permission denied)", remedy)
    if _NOBODY.search(words):
        return Unavailable(TITLE, "nobody is listening", "start it, or set CONTAINERD_ADDRESS")
    if words.endswith("not found"):
        return NotFoundError(TITLE, said)
    return LayersizeError(TITLE, f"ctr failed ({said})", "look at containerd's log")


class _Watched:
    """What arrives, for as long as it does."""

    def __init__(self, arriving: ReadAhead, progress: Progress, timeout_seconds: float) -> None:
        self._arriving = arriving
        self._progress = progress
        self._timeout_seconds = timeout_seconds
        self._rest = b""

    def read(self, most: int, /) -> bytes:
        if not self._rest:
            self._rest = self._next_piece()
        data, self._rest = self._rest[:most], self._rest[most:]
        return data

    def _next_piece(self) -> bytes:
        given_up = monotonic() + self._timeout_seconds
        while (piece := self._arriving.piece_within(LOOK_UP_SECONDS)) is None:
            self._progress.advance(0)
            if monotonic() > given_up:
                cause = f"ctr has printed nothing for {self._timeout_seconds:g} seconds"
                remedy = "check that containerd is still running; --timeout SECONDS waits longer"
                raise LayersizeError(TITLE, cause, remedy)
        if isinstance(piece, Exception):
            raise piece
        return piece
