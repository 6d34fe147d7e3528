"""A table of what a command may wait for, and the signals that end it there.

Each is a process of its own, seen to be waiting; then comes the signal. The exit code is 130, there
is one line on standard error, no temporary file and no process is left.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, environment, only_line
from support.compressors import gzip_member
from support.docker_archives import archive
from support.hostile_registry import HostileRegistry, manifest_path, ranged, status
from support.registry_reading import one_layer
from support.tar_writer import file, tar

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks for processes in /proc"
)

PATIENCE_SECONDS = 60
"""Whatever is waited for would last longer."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SLEEPER = "#!/bin/sh\nexec sleep 1000\n"
DOCKER = '#!/bin/sh\ncase "$1" in buildx) [ "$2" = version ] && exit 0 ;; image) exit 0 ;; esac\n'
_STALLED_DISK = """
import os, sys, threading
from layersize.cli import main
pread, (reading, _), told = os.pread, os.pipe(), os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)

def hangs(*where):
    if threading.current_thread() is not threading.main_thread():
        os.write(told, b"x")
        os.read(reading, 1)
    return pread(*where)

os.pread = hangs
sys.exit(main(sys.argv[2:]))
"""
"""A program in whose threads a read does not return."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where commands wait: a working folder, with what it takes."""

    folder: Path
    held: list[socket.socket | int] = field(default_factory=list)

    def write(self, name: str, content: str | bytes, mode: int = 0o644) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        return path

    def pipe(self, name: str, *, held: bool = False) -> str:
        """A named pipe; `held`, with somebody at its other end who says nothing."""
        path = self.folder / name
        os.mkfifo(path)
        if held:
            self.held.append(os.open(path, os.O_RDWR))
        return str(path)

    def silent_unix(self) -> str:
        path = self.folder / "engine.sock"
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()
        self.held.append(server)
        return f"unix://{path}"

    def silent_port(self) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        self.held.append(server)
        return int(server.getsockname()[1])


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    for name in ("temp", "work"):
        (tmp_path / name).mkdir()
    made = Place(tmp_path / "work")
    yield made
    for held in made.held:
        if isinstance(held, socket.socket):
            held.close()
        else:
            os.close(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A command that waits."""

    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    is_waiting: Callable[[int], bool]
    """Given its process id."""
    stdin: int = subprocess.DEVNULL
    stdout: int = subprocess.PIPE
    stderr: int = subprocess.PIPE
    program: Sequence[str] = LAYERSIZE


def wait_channel(number: int) -> str:
    return Path(f"/proc/{number}/wchan").read_text()


def state(number: int) -> str:
    """The letter of a process's state; `Z` has ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "gone"


def has_open(path: str) -> Callable[[int], bool]:
    """Whether a process has opened a file, which leads nowhere."""

    def look(number: int) -> bool:
        with suppress(FileNotFoundError):
            for descriptor in Path(f"/proc/{number}/fd").iterdir():
                with suppress(FileNotFoundError):
                    if str(descriptor.readlink()) == path:
                        return True
        return False

    return look


def sleeps_after_its_imports(number: int) -> bool:
    """Whether the program's own handlers are there, and it waits, three looks in a row."""
    for _ in range(3):
        caught = [
            line
            for line in Path(f"/proc/{number}/status").read_text().splitlines()
            if line.startswith("SigCgt")
        ]
        if not int(caught[0].split()[1], 16) >> (signal.SIGTERM - 1) & 1 or state(number) != "S":
            return False
        time.sleep(0.05)
    return True


def family(number: int) -> list[int]:
    """The processes below a process, and their own."""
    found = []
    for task in Path(f"/proc/{number}/task").iterdir():
        with suppress(OSError):
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *family(child)]
    return found


def runs(name: str) -> Callable[[int], bool]:
    """Whether a process has one of that name below it."""

    def look(number: int) -> bool:
        for child in family(number):
            with suppress(OSError):
                if Path(f"/proc/{child}/comm").read_text().strip() == name:
                    return True
        return False

    return look


def asked(registry: HostileRegistry, path: str) -> Callable[[int], bool]:
    return lambda _number: path in registry.paths


def archive_without_writer(place: Place) -> Wait:
    return Wait(words=["inspect", place.pipe("a.tar")], is_waiting=sleeps_after_its_imports)


def silent_archive(place: Place) -> Wait:
    path = place.pipe("a.tar", held=True)
    return Wait(words=["inspect", path], is_waiting=has_open(path))


def silent_stdin(place: Place) -> Wait:
    reading, writing = os.pipe()
    place.held.extend((reading, writing))
    return Wait(words=["inspect", "-"], stdin=reading, is_waiting=sleeps_after_its_imports)


def export_of_stdin(place: Place) -> Wait:
    reading, writing = os.pipe()
    place.held.extend((reading, writing))
    os.write(writing, archive(tar(file("a", b"x" * 40_000)))[:30_000])

    def has_begun(_number: int) -> bool:
        return any(path.name.endswith(".part") for path in place.folder.iterdir())

    words = ["export", "-", "-o", str(place.folder / "out.tar")]
    return Wait(words=words, stdin=reading, is_waiting=has_begun)


def full_stdout(place: Place) -> Wait:
    return printing(place, stdout=full_pipe(place))


def full_stdout_and_stderr(place: Place) -> Wait:
    full = full_pipe(place)
    return printing(place, stdout=full, stderr=full)


def full_pipe(place: Place) -> int:
    """The end to write to of a pipe that takes no more."""
    reading, writing = os.pipe()
    place.held.extend((reading, writing))
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, bytes(4096))
    os.set_blocking(writing, True)
    return writing


def printing(place: Place, **streams: int) -> Wait:
    image = place.write("a.tar", archive(tar(file("a", b"x"))))
    return Wait(
        words=["inspect", str(image)],
        is_waiting=lambda number: "pipe" in wait_channel(number),
        **streams,
    )


def report_nobody_reads(place: Place) -> Wait:
    image = place.write("a.tar", archive(tar(file("a", b"x"))))
    words = ["inspect", str(image), "--report", f"json={place.pipe('report')}"]
    return Wait(words=words, is_waiting=sleeps_after_its_imports)


def silent_dockerfile(place: Place) -> Wait:
    path = place.pipe("Dockerfile", held=True)
    words = ["inspect", "a.tar", "--dockerfile", path]
    return Wait(words=words, is_waiting=has_open(path))


def silent_history(place: Place) -> Wait:
    path = place.pipe("sizes.jsonl", held=True)
    return Wait(words=["trend", path], is_waiting=has_open(path))


def silent_engine(place: Place) -> Wait:
    return Wait(
        words=["inspect", "docker:app"],
        environment={"DOCKER_HOST": place.silent_unix()},
        is_waiting=sleeps_after_its_imports,
    )


def silent_engine_far_away(place: Place) -> Wait:
    return Wait(
        words=["inspect", "docker:app"],
        environment={"DOCKER_HOST": f"tcp://127.0.0.1:{place.silent_port()}"},
        is_waiting=sleeps_after_its_imports,
    )


def silent_ssh(place: Place) -> Wait:
    place.write("bin/ssh", SLEEPER, 0o755)
    return Wait(
        words=["inspect", "docker:app"],
        environment={"DOCKER_HOST": "ssh://far.example"},
        is_waiting=runs("sleep"),
    )


def silent_build(place: Place) -> Wait:
    place.write("bin/docker", f"{DOCKER}exec sleep 1000\n", 0o755)
    place.write("Dockerfile", "FROM scratch\nCOPY . /\n")
    return Wait(words=["stages", ".", "--quiet"], is_waiting=runs("sleep"))


def silent_registry(place: Place) -> Wait:
    reference = f"registry:127.0.0.1:{place.silent_port()}/app:v1"
    return Wait(words=["inspect", reference], is_waiting=sleeps_after_its_imports)


def stalled_disk(place: Place) -> Wait:
    layers = [gzip_member(tar(file(name, name.encode()))) for name in ("a", "b")]
    image = place.write("a.tar", archive(*layers))
    told = place.folder / "told"
    return Wait(
        program=[sys.executable, "-c", _STALLED_DISK, str(told)],
        words=["inspect", str(image)],
        is_waiting=lambda _number: told.exists() and told.stat().st_size >= 2,
    )


PLACES = (
    archive_without_writer,
    silent_archive,
    silent_stdin,
    export_of_stdin,
    full_stdout,
    full_stdout_and_stderr,
    report_nobody_reads,
    silent_dockerfile,
    silent_history,
    silent_engine,
    silent_engine_far_away,
    silent_ssh,
    silent_build,
    silent_registry,
    stalled_disk,
)


def assert_ends(place: Place, wait: Wait, sent: signal.Signals) -> None:
    temporary = place.folder.parent / "temp"
    process = subprocess.Popen(
        [*wait.program, *wait.words],
        cwd=place.folder,
        env=environment(
            PATH=f"{place.folder}/bin:{os.environ['PATH']}",
            TMPDIR=str(temporary),
            **{
                "DOCKER_HOST": "unix:///nonexistent",
                "CONTAINER_HOST": "unix:///nonexistent",
                **wait.environment,
            },
        ),
        stdin=wait.stdin,
        stdout=wait.stdout,
        stderr=wait.stderr,
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not wait.is_waiting(process.pid):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it never waits"
        time.sleep(0.02)
    below = family(process.pid)
    before = {path.name for path in place.folder.iterdir() if not path.name.endswith(".part")}
    process.send_signal(sent)
    try:
        stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert (process.returncode, stdout or b"") == (130, b""), stderr
    if wait.stderr == subprocess.PIPE:
        assert only_line(stderr) == "layersize: interrupted\n"
    assert {path.name for path in place.folder.iterdir()} == before
    assert list(temporary.iterdir()) == []
    for number in below:
        assert state(number) in ("gone", "Z", "X")


@pytest.mark.parametrize("sent", SIGNALS)
@pytest.mark.parametrize("waiting", PLACES)
def test_what_is_waited_for(
    place: Place, waiting: Callable[[Place], Wait], sent: signal.Signals
) -> None:
    assert_ends(place, waiting(place), sent)


@pytest.mark.parametrize("sent", SIGNALS)
@pytest.mark.parametrize("what", ["manifest", "layer", "helper"])
def test_a_registry(place: Place, what: str, sent: signal.Signals) -> None:
    """It goes silent in the middle of its answer, or asks for a login that does not come."""
    layout = one_layer(gzip_member(tar(file("a", os.urandom(200_000)))))
    with HostileRegistry() as registry:
        registry.serve(layout)
        reference = f"registry:{registry.host}/team/app:v1"
        more: dict[str, str] = {}
        is_waiting = asked(registry, manifest_path("v1"))
        if what == "manifest":
            registry.answers[manifest_path("v1")] = ranged(bytes(900), most=100, stays_open=True)
        elif what == "layer":
            largest = max(layout.blobs.items(), key=lambda blob: len(blob[1]))
            path = f"/v2/team/app/blobs/sha256:{largest[0]}"
            registry.answers[path] = ranged(largest[1], most=70_000, stays_open=True)
            is_waiting = asked(registry, path)
        else:
            place.write("bin/docker-credential-silent", SLEEPER, 0o755)
            config = place.write("docker/config.json", json.dumps({"credsStore": "silent"}))
            more["DOCKER_CONFIG"] = str(config.parent)
            registry.wrap = lambda _answer: status(401, WWW_Authenticate='Basic realm="x"')
            is_waiting = runs("sleep")
        wait = Wait(words=["inspect", reference], environment=more, is_waiting=is_waiting)
        assert_ends(place, wait, sent)
