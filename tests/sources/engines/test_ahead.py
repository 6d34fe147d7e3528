"""Engines asked ahead, in another process: what is carried over, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, environment, only_line, run
from layersize.sources.engines.ahead import asked_ahead, nothing_told
from layersize.sources.not_here import NotHere

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or (os.cpu_count() or 1) < 2, reason="asks ahead on Linux, two cores"
)


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[socket.socket]:
    """A mock of an engine that hangs: its socket takes connections, and nobody reads them."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "silent.sock"))
        listening.listen()
        yield listening


def address(listening: socket.socket) -> str:
    return f"unix://{listening.getsockname()}"


def children(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(word) for word in told.split()]


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_what_the_engine_refuses_is_raised_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with asked_ahead(["app:v1", "docker:app:v1"], 60) as told:
        assert told is not nothing_told
        assert told("podman", "app:v1") is None
        for _ in range(2):
            with pytest.raises(NotHere, match=r"has no socket at .*none\.sock; start it, or set"):
                told("docker", "app:v1")


@pytest.mark.parametrize("reference", ["registry:app:v1", "-", "oci-dir:x", "", "there:v1"])
def test_nobody_is_asked_for_what_no_engine_has(
    reference: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "there").touch()
    monkeypatch.chdir(tmp_path)
    with asked_ahead([reference], 60) as told:
        assert told is nothing_told
        assert children(os.getpid()) == []


def test_nobody_is_asked_where_it_is_not_safe_to_fork() -> None:
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        with asked_ahead(["app:v1"], 60) as told:
            assert told is nothing_told
    finally:
        over.set()
        other.join()


def test_nobody_is_asked_where_the_end_of_a_process_is_not_told() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with asked_ahead(["app:v1"], 60) as told:
            assert told is nothing_told
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_nobody_is_asked_over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://user@nowhere.invalid")
    with asked_ahead(["app:v1"], 60) as told:
        assert told is nothing_told


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("DOCKER_HOST", "tcp://user:sesame@127.0.0.1:1"),
        ("DOCKER_HOST", "ssh://user:ses@me@127.0.0.1:1"),
        ("CONTAINER_HOST", "tcp://user:sesame@127.0.0.1:1"),
        ("CONTAINER_HOST", "ssh://user:sesame@127.0.0.1:1"),
    ],
)
def test_a_password_in_an_address_is_not_told(variable: str, address: str) -> None:
    source = "docker" if variable == "DOCKER_HOST" else "podman"
    done = run("inspect", f"{source}:app:v1", env=environment(**{variable: address}))
    assert done.returncode == 2
    line = only_line(done.stderr, " at ")
    assert "user:…@" in line
    assert "ses" not in line


def test_signals_are_let_through_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with asked_ahead(["app:v1"], 60):
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


def test_nobody_is_asked_where_no_process_is_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mock: root, who runs these tests, has no bound on processes."""

    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    open_before = open_files()
    with asked_ahead(["app:v1"], 60) as told:
        assert told is nothing_told
    assert open_files() == open_before


def test_an_answer_that_nobody_needs_is_not_waited_for(
    silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", address(silent))
    with asked_ahead(["app:v1"], 60):
        (asker,) = children(os.getpid())
        held, _ = silent.accept()
    held.close()
    assert not Path(f"/proc/{asker}").exists()


@pytest.fixture
def waiting(silent: socket.socket, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command whose engine does not answer."""
    env = environment(DOCKER_HOST=address(silent), XDG_CACHE_HOME=str(tmp_path / "cache"))
    command = [*LAYERSIZE, "inspect", "docker:app:v1"]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=env, start_new_session=True, **streams) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("to_all", [True, False], ids=["process group", "process"])
def test_a_signal_ends_both_processes_at_once(
    sent: int, to_all: bool, waiting: subprocess.Popen[bytes], silent: socket.socket
) -> None:
    held, _ = silent.accept()
    (asker,) = children(waiting.pid)
    if to_all:
        os.killpg(waiting.pid, sent)
    else:
        waiting.send_signal(sent)
    stdout, stderr = waiting.communicate(timeout=60)
    held.close()
    assert (waiting.returncode, stdout) == (130, b"")
    assert only_line(stderr) == "layersize: interrupted\n"
    assert not Path(f"/proc/{asker}").exists()


def test_if_the_process_is_killed_the_other_one_asks(
    waiting: subprocess.Popen[bytes], silent: socket.socket
) -> None:
    held, _ = silent.accept()
    (asker,) = children(waiting.pid)
    os.kill(asker, signal.SIGKILL)
    again, _ = silent.accept()
    again.close()
    _, stderr = waiting.communicate(timeout=60)
    held.close()
    assert waiting.returncode == 2
    only_line(stderr, "Docker engine at", "can't be asked")


def test_the_process_does_not_outlive_a_parent_that_is_killed(
    waiting: subprocess.Popen[bytes], silent: socket.socket
) -> None:
    held, _ = silent.accept()
    (asker,) = children(waiting.pid)
    waiting.kill()
    waiting.wait()
    held.close()  # the engine's answer, or its timeout, is the last it waits for
    for _ in range(1200):
        if not Path(f"/proc/{asker}").exists() or "Z" in Path(f"/proc/{asker}/stat").read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"{asker} still runs")
