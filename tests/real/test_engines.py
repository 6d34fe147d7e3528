"""Real engines: how an image is named, what is remembered, and how things go wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, environment, only_line, run
from cli.terminals import on_terminal
from layersize.errors import LayersizeError
from layersize.sources.context import SourceContext
from layersize.sources.engine.podman import podman_engine
from layersize.sources.engine.stream import EngineStream
from layersize.streams.reader import drain
from support.engine_relay import Fault, cut, relay, send, stall
from support.real_parts import ENGINES, SAMPLE, engine_environment, needed

pytestmark = pytest.mark.real


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def refused(*arguments: str, cache: Path, env: dict[str, str]) -> str:
    """The one line of a command that must fail with exit code 2, and leave nothing behind."""
    done = run(*arguments, env=environment(XDG_CACHE_HOME=str(cache), **env))
    assert done.returncode == 2, done.stderr
    assert done.stdout == b""
    assert not [path for path in cache.rglob("*") if path.is_file()]
    return only_line(done.stderr)


def inspected(reference: str, cache: Path, env: dict[str, str], *more: str) -> dict[str, object]:
    env = environment(XDG_CACHE_HOME=str(cache), **env)
    done = run("inspect", reference, "--format", "json", *more, env=env)
    assert done.returncode == 0, done.stderr.decode()
    document: dict[str, object] = json.loads(done.stdout)["image"]
    return document


def without_tags(image: dict[str, object]) -> dict[str, object]:
    """What other tests don't change meanwhile: they build images with the same layers."""
    assert isinstance(image["engine"], dict)
    return {**image, "engine": {**image["engine"], "repo_tags": None}}


@pytest.mark.parametrize("options", [[], ["--no-store"]], ids=["folder", "save"])
@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_by_name_by_tag_and_by_id(variable: str, options: list[str], cache: Path) -> None:
    source, env = engine_environment(variable)
    by_tag = inspected(f"{source}{SAMPLE}", cache, env, *options)
    assert isinstance(by_tag["engine"], dict)
    assert any(tag.endswith(SAMPLE) for tag in by_tag["engine"]["repo_tags"])
    image_id = str(by_tag["image_id"]).removeprefix("sha256:")
    if "CONTAINERD" in variable:  # its ids are those of manifests
        image_id = inspect_id(env["DOCKER_HOST"])
    for name in (image_id, f"sha256:{image_id}", image_id[:12]):
        by_id = inspected(f"{source}{name}", cache, env, "--no-cache", *options)
        assert by_id["content_bytes"] == by_tag["content_bytes"]


def inspect_id(host: str) -> str:
    """An image's id as docker tells it, as hexadecimal digits."""
    command = ["/usr/bin/docker", "image", "inspect", "--format", "{{.Id}}", SAMPLE]
    done = subprocess.run(
        command, env=environment(DOCKER_HOST=host), capture_output=True, check=True
    )
    return done.stdout.decode().strip().removeprefix("sha256:")


def test_a_bare_name_is_asked_of_docker_then_podman(cache: Path) -> None:
    _, docker = engine_environment("LAYERSIZE_DOCKER_OLD")
    _, podman = engine_environment("LAYERSIZE_PODMAN")
    assert "Docker" in json.dumps(inspected(SAMPLE, cache, docker, "--offline"))
    both = {**podman, "DOCKER_HOST": docker["DOCKER_HOST"]}
    assert "Podman" in json.dumps(inspected(f"localhost/{SAMPLE}", cache, both, "--offline"))


def saved(cache: Path, env: dict[str, str], *more: str) -> dict[str, object]:
    """The sample as Docker saves it, though its folder could be read."""
    return inspected(f"docker:{SAMPLE}", cache, env, "--no-store", *more)


def test_a_known_image_is_not_saved_again(cache: Path, tmp_path: Path) -> None:
    with relay(needed("LAYERSIZE_DOCKER_OLD"), tmp_path) as engine:
        env = {"DOCKER_HOST": engine.address}
        first = saved(cache, env)
        assert engine.saves == 1
        assert without_tags(saved(cache, env)) == without_tags(first)
        assert engine.saves == 1
        saved(cache, env, "--no-cache")
        assert engine.saves == 2


@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_for_a_known_image_two_questions_are_asked(
    command: str, cache: Path, tmp_path: Path
) -> None:
    """How the engine is, and what the image is; it saves nothing again."""
    images = [f"docker:{SAMPLE}"] * (2 if command == "compare" else 1)
    with relay(needed("LAYERSIZE_DOCKER_OLD"), tmp_path) as engine:
        env = environment(DOCKER_HOST=engine.address, XDG_CACHE_HOME=str(cache))

        def asked_by_a_run(*more: str) -> list[str]:
            before = len(engine.requests)
            done = run(command, *images, "--no-store", *more, env=env)
            assert done.returncode == 0, done.stderr
            return [line.split()[1].rpartition("/")[2] for line in engine.requests[before:]]

        asked_by_a_run()
        assert engine.saves == 1
        assert asked_by_a_run() == ["version", "json"] * len(images)
        assert engine.saves == 1
        asked_by_a_run("--no-cache")
        assert engine.saves == 1 + len(images)


def test_a_walk_that_is_gone_is_made_again(cache: Path, tmp_path: Path) -> None:
    with relay(needed("LAYERSIZE_DOCKER_OLD"), tmp_path) as engine:
        env = {"DOCKER_HOST": engine.address}
        first = saved(cache, env)
        walk = next(path for path in cache.rglob("walks/*") if path.is_file())
        walk.write_bytes(walk.read_bytes()[:-1])
        assert without_tags(saved(cache, env)) == without_tags(first)
        assert engine.saves == 2


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (cut, "broke off the save"),
        (stall, "has sent nothing for 2 seconds"),
        (
            send(b'{"errorDetail":{"message":"no space left"},"error":"no space left"}\r\n'),
            "gave up the save: no space left",
        ),
    ],
    ids=["dies", "stalls", "reports an error in the stream"],
)
@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_a_save_that_goes_wrong(
    variable: str, fault: Fault, said: str, cache: Path, tmp_path: Path
) -> None:
    source, env = engine_environment(variable)
    key = "CONTAINER_HOST" if source == "podman:" else "DOCKER_HOST"
    with relay(env[key], tmp_path, fault, after=1_000_000) as engine:
        env = {**env, key: engine.address}
        line = run(
            "inspect",
            f"{source}{SAMPLE}",
            "--no-store",
            "--timeout",
            "2",
            env=environment(XDG_CACHE_HOME=str(cache), **env),
        )
    assert line.returncode == 2
    assert line.stdout == b""
    assert said in only_line(line.stderr)
    assert not list(cache.rglob("records/*"))


def test_a_stopped_daemon_is_not_waited_for_in_vain(cache: Path, tmp_path: Path) -> None:
    """A real service that really hangs: it is stopped by a signal, then goes on."""
    service, address = own_podman(tmp_path)
    try:
        env = {"CONTAINER_HOST": address}
        inspected(f"podman:{SAMPLE}", cache, env, "--no-cache")
        service.send_signal(signal.SIGSTOP)
        line = refused("inspect", f"podman:{SAMPLE}", "--timeout", "1", cache=cache, env=env)
        assert "Podman at" in line
        assert "has not answered within 1 second" in line
        service.send_signal(signal.SIGCONT)
        inspected(f"podman:{SAMPLE}", cache, env, "--no-cache")
    finally:
        service.kill()
        service.wait()


def own_podman(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A second service on the storage of the one that runs; its mounts end with it."""
    if shutil.which("podman") is None:
        needed("LAYERSIZE_PODMAN")
    running = Path(needed("LAYERSIZE_PODMAN").removeprefix("unix://"))
    storage = running.parent / "podman"
    socket = folder / "podman.sock"
    root, run_root = storage / "root", storage / "run"
    command = [
        "/usr/bin/unshare",
        "--mount",
        "/usr/bin/podman",
        "--root",
        root,
        "--runroot",
        run_root,
        "system",
        "service",
        "--time",
        "0",
    ]
    service = subprocess.Popen([*command, f"unix://{socket}"], stderr=subprocess.DEVNULL)
    for _ in range(600):
        if socket.exists():
            break
        time.sleep(0.1)
    return service, f"unix://{socket}"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_save_at_once(number: int, cache: Path, tmp_path: Path) -> None:
    with relay(needed("LAYERSIZE_DOCKER_OLD"), tmp_path, stall, after=1_000_000) as engine:
        env = environment(XDG_CACHE_HOME=str(cache), DOCKER_HOST=engine.address)
        command = [*LAYERSIZE, "inspect", f"docker:{SAMPLE}", "--no-store"]
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        while engine.saves == 0:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=60)  # it stalls for longer
    assert process.returncode == 130
    assert stdout == b""
    assert only_line(stderr) == "layersize: interrupted\n"
    assert not list(cache.rglob("records/*"))


def test_an_engine_behind_tls(cache: Path) -> None:
    env = {"DOCKER_HOST": needed("LAYERSIZE_DOCKER_TLS"), "DOCKER_TLS_VERIFY": "1"}
    certificates = needed("LAYERSIZE_DOCKER_TLS_CERTS")
    inspected(f"docker:{SAMPLE}", cache, {**env, "DOCKER_CERT_PATH": certificates})
    empty = cache.with_name("none")
    empty.mkdir()
    line = refused(
        "inspect",
        f"docker:{SAMPLE}",
        cache=cache.with_name("c"),
        env={**env, "DOCKER_CERT_PATH": str(empty)},
    )
    assert "DOCKER_CERT_PATH" in line


def docker_context(folder: Path, name: str, host: str, certificates: Path | None = None) -> None:
    """A context as docker writes it, and the config that makes it the current one."""
    env = environment(DOCKER_CONFIG=str(folder))
    endpoint = f"host={host}"
    if certificates is not None:
        for part, file in (("ca", "ca"), ("cert", "cert"), ("key", "key")):
            endpoint += f",{part}={certificates / file}.pem"
    for command in (("create", name, "--docker", endpoint), ("use", name)):
        subprocess.run(
            ["/usr/bin/docker", "context", *command], env=env, check=True, capture_output=True
        )


@pytest.mark.parametrize("secure", [False, True], ids=["socket", "TLS"])
def test_the_current_context(secure: bool, cache: Path, tmp_path: Path) -> None:
    variable = "LAYERSIZE_DOCKER_TLS" if secure else "LAYERSIZE_DOCKER_OLD"
    certificates = Path(needed("LAYERSIZE_DOCKER_TLS_CERTS")) if secure else None
    docker_context(tmp_path / "docker", "work", needed(variable), certificates)
    env = {"DOCKER_CONFIG": str(tmp_path / "docker")}
    inspected(f"docker:{SAMPLE}", cache, env)
    line = refused(
        "inspect",
        f"docker:{SAMPLE}",
        cache=cache.with_name("c"),
        env={**env, "DOCKER_CONTEXT": "gone"},
    )
    assert "context 'gone': does not exist" in line
    host = {"DOCKER_HOST": "unix:///nonexistent.sock"}
    line = refused("inspect", f"docker:{SAMPLE}", cache=cache.with_name("c"), env={**env, **host})
    assert "no socket at /nonexistent.sock" in line


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_no_such_image(variable: str, cache: Path) -> None:
    source, env = engine_environment(variable)
    line = refused("inspect", f"{source}no-such-image:v9", cache=cache, env=env)
    assert "has no image 'no-such-image:v9'" in line


def test_what_each_place_said_of_a_bare_name(cache: Path) -> None:
    _, env = engine_environment("LAYERSIZE_DOCKER_OLD")
    done = run(
        "inspect",
        "no-such-image:v9",
        "--offline",
        env=environment(XDG_CACHE_HOME=str(cache), **env),
    )
    assert done.returncode == 2
    first, docker, podman, registry = done.stderr.decode().splitlines()
    assert "no-such-image:v9: is not a file, and was not found anywhere; " in first
    assert "Docker engine: has no image 'no-such-image:v9'" in docker
    assert "Podman: has no socket at " in podman
    assert "registry: not asked, as --offline says" in registry


_AS_NOBODY = """
import os, sys
import fractions, http.client, humanize, json, rich.console
import layersize.cache.walk_cache, layersize.cli.commands.inspect, layersize.cli.settings
import layersize.cli.output, layersize.cli.dockerfiles, layersize.measure
import layersize.findings.advise, layersize.packages.owners, layersize.layers.capture.secret_finders
import layersize.text.escape, layersize.sources.engine.docker, layersize.sources.engine.stdlib_http
os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
sys.exit(layersize.cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_socket_that_is_not_ours(cache: Path) -> None:
    env = environment(XDG_CACHE_HOME=str(cache), DOCKER_HOST=needed("LAYERSIZE_DOCKER_OLD"))
    command = [sys.executable, "-c", _AS_NOBODY, "inspect", f"docker:{SAMPLE}"]
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "you may not use it (permission denied)" in only_line(done.stderr)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_report_names_the_engine_that_may_not_be_asked() -> None:
    """Docker has the image, and the user may not ask it; Podman's may be another one."""
    folder = Path(tempfile.mkdtemp())  # that of pytest is for its owner alone
    try:
        with relay(needed("LAYERSIZE_PODMAN"), folder) as podman:
            folder.chmod(0o755)
            Path(podman.address.removeprefix("unix://")).chmod(0o666)
            env = environment(
                DOCKER_HOST=needed("LAYERSIZE_DOCKER_OLD"), CONTAINER_HOST=podman.address
            )
            command = [sys.executable, "-c", _AS_NOBODY, "inspect", f"localhost/{SAMPLE}"]
            more = ["--no-cache", "--format", "json"]
            done = subprocess.run([*command, *more], env=env, capture_output=True, check=False)
    finally:
        shutil.rmtree(folder)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["image"]["engine"]["name"].startswith("Podman")
    assert [
        warning["message"].partition(";")[0]
        for warning in document["warnings"]
        if warning["code"] == "source-not-permitted"
    ] == [f"Docker engine at {env['DOCKER_HOST']}: you may not use it (permission denied)"]


_SSH = """#!/bin/sh
# What ssh does, on this machine: runs the last argument by a shell.
for last; do :; done
exec sh -c "$last"
"""


@pytest.mark.parametrize("variable", ["LAYERSIZE_DOCKER_OLD", "LAYERSIZE_PODMAN"])
def test_over_ssh(variable: str, cache: Path, tmp_path: Path) -> None:
    """Only the way to the other machine is made up; the bridge and the engine there are real."""
    source, env = engine_environment(variable)
    expected = inspected(f"{source}{SAMPLE}", cache, env, "--no-store")
    key = "CONTAINER_HOST" if source == "podman:" else "DOCKER_HOST"
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, script in (("ssh", _SSH), ("docker", '#!/bin/sh\nexec /usr/bin/docker "$@"\n')):
        (commands / name).write_text(script)
        (commands / name).chmod(0o755)
    remote = env[key].replace("unix://", "ssh://somebody@elsewhere:2222")
    env = {**env, key: remote, "PATH": f"{commands}:{os.environ['PATH']}"}
    got = inspected(f"{source}{SAMPLE}", cache, env, "--no-cache")
    assert without_tags(got) == without_tags(expected)
    line = refused("inspect", f"{source}no-such:v9", cache=cache.with_name("c"), env=env)
    assert "has no image 'no-such:v9'" in line
    (commands / "ssh").write_text("#!/bin/sh\necho 'Host key verification failed.' >&2\nexit 255\n")
    line = refused("inspect", f"{source}{SAMPLE}", cache=cache.with_name("c"), env=env)
    assert f"at {remote}: can't be asked (Host key verification failed.)" in line


def test_progress_tells_what_is_waited_for(cache: Path, tmp_path: Path) -> None:
    """An engine that takes its time before the first byte: here, as the relay stalls."""
    with relay(needed("LAYERSIZE_DOCKER_OLD"), tmp_path, stall, after=0) as engine:
        shown, stdout = on_terminal(
            "inspect",
            f"docker:{SAMPLE}",
            "--no-store",
            "--timeout",
            "0.2",
            stream="stderr",
            expected_code=2,
            DOCKER_HOST=engine.address,
            XDG_CACHE_HOME=str(cache),
        )
    assert stdout == b""
    bar, error = shown.rsplit(b"layersize: ", 1)
    assert bar.count(b"waiting for the engine") > 2
    assert b"has sent nothing for 2 seconds" in error


def test_a_service_that_is_killed_in_the_middle_of_a_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real service, really killed: what it had not sent yet is missed."""
    service, address = own_podman(tmp_path)
    try:
        monkeypatch.setenv("CONTAINER_HOST", address)
        engine = podman_engine(SourceContext())
        stream = EngineStream(engine.save(SAMPLE), 10)
        assert stream.read(512)
        time.sleep(0.3)  # until its buffers and ours are full
        service.kill()
        service.wait()
        with pytest.raises(LayersizeError, match="broke off the save after"):
            drain(stream)
        engine.close()
    finally:
        service.kill()
        service.wait()
