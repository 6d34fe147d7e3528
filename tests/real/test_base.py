"""The base image of which an image gives the digest, if an engine has it, asked for real."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment, run
from real.build_engine import Engine
from support.real_parts import SAMPLE, engine_environment, needed

pytestmark = pytest.mark.real
DIGEST = "org.opencontainers.image.base.digest"
NO_ENGINE = {"DOCKER_HOST": "unix:///nonexistent", "CONTAINER_HOST": "unix:///nonexistent"}


def inspected(reference: str, env: dict[str, str], *options: str) -> Any:
    done = run("inspect", reference, "--format", "json", *options, env=env)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A layer on top of the sample."""
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "own").write_text("own\n")
    return folder


def test_an_engine_tells_of_the_base_that_a_label_gives(
    engine: Engine, built: str, context: Path
) -> None:
    image_id = engine.docker("image", "inspect", "--format", "{{.Id}}", SAMPLE).strip()
    lines = [f"FROM {SAMPLE}", f"LABEL {DIGEST}={image_id}", "COPY own /own", ""]
    (context / "Dockerfile").write_text("\n".join(lines))
    engine.docker("build", "--network", "host", "-t", built, str(context))
    sample = inspected(f"docker:{SAMPLE}", engine.env)
    found = inspected(f"docker:{built}", engine.env)
    assert found["base"] == {
        "reference": SAMPLE,
        "layers": len(sample["layers"]),
        "content_bytes": sample["image"]["content_bytes"],
        "how": "annotation",
    }
    assert len(found["layers"]) == len(sample["layers"]) + 1
    given = inspected(f"docker:{built}", engine.env, "--base", f"docker:{SAMPLE}")["base"]
    assert given == {**found["base"], "reference": f"docker:{SAMPLE}", "how": "option"}


@pytest.fixture
def archive(
    need: Callable[..., None], context: Path, tmp_path: Path
) -> Iterator[tuple[Path, dict[str, str]]]:
    """What Podman builds on the sample, which annotates the base by itself, and its environment."""
    need("podman")
    _, variables = engine_environment("LAYERSIZE_PODMAN")
    podman = ["podman", "--remote", "--url", needed("LAYERSIZE_PODMAN")]
    name, file = f"layersize-test-base:{os.getpid()}", tmp_path / "built.tar"
    (context / "Dockerfile").write_text(f"FROM localhost/{SAMPLE}\nCOPY own /own\n")
    subprocess.run([*podman, "build", "-q", "-t", name, context], check=True, capture_output=True)
    try:
        saving = [*podman, "save", "--format", "oci-archive", "-o", file, name]
        subprocess.run(saving, check=True, capture_output=True)
        yield file, environment(XDG_CACHE_HOME=str(tmp_path / "cache"), **variables)
    finally:
        subprocess.run([*podman, "rmi", name], check=True, capture_output=True)


def test_podman_annotates_the_base_and_tells_of_it(
    archive: tuple[Path, dict[str, str]],
) -> None:
    file, env = archive
    found = inspected(str(file), env)["base"]
    assert found["how"] == "annotation"
    assert found["reference"] == f"localhost/{SAMPLE}"
    without = inspected(str(file), {**env, **NO_ENGINE})["base"]
    assert without == {**found, "reference": None, "how": "history"}
