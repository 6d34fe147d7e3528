"""Which docker client builds, what it is told, and what is left when things go wrong."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from builds.fake_docker import FakeDocker, search_path
from cli.processes import LAYERSIZE, environment, only_line, run
from layersize.builds.images import BuildRequest
from layersize.builds.stages import StageSettings, measure_stages
from layersize.measure import Settings

DOCKERFILE = "FROM scratch AS first\nENV A=b\nFROM scratch\nENV C=d\n# the end\n"


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text(DOCKERFILE)
    return folder


def stages(
    context: Path, *fakes: FakeDocker, code: int = 0, more: tuple[str, ...] = ()
) -> tuple[bytes, bytes]:
    """Runs the command where these are the only docker clients; images have no layers."""
    temporary = context.with_name("temporary")
    temporary.mkdir(exist_ok=True)
    env = environment(PATH=search_path(*fakes), TMPDIR=str(temporary))
    done = run("stages", str(context), *more, env=env)
    assert done.returncode == code, done.stderr.decode()
    assert not list(temporary.iterdir())
    return done.stdout, done.stderr


def test_buildx_is_preferred_wherever_it_is(tmp_path: Path, context: Path) -> None:
    plain = FakeDocker(tmp_path / "a")
    with_buildx = FakeDocker(tmp_path / "b", version="28.2.2", buildx=True)
    stages(context, plain, with_buildx)
    assert len(with_buildx.asked("buildx build --load --progress plain --file ")) == 2
    assert not plain.asked("build ")


def test_closing_early_removes_what_was_built(
    tmp_path: Path, context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker = FakeDocker(tmp_path / "a", buildx=True)
    monkeypatch.setenv("PATH", search_path(docker))
    settings = StageSettings(
        request=BuildRequest(context=context), target=None, measure=Settings(), quiet=True
    )
    building = measure_stages(context / "Dockerfile", DOCKERFILE.encode(), settings)
    assert [next(building), next(building)] == ["stage 1 of 2: first", "stage 2 of 2: stage 1"]
    building.close()
    assert len(docker.asked("buildx build")) == 1
    assert len(docker.asked("image rm")) == 1


def test_an_old_client_has_buildkit_of_its_own(tmp_path: Path, context: Path) -> None:
    new, old = FakeDocker(tmp_path / "a", version="28.2.2"), FakeDocker(tmp_path / "b")
    stages(context, new, old)
    assert [line.partition(" --file")[0] for line in old.asked("build ")] == (
        ["DOCKER_BUILDKIT=1 build --progress plain"] * 2
    )
    assert not new.asked("build ")


@pytest.mark.parametrize("there", [True, False])
def test_neither_is_here(there: bool, tmp_path: Path, context: Path) -> None:
    new = FakeDocker(tmp_path / "a", version="28.2.2")
    if not there:
        search_path(new)
        new.program.unlink()
    stdout, stderr = stages(context, new, code=2)
    line = only_line(stderr)
    assert stdout == b""
    assert "neither docker buildx nor a docker client with BuildKit of its own" in line
    assert ("lacks buildx" in line) == there


def test_what_is_handed_through(tmp_path: Path, context: Path) -> None:
    docker = FakeDocker(tmp_path / "a")
    more = ("--build-arg", "A=b c", "--build-arg", "D", "--secret", "id=x,src=y")
    stages(context, docker, more=(*more, "--network", "host", "--platform", "linux/arm64", "-q"))
    expected = (
        "--build-arg A=b c --build-arg D --secret id=x,src=y --network host "
        f"--platform linux/arm64 {context}"
    )
    assert all(line.endswith(expected) for line in docker.asked("build --quiet "))
    assert len(docker.asked("build --quiet ")) == 2


def test_each_stage_is_built_from_the_file_as_far_as_it_goes(tmp_path: Path, context: Path) -> None:
    docker = FakeDocker(tmp_path / "a")
    (context / "Dockerfile.dockerignore").write_text("secret\n")
    copy = 'for word; do [ -f "$word" ] && cat "$word" "$word.dockerignore" && break; done'
    docker.on_build(f'{copy} >> "$folder/built"')
    stages(context, docker)
    first, last = "FROM scratch AS first\nENV A=b\n", DOCKERFILE
    assert (docker.folder / "built").read_text() == f"{first}secret\n{last}secret\n"


def test_build_output_goes_to_standard_error(tmp_path: Path, context: Path) -> None:
    docker = FakeDocker(tmp_path / "a")
    docker.on_build("echo on stdout; echo on stderr >&2")
    stdout, stderr = stages(context, docker, more=("--format", "json"))
    assert json.loads(stdout)["kind"] == "stages"
    assert stderr.decode().splitlines() == [
        "layersize: building stage 1 of 2: first",
        "on stdout",
        "on stderr",
        "layersize: building stage 2 of 2: stage 1",
        "on stdout",
        "on stderr",
    ]


def test_a_build_that_fails(tmp_path: Path, context: Path) -> None:
    docker = FakeDocker(tmp_path / "a")
    docker.on_build("echo 'no such file' >&2; exit 1")
    stdout, stderr = stages(context, docker, code=2, more=("-q",))
    assert stdout == b""
    assert stderr.decode().splitlines() == [
        "no such file",
        f"layersize: {context}/Dockerfile: first can't be built; docker's own message is above",
    ]
    (removed,) = docker.asked("image rm layersize-stages:")
    assert removed.count("layersize-stages:") == 1


def test_names_go_again(tmp_path: Path, context: Path) -> None:
    docker = FakeDocker(tmp_path / "a")
    stages(context, docker)
    (removed,) = docker.asked("image rm ")
    names = [line.partition("--tag ")[2].split()[0] for line in docker.asked("build ")]
    assert removed.split()[-2:] == names


def test_names_that_stay_are_an_error(tmp_path: Path, context: Path) -> None:
    docker = FakeDocker(tmp_path / "a")
    docker.on_remove("echo 'Error: No such image: x' >&2; echo 'engine on fire' >&2; exit 1")
    stdout, stderr = stages(context, docker, code=2, more=("-q",))
    assert stdout == b""
    line = only_line(stderr)
    assert line.startswith("layersize: docker: engine on fire; docker image rm layersize-stages:")
    docker.on_remove("echo 'Error: No such image: x' >&2; exit 1")
    stages(context, docker)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_build_too(number: int, tmp_path: Path, context: Path) -> None:
    """A client that is told to end, and one that does not care."""
    docker = FakeDocker(tmp_path / "a")
    docker.on_build(
        'trap \'touch "$folder/told"; exit 1\' INT; touch "$folder/began"; '
        "while :; do sleep 0.05; done"
    )
    env = environment(PATH=search_path(docker))
    process = subprocess.Popen(
        [*LAYERSIZE, "stages", str(context), "-q"],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while not (docker.folder / "began").exists():
        time.sleep(0.05)
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (stdout, only_line(stderr)) == (b"", "layersize: interrupted\n")
    assert (docker.folder / "told").exists()
    assert len(docker.asked("image rm layersize-stages:")) == 1


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (("-f", "nowhere"), "nowhere: No such file or directory; give the path of a Dockerfile"),
        (("-f", "/"), "/: Is a directory; give the path of a Dockerfile"),
        (("--target", "x"), "Dockerfile: has no stage 'x'; its stages are first, 1"),
        (("-f", "/dev/zero"), "/dev/zero: is too long to be a Dockerfile"),
    ],
)
def test_what_is_wrong_before_anything_is_built(
    more: tuple[str, ...], line: str, tmp_path: Path, context: Path
) -> None:
    docker = FakeDocker(tmp_path / "a")
    stdout, stderr = stages(context, docker, code=2, more=more)
    assert stdout == b""
    assert line in only_line(stderr)
    assert not docker.asked("build ")


def test_a_folder_without_a_dockerfile(tmp_path: Path, context: Path) -> None:
    docker = FakeDocker(tmp_path / "a")
    (context / "Dockerfile").rename(context / "Dockerfile.multi")
    _, stderr = stages(context, docker, code=2)
    expected = f"{context}: has no Dockerfile; -f names another one: {context}/Dockerfile.multi"
    assert expected in only_line(stderr)


def test_a_context_that_is_no_folder(tmp_path: Path) -> None:
    docker = FakeDocker(tmp_path / "a")
    for context in (tmp_path / "none", docker.program):
        _, stderr = stages(context, docker, code=2)
        assert f"{context}: is not a folder" in only_line(stderr)
