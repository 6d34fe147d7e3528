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

PATIENCE_SECONDS = 60
"""Whatever is interrupted would go on for longer."""
MEBIBYTE = 1 << 20


def family(process: subprocess.Popen[bytes]) -> list[int]:
    """The process and its children."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [process.pid, *map(int, children.split())]


def opened_files(number: int) -> list[str]:
    """What the descriptors of a process lead to just now."""
    found = []
    with suppress(FileNotFoundError):
        for descriptor in Path(f"/proc/{number}/fd").iterdir():
            with suppress(FileNotFoundError):
                found.append(str(descriptor.readlink()))
    return found


def wait_until_reading(process: subprocess.Popen[bytes], path: Path) -> list[int]:
    """Until two layers are read at a time, for longer than a moment; gives the processes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    seen = 0
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        members = family(process)
        readers = sum(opened_files(number).count(str(path)) for number in members)
        seen = seen + 1 if readers >= 2 else 0
        if seen > 3:
            return members
        time.sleep(0.01)
    raise AssertionError("the image was never opened")


def stopped(process: subprocess.Popen[bytes], sent: signal.Signals) -> tuple[int, bytes, bytes]:
    process.send_signal(sent)
    stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, stdout, stderr


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("how", ["processes", "threads"])
def test_while_layers_are_decompressed(
    endless_image: Path, endless_small_image: Path, how: str, sent: signal.Signals
) -> None:
    path = endless_image if how == "processes" else endless_small_image
    before = signal.signal(sent, signal.SIG_DFL)  # under nohup it is ignored, and that is inherited
    process = start("inspect", str(path), "--no-limits")
    signal.signal(sent, before)
    members = wait_until_reading(process, path)
    in_processes = how == "processes" and (os.cpu_count() or 1) > 1
    assert (len(members) > 1) == in_processes
    code, stdout, stderr = stopped(process, sent)
    assert code == 130
    assert stdout == b""
    assert only_line(stderr) == "layersize: interrupted\n"
    assert not any(str(path) in opened_files(number) for number in members)


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
