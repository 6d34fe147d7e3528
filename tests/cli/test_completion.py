"""Completion of images: what is offered, in a real bash too, and that it never hangs or talks."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, LONGEST_SECONDS, environment
from support.podman_stores import PodmanStore
from support.scripted_engine import LIST, VERSION, json_reply, scripted_engine
from support.tar_writer import file, tar

BASH = shutil.which("bash") or ""
NAMES = ["app:v1", "app:v2", "lib/tool:3", "<none>:<none>", "evil$(touch x):v1", "host.io:5000/a:b"]
REPLIES = {
    VERSION: json_reply({"Version": "26.1.5", "ApiVersion": "1.45"}),
    LIST: json_reply([{"RepoTags": [name]} for name in NAMES] + [{"RepoTags": None}]),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a file, in which a user types."""
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "app.tar").touch()
    (folder / "archive.tar").touch()
    (folder / "apps").mkdir()
    return folder


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of somebody with an engine that has the images of NAMES."""
    with scripted_engine(tmp_path, REPLIES) as engine:
        yield {"DOCKER_HOST": engine.address}


PATIENT = (sys.executable, "-m", "cli.patient_layersize")
TESTS = str(Path(__file__).parents[1])


def offered(line: str, place: Path, program: Sequence[str] = PATIENT, **changes: str) -> list[str]:
    """What the program answers to the script of bash, at the end of a line."""
    env = environment(
        _LAYERSIZE_COMPLETE="bash_complete",
        COMP_LINE=line,
        COMP_BREAKS=" \t\n\"'@><=;|&(:",
        PYTHONPATH=TESTS,
        **changes,
    )
    done = subprocess.run(
        program, env=env, cwd=place, capture_output=True, timeout=LONGEST_SECONDS, check=False
    )
    assert done.stderr == b""
    return done.stdout.decode().split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("layersize inspect app", ["app:v1", "app:v2", "app.tar", "apps/"]),
        ("layersize files app:", ["v1", "v2"]),
        ("layersize files app:v", ["v1", "v2"]),
        ("layersize files app:v2", ["v2"]),
        ("layersize compare app:v1 lib", ["lib/tool:3"]),
        ("layersize check -q lib/tool:", ["3"]),
        ("layersize inspect docker:app:", ["v1", "v2"]),
        ("layersize inspect docker:", ["app:v1", "app:v2", "host.io:5000/a:b", "lib/tool:3"]),
        ("layersize inspect host.io:5000/", ["5000/a:b"]),
    ],
)
def test_names_of_the_engine_are_offered(
    line: str, words: list[str], place: Path, engine: Mapping[str, str]
) -> None:
    assert offered(line, place, **engine) == [f"plain,{word}" for word in words]


@pytest.mark.parametrize("begun", ["arch", "./app", "/etc/app", "nothing"])
def test_what_no_image_is_called_is_left_to_the_shell(
    begun: str, place: Path, engine: Mapping[str, str]
) -> None:
    assert offered(f"layersize inspect {begun}", place, **engine) == [f"file,{begun}"]


def test_names_that_a_shell_would_run_are_not_offered(
    place: Path, engine: Mapping[str, str]
) -> None:
    assert offered("layersize inspect evil", place, **engine) == ["file,evil"]
    assert "none" not in " ".join(offered("layersize inspect ", place, **engine))


def test_options_and_commands_are_offered_as_before(place: Path) -> None:
    assert offered("layersize fil", place) == ["plain,files"]
    assert offered("layersize files x --format nd", place) == ["plain,ndjson"]
    assert offered("layersize files x --format=nd", place) == ["plain,ndjson"]
    assert offered("layersize files app:v1 --hid", place) == ["plain,--hidden"]


def test_podmans_folder_is_looked_into(place: Path, tmp_path: Path) -> None:
    store = PodmanStore(root=tmp_path / "storage")
    store.add([tar(file("a", b"x"))], "localhost/own:v1")
    conf = tmp_path / "storage.conf"
    conf.write_text(f'[storage]\ngraphroot = "{store.root}"\n')
    variables = {"CONTAINERS_STORAGE_CONF": str(conf)}
    assert offered("layersize inspect own:", place, **variables) == ["plain,v1"]
    assert offered("layersize inspect storage:", place, **variables) == ["plain,own:v1"]


def test_an_engine_that_is_silent_is_not_waited_for(place: Path, tmp_path: Path) -> None:
    path = tmp_path / "silent.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        words = offered("layersize inspect app", place, LAYERSIZE, DOCKER_HOST=f"unix://{path}")
    assert words == ["file,app"]


@pytest.mark.parametrize("address", ["ssh://nobody@192.0.2.1", "tcp://192.0.2.1:2375", "nonsense"])
def test_an_engine_on_another_machine_is_not_asked(place: Path, address: str) -> None:
    """Neither are there passwords to be typed, nor is a name looked up."""
    assert offered("layersize inspect app", place, DOCKER_HOST=address) == ["file,app"]


class Typist:
    """A person at bash with its line editor."""

    def __init__(self, place: Path, variables: Mapping[str, str]) -> None:
        folder = place.parent / "bin"
        folder.mkdir()
        program = folder / "layersize"
        program.write_text(f'#!/bin/sh\nexec "{PATIENT[0]}" -m {PATIENT[2]} "$@"\n')
        program.chmod(0o755)
        env = environment(
            **variables,
            PATH=f"{folder}:{os.environ['PATH']}",
            PYTHONPATH=TESTS,
            TERM="dumb",
            PS1="ready> ",
        )
        self._terminal, inner = pty.openpty()
        self._process = subprocess.Popen(
            [BASH, "--noprofile", "--norc", "-i"],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=place,
            env=env,
            start_new_session=True,
        )
        os.close(inner)
        self.seen = ""

    def types(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def waits_for(self, pattern: str) -> re.Match[str]:
        deadline = time.monotonic() + LONGEST_SECONDS
        while (found := re.search(pattern, self.seen)) is None:
            left = deadline - time.monotonic()
            assert left > 0, self.seen
            if select.select([self._terminal], [], [], left)[0]:
                self.seen += os.read(self._terminal, 4096).decode(errors="replace")
        self.seen = self.seen[found.end() :]
        return found

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)


@contextmanager
def typist(place: Path, variables: Mapping[str, str]) -> Iterator[Typist]:
    person = Typist(place, variables)
    try:
        person.types("bind 'set bell-style none'; bind 'set enable-bracketed-paste off'\n")
        person.types('eval "$(_LAYERSIZE_COMPLETE=bash_source layersize)"; echo set up $((6*7))\n')
        person.waits_for("set up 42")
        yield person
    finally:
        person.close()


@pytest.mark.skipif(not BASH, reason="bash is missing")
@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("layersize files lib\t", "layersize files lib/tool:3"),
        ("layersize files lib/tool:\t", "layersize files lib/tool:3"),
        ("layersize files app:v1 --hid\t", "layersize files app:v1 --hidden"),
        ("layersize inspect docker:host\t", "layersize inspect docker:host.io:5000/a:b"),
        ("layersize inspect ./arch\t", "layersize inspect ./archive.tar"),
        ("layersize inspect app:\t2", "layersize inspect app:v2"),
        ("layersize exp\t", "layersize export"),
    ],
)
def test_in_a_real_bash(typed: str, line: str, place: Path, engine: Mapping[str, str]) -> None:
    with typist(place, engine) as person:
        person.types(typed)
        person.types("\x01echo '<'\x05'>' \n")  # to the start of the line, and to its end
        assert person.waits_for(r"\n<\s*(.*?)\s*>")[1] == line
