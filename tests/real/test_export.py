"""Exports from real engines and registries, through faults, full disks and signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cache.disks import small_disk
from cli.processes import environment, only_line, run, start
from export.exports import FORMS, exported, members, names_in, whole_report
from real.engine_reports import report_from
from real.programs import run as run_program
from support.docker_archives import docker_24
from support.engine_relay import Fault, cut, relay, send, stall
from support.real_parts import ENGINES, SAMPLE, engine_environment, needed
from support.tar_writer import file, tar

pytestmark = pytest.mark.real

MEBIBYTE = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where nothing but exports is written."""
    made = tmp_path / "exports"
    made.mkdir()
    return made


def export_from(
    reference: str, target: Path, form: str, env: dict[str, str], *more: str
) -> subprocess.CompletedProcess[bytes]:
    arguments = ("export", reference, "-o", str(target), "--format", form, *more)
    return run(*arguments, env=environment(**env))


def exported_sample(variable: str, target: Path, form: str) -> Path:
    source, env = engine_environment(variable)
    done = export_from(f"{source}{SAMPLE}", target, form, env)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    only_line(done.stderr, f"{target} written: {form}, 3.6 MB")
    return target


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_from_an_engine(variable: str, form: str, folder: Path) -> None:
    source, env = engine_environment(variable)
    archive = exported_sample(variable, folder / "a.tar", form)
    assert whole_report(archive) == report_from(f"{source}{SAMPLE}", env)
    assert names_in(folder) == ["a.tar"]


@pytest.mark.parametrize("form", FORMS)
def test_every_engine_exports_the_same_layers(form: str, folder: Path) -> None:
    """Classic stores and Podman keep tars, of which the same manifest is made."""
    layers = []
    for variable in ENGINES.values():
        archive = exported_sample(variable, folder / f"{variable}.tar", form)
        again = exported(archive, folder / f"{variable}-again.tar", "--format", form)
        manifest = json.loads(members(again)["index.json"])["manifests"][0]["digest"]
        document = members(again)[f"blobs/{manifest.replace(':', '/')}"]
        layers.append([layer["digest"] for layer in json.loads(document)["layers"]])
    assert layers == [layers[0]] * len(ENGINES)


@pytest.mark.parametrize("form", FORMS)
def test_from_a_registry(form: str, folder: Path) -> None:
    reference = f"registry:{needed('LAYERSIZE_REGISTRY')}/{SAMPLE}"
    done = export_from(reference, folder / "a.tar", form, {})
    assert done.returncode == 0, done.stderr.decode()
    assert whole_report(folder / "a.tar") == report_from(reference, {})
    index = json.loads(members(folder / "a.tar")["index.json"])
    digest = skopeo_digest(reference.removeprefix("registry:"))
    assert [row["digest"] for row in index["manifests"]] == [digest]


def skopeo_digest(name: str) -> str:
    inspect = ("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}")
    return run_program(*inspect, f"docker://{name}").decode().strip()


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_an_engine_takes_its_own_image_back(
    variable: str, folder: Path, need: Callable[..., None]
) -> None:
    needed(variable)
    need("podman" if "PODMAN" in variable else "docker")
    archive = exported_sample(variable, folder / "a.tar", "docker-archive")
    client = ("podman", "--remote", "--url") if "PODMAN" in variable else ("docker", "--host")
    inspect = (*client, needed(variable), "image", "inspect", "--format", "{{.Id}}", SAMPLE)
    before = run_program(*inspect)
    run_program(*client, needed(variable), "load", "--input", archive)
    assert run_program(*inspect) == before


def test_a_full_disk(tmp_path: Path) -> None:
    """The disk has 256 KiB, the sample ten times that."""
    source, env = engine_environment("LAYERSIZE_DOCKER_OLD")
    with small_disk(tmp_path / "disk") as disk:
        done = export_from(f"{source}{SAMPLE}", disk / "a.tar", "docker-archive", env)
        assert (done.returncode, done.stdout) == (2, b"")
        only_line(
            done.stderr, f"{disk}/a.tar: needs 3.4 MB, but only 2", " kB are free in ", "-o a file"
        )
        assert names_in(disk) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_fills_up(tmp_path: Path, form: str) -> None:
    """Of standard input nobody knows how long it will be."""
    image = docker_24([tar(file("noise", os.urandom(MEBIBYTE)))])
    with small_disk(tmp_path / "disk") as disk:
        target = disk / "a.tar"
        arguments = ("export", "-", "-o", str(target), "--format", form)
        done = run(*arguments, stdin=None, input=image)
        assert (done.returncode, done.stdout) == (2, b"")
        only_line(done.stderr, f"{target}: No space left on device; free some there, or give -o")
        assert names_in(disk) == []


@pytest.mark.parametrize("form", FORMS)
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
def test_a_save_that_goes_wrong(
    form: str, fault: Fault, said: str, folder: Path, tmp_path: Path
) -> None:
    (folder / "a.tar").write_text("older")
    with relay(needed("LAYERSIZE_DOCKER_OLD"), tmp_path, fault, after=MEBIBYTE) as engine:
        env = {"DOCKER_HOST": engine.address}
        more = ("--timeout", "2", "--force")
        done = export_from(f"docker:{SAMPLE}", folder / "a.tar", form, env, *more)
    assert (done.returncode, done.stdout) == (2, b"")
    assert only_line(done.stderr, said).startswith("layersize: Docker engine: ")
    assert names_in(folder) == ["a.tar"]
    assert (folder / "a.tar").read_text() == "older"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("variable", ["LAYERSIZE_DOCKER_OLD", "LAYERSIZE_PODMAN"])
def test_interrupted_in_the_middle_of_a_save(
    variable: str,
    sent: signal.Signals,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, env = engine_environment(variable)
    key = "CONTAINER_HOST" if source == "podman:" else "DOCKER_HOST"
    with relay(env[key], tmp_path, stall, after=2 * MEBIBYTE) as engine:
        for name, address in {**env, key: engine.address}.items():
            monkeypatch.setenv(name, address)
        process = start("export", f"{source}{SAMPLE}", "-o", str(folder / "a.tar"))
        deadline = time.monotonic() + 60
        while not any(path.stat().st_size > MEBIBYTE for path in folder.iterdir()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(sent)
        stdout, stderr = process.communicate(timeout=60)  # it stalls for longer
    assert process.returncode == 130
    assert stdout == b""
    assert only_line(stderr) == "layersize: interrupted\n"
    assert names_in(folder) == []
