"""Helper programs that misbehave: each is given up, named, and none of their processes is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cli.processes import environment, only_line, start
from layersize.errors import Interrupted
from layersize.progress import NoProgress
from layersize.sources.registry.credential_helper import HelperError, HelperLogin, ask_helper
from support.hostile_registry import HostileRegistry, fixed, with_basic_auth
from support.image_config import to_json
from support.registry_reading import error_of, network, one_layer, opened
from support.registry_secrets import PAIR, TOKEN, asks_for_token, log_out

PATIENCE_SECONDS = 60
ANSWER = """echo '{"Username":"reader","Secret":"sesame"}'"""
LOGIN = HelperLogin(username="reader", secret="sesame")  # noqa: S106 - what the helper says
SHORT = 0.5


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where helpers are found; Docker's config names one for everything."""
    log_out(monkeypatch, tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (tmp_path / "config.json").write_text('{"credsStore": "odd"}')
    return tmp_path


def helper(folder: Path, script: str) -> None:
    """A helper that notes its process and those it starts with `note`."""
    program = folder / "docker-credential-odd"
    program.write_text(f"#!/bin/sh\nnote() {{ echo $1 >> {folder}/pids; }}\nnote $$\n{script}\n")
    program.chmod(0o755)


def ask(timeout_seconds: float = PATIENCE_SECONDS) -> HelperLogin | None:
    return ask_helper("odd", "ghcr.io", timeout_seconds=timeout_seconds, progress=NoProgress())


def is_running(number: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def assert_nobody_is_left(folder: Path, expected: int) -> None:
    numbers = [int(number) for number in (folder / "pids").read_text().split()]
    assert len(numbers) == expected
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(map(is_running, numbers)):
        assert time.monotonic() < deadline, "a process of the helper goes on"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("script", "processes"),
    [
        ("exec sleep 600", 1),
        ("sleep 600", 1),
        ("sleep 600 & note $!\nwait", 2),
        ("trap '' INT TERM HUP\nsleep 600 & note $!\nwait", 2),
        (f"{ANSWER}\nexec sleep 600", 1),
        (f"{ANSWER}\nexec >&-\nexec sleep 600", 1),
        ("exec cat /dev/zero >&2", 1),
    ],
    ids=["one", "child", "noted child", "deaf", "answers", "closes", "errors"],
)
def test_a_helper_that_never_ends(folder: Path, script: str, processes: int) -> None:
    helper(folder, script)
    with pytest.raises(HelperError) as raised:
        ask(SHORT)
    assert str(raised.value) == "docker-credential-odd gave no answer within 0.5 s"
    assert raised.value.was_given_up
    assert_nobody_is_left(folder, processes)


def test_a_helper_that_floods(folder: Path) -> None:
    helper(folder, "exec cat /dev/zero")
    with pytest.raises(HelperError) as raised:
        ask()
    assert str(raised.value) == "docker-credential-odd answers with over 1048576 bytes"
    assert_nobody_is_left(folder, 1)


def test_a_helper_that_leaves_a_child_with_its_output(folder: Path) -> None:
    helper(folder, f"sleep 600 & note $!\n{ANSWER}")
    assert ask() == LOGIN
    assert_nobody_is_left(folder, 2)


def test_a_long_answer_in_pieces(folder: Path) -> None:
    """More than a pipe holds, on its error output too."""
    script = "head -c 300000 /dev/zero | tr '\\0' ' '"
    helper(folder, f"{script} >&2\n{script}\nsleep 0.2\n{ANSWER}")
    assert ask() == LOGIN


def test_a_helper_that_does_not_listen(folder: Path) -> None:
    helper(folder, f"exec <&-\n{ANSWER}")
    assert ask() == LOGIN


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("no program", 0o755, "can't be run (Exec format error)"),
        ("#!/nonexistent/shell\n", 0o755, "can't be run (No such file or directory)"),
        (f"#!/bin/sh\n{ANSWER}", 0o644, "is not on PATH"),
        ("#!/bin/sh\nexit 3", 0o755, "failed"),
        ("#!/bin/sh\nkill -9 $$", 0o755, "failed"),
        ('#!/bin/sh\necho \'{"Username":"a"}\'', 0o755, "failed"),
        ('#!/bin/sh\necho \'{"Username":"a","Secret":"\\\\ud800"}\'', 0o755, "failed"),
        ("#!/bin/sh\nprintf '\\377'", 0o755, "failed"),
        ("#!/bin/sh\n", 0o755, "failed"),
    ],
)
def test_a_helper_that_fails(folder: Path, content: str, mode: int, said: str) -> None:
    program = folder / "docker-credential-odd"
    program.write_text(content)
    program.chmod(mode)
    with pytest.raises(HelperError) as raised:
        ask()
    assert str(raised.value) == f"docker-credential-odd {said}"
    assert not raised.value.was_given_up


def test_an_interrupt_from_whoever_waits(folder: Path) -> None:
    """As in the screens, whose work is done in a thread."""

    class Impatient(NoProgress):
        def advance(self, _read_bytes: int) -> None:
            if (folder / "pids").exists():
                raise Interrupted

    helper(folder, "exec sleep 600")
    with pytest.raises(Interrupted):
        ask_helper("odd", "ghcr.io", timeout_seconds=PATIENCE_SECONDS, progress=Impatient())
    assert_nobody_is_left(folder, 1)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_helper_too(folder: Path, sent: signal.Signals) -> None:
    helper(folder, "sleep 600 & note $!\nwait")
    with HostileRegistry() as registry:
        asks_for_token(registry, f"http://{registry.host}/token")
        process = start("inspect", f"registry:{registry.host}/team/app:v1")
        wait_for_line(folder / "pids", 2, process)
        process.send_signal(sent)
        stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, stdout) == (130, b"")
    assert only_line(stderr) == "layersize: interrupted\n"
    assert_nobody_is_left(folder, 2)


def test_the_end_of_a_process_whose_thread_waits(folder: Path) -> None:
    """Nobody waits for the screens' thread."""
    helper(folder, "exec sleep 600")
    script = f"""
import threading, time
from pathlib import Path
from layersize.progress import NoProgress
from layersize.sources.registry.credential_helper import ask_helper
def ask():
    ask_helper("odd", "ghcr.io", timeout_seconds=600, progress=NoProgress())
threading.Thread(target=ask, daemon=True).start()
while not Path({str(folder / "pids")!r}).exists():
    time.sleep(0.01)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(), timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == 0
    assert_nobody_is_left(folder, 1)


def wait_for_line(file: Path, lines: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not file.exists() or file.read_text().count("\n") < lines:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the helper was never asked"
        time.sleep(0.01)


def test_a_public_image_is_read_without_a_login(folder: Path) -> None:
    helper(folder, "exec sleep 600")
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(to_json({"token": TOKEN}))
        asks_for_token(registry, f"http://{server.host}/token")
        image = opened(registry, settings=network(timeout_seconds=SHORT))
    assert [warning.message for warning in image.warnings] == [
        "docker-credential-odd gave no answer within 0.5 s, "
        "so the registry was asked without a login"
    ]
    assert [request.authorization for request in server.requests] == [None]
    assert_nobody_is_left(folder, 1)


def test_a_closed_image_names_the_helper(folder: Path) -> None:
    """It is asked once, also where Podman's file names it again."""
    helper(folder, "exec sleep 600")
    again = folder / ".config/containers/auth.json"
    again.parent.mkdir(parents=True)
    with HostileRegistry() as registry:
        again.write_text(f'{{"credHelpers": {{"{registry.host}": "odd"}}}}')
        registry.serve(one_layer())
        registry.wrap = lambda answer: with_basic_auth(f"Basic {PAIR}", answer)
        error = error_of(lambda: opened(registry, settings=network(timeout_seconds=SHORT)))
    host = registry.host
    assert error.cause == (
        "access is denied, or there is no such repository "
        "(docker-credential-odd gave no answer within 0.5 s; "
        f"no credentials for {host} in {folder}/config.json and {again})"
    )
    assert_nobody_is_left(folder, 1)


def test_a_helper_is_given_up_once_for_all_images(folder: Path) -> None:
    helper(folder, "exec sleep 600")
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = fixed(to_json({"token": TOKEN}))
        asks_for_token(registry, f"http://{server.host}/token")
        for _ in range(3):
            image = opened(registry, settings=network(timeout_seconds=SHORT))
            (warning,) = image.warnings
            assert warning.message.startswith("docker-credential-odd gave no answer within 0.5 s")
    assert_nobody_is_left(folder, 1)
