"""What real tools make that is no image: caches, attestations, exported containers."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment, only_line, run
from real.build_engine import DOCKER, Engine
from support.real_parts import ENGINES, SAMPLE, engine_environment, needed

pytestmark = pytest.mark.real

STORE = "docker 26, containerd store"


@pytest.fixture(params=[STORE])
def builder(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """The engine that exports caches and attestations."""
    return Engine(ENGINES[request.param], buildx=True, cache=tmp_path / "cache")


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY a /a\n")
    (folder / "a").write_text("content")
    return folder


def refused(reference: object, env: dict[str, str], **more: Any) -> str:
    done = run("inspect", str(reference), env=env, **more)
    assert done.returncode == 2, done.stdout
    return only_line(done.stderr)


def refused_on_stdin(path: Path, env: dict[str, str]) -> str:
    with path.open("rb") as stream:
        return refused("-", env, stdin=stream)


def built(builder: Engine, context: Path, *options: str) -> None:
    builder.docker("buildx", "build", "--network", "host", *options, str(context))


@pytest.mark.parametrize("form", ["folder", "image-manifest=true", "image-manifest=false"])
def test_a_build_cache(form: str, builder: Engine, context: Path, tmp_path: Path) -> None:
    folder, name = tmp_path / "build-cache", f"{needed('LAYERSIZE_REGISTRY')}/a:{os.getpid()}"
    target = f"type=local,dest={folder}" if form == "folder" else f"type=registry,ref={name},{form}"
    built(builder, context, "--output", "type=cacheonly", "--cache-to", f"{target},mode=max")
    line = refused(folder if form == "folder" else f"registry:{name}", builder.env)
    assert "is a build cache of BuildKit" in line
    assert line.endswith(", not an image; name the image that was built with it\n")


def test_an_attestation(builder: Engine, context: Path, tmp_path: Path) -> None:
    archive = tmp_path / "image.tar"
    built(builder, context, "--provenance=true", "--output", f"type=oci,dest={archive}")
    tar = ["tar", "--extract", "--to-stdout", "--file", str(archive)]
    outer = json.loads(subprocess.check_output([*tar, "index.json"]))["manifests"][0]["digest"]
    index = json.loads(subprocess.check_output([*tar, f"blobs/{outer.replace(':', '/')}"]))
    image, attestation = (entry["digest"] for entry in index["manifests"])
    assert run("inspect", str(archive), env=builder.env).returncode == 0
    line = refused(f"{archive}:{attestation}", builder.env)
    assert f"is an attestation of {image}, not an image; name the image itself" in line


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_an_exported_container(variable: str, tmp_path: Path) -> None:
    _, variables = engine_environment(variable)
    address = needed(variable)
    env = environment(**{**variables, "DOCKER_HOST": address})
    docker = [DOCKER, "--config", str(tmp_path)]
    create = [*docker, "create", SAMPLE, "true"]
    container = subprocess.check_output(create, env=env, text=True).strip()
    try:
        exported = subprocess.check_output([*docker, "export", container], env=env)
    finally:
        subprocess.run([*docker, "rm", container], env=env, capture_output=True, check=True)
    path = tmp_path / "exported.tar"
    path.write_bytes(exported)
    for line in (refused(path, env), refused_on_stdin(path, env)):
        assert "not an image; docker " in line
