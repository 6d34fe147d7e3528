"""An ssh that says nothing: it is given up, named, and never left behind.

The ssh is a mock that sleeps; how a real bridge works over one is among the tests of engines.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, environment, only_line, run

PATIENCE_SECONDS = 60


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[Path]:
    """The file in which each ssh notes its process id and its arguments."""
    folder, notes = tmp_path / "bin", tmp_path / "notes"
    folder.mkdir()
    proxy = f'sleep 301 &\necho "$! a proxy" >> {notes}.proxies\n'
    noted = f'echo "$$ $*" >> {notes}\n'
    (folder / "ssh").write_text(f"#!/bin/sh\n{proxy}{noted}exec sleep 300\n")
    (folder / "ssh").chmod(0o755)
    yield notes
    for process in living(notes) + living(proxies_of(notes)):
        os.kill(process, signal.SIGKILL)


def proxies_of(notes: Path) -> Path:
    """The file in which each notes the process id of what it started itself."""
    return Path(f"{notes}.proxies")


def living(notes: Path) -> list[int]:
    """Those that still run; one that nobody has waited for yet does not."""
    found = []
    for line in notes.read_text().splitlines() if notes.exists() else []:
        process = int(line.split()[0])
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            continue
        found += [] if state == "Z" else [process]
    return found


def through(notes: Path, host: str) -> dict[str, str]:
    path = f"{notes.parent / 'bin'}:{os.environ['PATH']}"
    return environment(PATH=path, DOCKER_HOST=host, XDG_CACHE_HOME=str(notes.parent / "cache"))


@pytest.mark.parametrize(
    ("host", "arguments"),
    [
        ("ssh://builder", "-- builder docker system dial-stdio"),
        ("ssh://me@builder:2222", "-l me -p 2222 -- builder docker system dial-stdio"),
        (
            "ssh://builder/run/it's here.sock",
            """-- builder docker --host 'unix:///run/it'"'"'s here.sock' system dial-stdio""",
        ),
    ],
)
def test_it_is_given_up_and_ended(ssh: Path, host: str, arguments: str) -> None:
    done = run("inspect", "app:v1", "--timeout", "1", env=through(ssh, host))
    assert done.returncode == 2
    line = only_line(done.stderr)
    assert f"Docker engine at {host}: has not answered within 0.5 seconds" in line
    assert ssh.read_text().rstrip("\n").endswith(arguments)
    assert "BatchMode=yes" in ssh.read_text()  # asks for no password
    assert not living(ssh)
    assert not living(proxies_of(ssh))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it(ssh: Path, number: int) -> None:
    process = subprocess.Popen(
        [*LAYERSIZE, "inspect", "docker:app:v1"],
        env=through(ssh, "ssh://builder"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + PATIENCE_SECONDS
    while not ssh.exists() and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(number)  # while it starts, or later
    _, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, stderr
    assert only_line(stderr) == "layersize: interrupted\n"
    assert not living(ssh)
    assert not living(proxies_of(ssh))


def test_without_ssh(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    env = environment(PATH=str(tmp_path / "bin"), DOCKER_HOST="ssh://builder")
    done = run("inspect", "app:v1", env=env)
    assert done.returncode == 2
    assert "is reached by ssh, which is not installed" in only_line(done.stderr)


def test_a_key_that_can_be_no_file(ssh: Path) -> None:
    folder = ssh.parent / "containers"
    folder.mkdir()
    one = '{"URI": "ssh://builder", "Identity": "/a\\u0000b"}'
    text = f'{{"Connection": {{"Default": "m", "Connections": {{"m": {one}}}}}}}'
    (folder / "podman-connections.json").write_text(text)
    env = {**through(ssh, ""), "CONTAINER_CONNECTION": "m", "XDG_CONFIG_HOME": str(ssh.parent)}
    done = run("inspect", "podman:app:v1", env=env)
    assert done.returncode == 2
    assert "which can't be a file; correct it" in only_line(done.stderr)


def test_what_ssh_says_comes_with_a_command_to_try(ssh: Path) -> None:
    (ssh.parent / "bin" / "ssh").write_text("#!/bin/sh\necho Permission denied. >&2\nexit 255\n")
    done = run("inspect", "app:v1", env=through(ssh, "ssh://me@builder:2222/run/docker.sock"))
    assert done.returncode == 2
    told = (
        "(Permission denied.); this must work by itself: ssh ssh://me@builder:2222 docker version"
    )
    assert told in only_line(done.stderr)
