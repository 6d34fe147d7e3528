"""The docker client: found, run, ended; the only place that starts it.

Source: https://docs.docker.com/reference/cli/docker/buildx/build/
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from layersize.errors import LayersizeError
from layersize.values import dataclass

_FIRST_WITHOUT_BUILDKIT = 23
"""Clients from this version on build with BuildKit only through buildx."""
_VERSION = re.compile(r"Docker version (\d+)\.")
_ANSWER_SECONDS = 60
"""How long the client may take for what is no build."""
_END_SECONDS = 10
"""How long a build may take to end once it is told to."""
_STANDARD_ERROR = 2

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerClient:
    """A docker client that builds with BuildKit."""

    program: str
    build_command: tuple[str, ...]
    environment: Mapping[str, str]
    """What is set for it beside the environment that there is."""

    def build(self, arguments: Sequence[str], *, quiet: bool) -> bool:
        """Builds, with its output on standard error; whether that went well.

        The build is ended if anything interrupts the wait for it.
        """
        how = ["--quiet"] if quiet else ["--progress", _progress()]
        process = subprocess.Popen(  # noqa: S603 - docker, by the path it was found at
            [self.program, *self.build_command, *how, *arguments],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if quiet else _STANDARD_ERROR,
        )
        try:
            return process.wait() == 0
        except BaseException:
            _end(process)
            raise

    def layers(self, image: str) -> list[str]:
        """The diff_ids of an image, base first; raises LayersizeError if it is not there."""
        form = "{{json .RootFS.Layers}}"
        answer = _run([self.program, "image", "inspect", "--format", form, image])
        if answer.returncode != 0:
            raise LayersizeError(image, f"was built and is not there: {answer.said}")
        return json.loads(answer.stdout) or []

    def remove(self, images: Sequence[str]) -> str:
        """Removes names of images; what docker has against it, if the engine has them still."""
        answer = _run([self.program, "image", "rm", *images], beyond_ctrl_c=True)
        complaints = [line for line in answer.stderr.splitlines() if "No such image" not in line]
        return " | ".join(complaints) if answer.returncode != 0 else ""


def find_docker() -> DockerClient:
    """The first client with buildx, else the first that builds with BuildKit by itself.

    Raises LayersizeError if there is neither.
    """
    programs = list(_programs())
    for program in programs:
        if _run([program, "buildx", "version"]).returncode == 0:
            return DockerClient(
                program=program,
                build_command=("buildx", "build", "--load"),
                # With attestations, a single image would become an index.
                environment={"BUILDX_NO_DEFAULT_ATTESTATIONS": "1"},
            )
    for program in programs:
        version = _VERSION.match(_run([program, "--version"]).stdout)
        if version and int(version[1]) < _FIRST_WITHOUT_BUILDKIT:
            environment = {"DOCKER_BUILDKIT": "1"}
            return DockerClient(program=program, build_command=("build",), environment=environment)
    cause = "neither docker buildx nor a docker client with BuildKit of its own is here"
    if programs:
        cause += f" ({', '.join(programs)} lacks buildx)"
    raise LayersizeError("docker", cause, "install docker and its buildx plugin")


def _programs() -> Iterator[str]:
    """Every docker on the PATH, each file once."""
    seen = set()
    for folder in os.get_exec_path():
        program = shutil.which("docker", path=folder)
        if program and os.path.realpath(program) not in seen:
            seen.add(os.path.realpath(program))
            yield program


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str = ""
    stderr: str = ""

    @property
    def said(self) -> str:
        return " ".join(self.stderr.split())


def _run(command: Sequence[str], *, beyond_ctrl_c: bool = False) -> _Answer:
    """Runs what takes little time; a command that can't be run has failed."""
    try:
        done = subprocess.run(  # noqa: S603 - docker, by the path it was found at
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            check=False,
            text=True,
            errors="replace",
            start_new_session=beyond_ctrl_c,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return _Answer(returncode=-1, stderr=str(error))
    return _Answer(returncode=done.returncode, stdout=done.stdout, stderr=done.stderr)


def _progress() -> str:
    """`auto` draws on a terminal only, but not every version says so."""
    return "auto" if os.isatty(_STANDARD_ERROR) else "plain"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Has the engine told that nobody waits any longer."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
