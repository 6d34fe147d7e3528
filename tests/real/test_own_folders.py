"""An engine's own folder tells what its save tells, of images that came there in every way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment
from real.random_stacks import random_stack
from support.docker_archives import manifest_entry
from support.engine_relay import relay
from support.image_config import config_json, sha256_hex, to_json
from support.real_parts import NEWER_SAMPLE, SAMPLE, missing, needed
from support.run_layersize import run_layersize
from support.tar_writer import TRAILER, directory, file, hardlink, symlink, tar
from support.unpacked_stores import files_of

pytestmark = pytest.mark.real

DOCKERS = {
    "docker 20.10, classic store": "LAYERSIZE_DOCKER_OLD",
    "docker 26, classic store": "LAYERSIZE_DOCKER_CLASSIC",
    "docker 26, containerd store": "LAYERSIZE_DOCKER_CONTAINERD",
}
STACKS = int(os.environ.get("LAYERSIZE_RANDOM_STACKS", "12"))


@pytest.fixture(params=DOCKERS.values(), ids=DOCKERS)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Its address; it is the one that `docker:` means."""
    if os.geteuid() != 0:
        missing("only root can read Docker's folders")
    address = needed(request.param)
    monkeypatch.setenv("DOCKER_HOST", address)
    return address


def told(image: str, *options: str) -> Any:
    """The report, but for digests, which a save of Docker 20.10 does not have."""
    done = run_layersize(["inspect", f"docker:{image}", "--format", "json", "--no-cache", *options])
    assert done.exit_code == 0, done.stderr
    return without_digests(json.loads(done.stdout))


def without_digests(report: Any) -> Any:
    for layer in report["layers"]:
        del layer["digest"]
    return report


class RefusedError(Exception):
    """The engine does not load an image."""


@contextmanager
def loaded(address: str, images: Mapping[str, Sequence[bytes]]) -> Iterator[None]:
    """Images by their tags, in the engine."""
    members: dict[str, bytes] = {}
    entries = []
    for tag, layers in images.items():
        config = config_json(layers)
        names = [f"{sha256_hex(layer)}.tar" for layer in layers]
        members.update(zip(names, layers, strict=True))
        members[f"{sha256_hex(config)}.json"] = config
        entries.append(manifest_entry(f"{sha256_hex(config)}.json", [tag], names))
    archive = tar(
        *(file(name, data) for name, data in members.items()),
        file("manifest.json", to_json(entries)),
    )
    try:
        docker(address, "load", data=archive)
    except AssertionError as error:
        raise RefusedError(str(error)) from None
    try:
        yield
    finally:
        docker(address, "rmi", "--force", *images)


def docker(address: str, *command: str, data: bytes = b"") -> str:
    done = subprocess.run(
        ["/usr/bin/docker", *command],
        env=environment(DOCKER_HOST=address),
        input=data,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def assert_same(address: str, images: Sequence[str], folder: Path) -> None:
    """Read from the folder, without a save, and from a save, images are the same."""
    with ExitStack() as stack:
        monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())
        asked = stack.enter_context(relay(address, folder))
        monkeypatch.setenv("DOCKER_HOST", asked.address)
        found = {image: told(image) for image in images}
        assert asked.saves == 0
        for image in images:
            assert told(image, "--no-store") == found[image], image
        assert asked.saves == len(images)


def test_the_samples(engine: str, tmp_path: Path) -> None:
    assert_same(engine, [SAMPLE, NEWER_SAMPLE], tmp_path)


def without_repeats(layer: bytes) -> bytes:
    """The layer with the last entry of each path only: Docker refuses a path twice."""
    members = files_of(layer)
    ends = [member.offset for member in members[1:]] + [len(layer) - len(TRAILER)]
    entries = {
        member.name.rstrip("/"): layer[member.offset : end]
        for member, end in zip(members, ends, strict=True)
    }
    return tar(*entries.values())


def test_random_stacks(engine: str, tmp_path: Path) -> None:
    """Those that the engine loads: it may miss what a hard link or a path leads to."""
    compared = 0
    for seed in range(20 * STACKS):
        image = f"layersize-stack-{seed}:v1"
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            with loaded(engine, {image: list(map(without_repeats, random_stack(seed)))}):
                assert_same(engine, [image], folder)
        except RefusedError:
            continue
        compared += 1
        if compared == STACKS:
            return
    pytest.fail(f"the engine loaded only {compared} of {20 * STACKS} stacks")


ODD_LAYERS = [
    tar(
        directory("d/"),
        file("d/a", b"a" * 600),
        file(b"d/\xff\xfe", b"not UTF-8"),
        hardlink("d/b", "d/a"),
        symlink("d/s", "a"),
        file("d/empty", b""),
        file("d/" + "m" * 90, b"long"),
    ),
    tar(directory("d/"), file("d/.wh..wh..opq", b""), file("d/a", b"a" * 600, mode=0o600)),
    tar(file("d/.wh.a", b""), file("d/c", b"new")),
    tar(file("d/c", b"NEW"), directory("e/"), file("e/f", bytes(5000))),
    tar(),
]


def test_odd_layers(engine: str, tmp_path: Path) -> None:
    with loaded(engine, {"layersize-odd:v1": ODD_LAYERS}):
        assert_same(engine, ["layersize-odd:v1"], tmp_path)
        verified = told("layersize-odd:v1", "--verify")
        assert verified == told("layersize-odd:v1", "--verify", "--no-store")
        assert not verified["warnings"]


@pytest.mark.parametrize("version", ["0.0", "0.1", "1.0"])
def test_an_imported_tar_with_a_sparse_file(version: str, engine: str, tmp_path: Path) -> None:
    """Docker's tar-split of one does not fit its headers, so that Docker can't save it either."""
    with (tmp_path / "holey").open("wb") as stream:
        stream.write(b"data" * 1024)
        stream.truncate(1_000_000)
    sparse = ["--format=posix", "--sparse", "--hole-detection=raw", f"--sparse-version={version}"]
    made = tmp_path / "root.tar"
    subprocess.run(["/bin/tar", "-c", *sparse, "-f", made, "-C", tmp_path, "holey"], check=True)
    docker(engine, "import", str(made), "layersize-imported:v1")
    try:
        if "containerd" in engine:
            assert_same(engine, ["layersize-imported:v1"], tmp_path)
        else:
            done = run_layersize(["inspect", "docker:layersize-imported:v1", "--no-cache"])
            assert done.exit_code == 2
            assert "can't save it: could not verify layer data" in done.stderr
    finally:
        docker(engine, "rmi", "layersize-imported:v1")


def test_as_another_user_the_image_is_saved(engine: str) -> None:
    """One who may use the socket, but not read the folder."""
    with tempfile.TemporaryDirectory() as folder, relay(engine, Path(folder)) as asked:
        Path(folder).chmod(0o755)
        Path(asked.address.removeprefix("unix://")).chmod(0o666)
        done = subprocess.run(
            [
                "/usr/bin/setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                sys.executable,
                "-m",
                "layersize",
                "inspect",
                f"docker:{SAMPLE}",
                "--no-cache",
                "--format=json",
            ],
            env=environment(DOCKER_HOST=asked.address),
            capture_output=True,
            check=False,
        )
        if b"Permission denied" in done.stderr:
            missing("another user can't run layersize from here")
        assert done.returncode == 0, done.stderr.decode()
        assert without_digests(json.loads(done.stdout)) == told(SAMPLE)
        assert asked.saves == 1
