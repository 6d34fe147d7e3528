"""Ctrl-C and SIGTERM end the work at once, with 130 and without a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cli.processes import only_line, start

SOON_SECONDS = 3
MEBIBYTE = 1 << 20


def opened_files(process: subprocess.Popen[bytes]) -> list[str]:
    """What the descriptors of a process lead to just now."""
    found = []
    for descriptor in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(str(descriptor.readlink()))
    return found


def wait_until_reading(process: subprocess.Popen[bytes], path: Path) -> None:
    """Until the process holds the file open in at least two threads."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        if opened_files(process).count(str(path)) >= 2:
            return
    raise AssertionError("the image was never opened")


def stopped(process: subprocess.Popen[bytes], sent: signal.Signals) -> tuple[int, bytes, bytes]:
    process.send_signal(sent)
    stdout, stderr = process.communicate(timeout=SOON_SECONDS)
    return process.returncode, stdout, stderr


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_while_threads_decompress(slow_image: Path, sent: signal.Signals) -> None:
    process = start("inspect", str(slow_image))
    wait_until_reading(process, slow_image)
    code, stdout, stderr = stopped(process, sent)
    assert code == 130
    assert stdout == b""
    assert only_line(stderr) == "layersize: interrupted\n"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_while_waiting_for_standard_input(slow_image: Path, sent: signal.Signals) -> None:
    """The pipe gives the beginning of an image and then nothing, as a stalled engine does."""
    reading, writing = os.pipe()
    try:
        process = start("inspect", "-", stdin=reading)
        beginning = slow_image.read_bytes()[: 8 * MEBIBYTE]
        with open(writing, "wb", closefd=False) as pipe:
            pipe.write(beginning)  # returns once most of it was read
        code, stdout, stderr = stopped(process, sent)
    finally:
        os.close(writing)
        os.close(reading)
    assert code == 130
    assert stdout == b""
    assert only_line(stderr) == "layersize: interrupted\n"
