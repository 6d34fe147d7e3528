"""Standard input that is a real pipe, fed from bytes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread


def feed(descriptor: int, data: bytes) -> None:
    """Writes until all is taken or nobody reads any more."""
    with suppress(BrokenPipeError), open(descriptor, "wb") as pipe:
        pipe.write(data)


@contextmanager
def piped_stdin(data: bytes) -> Iterator[None]:
    """Both `sys.stdin` and descriptor 0 read from the pipe."""
    read_end, write_end = os.pipe()
    saved_descriptor, saved_stdin = os.dup(0), sys.stdin
    os.dup2(read_end, 0)
    os.close(read_end)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - closed below, without its descriptor
    writer = Thread(target=feed, args=(write_end, data))
    writer.start()
    try:
        yield
    finally:
        sys.stdin.close()
        sys.stdin = saved_stdin
        os.dup2(saved_descriptor, 0)
        os.close(saved_descriptor)
        writer.join()
