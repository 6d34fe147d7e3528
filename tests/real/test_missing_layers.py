"""A real containerd store that runs an image whose layers it never downloaded."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.processes import environment, only_line
from cli.processes import run as run_layersize
from real.layouts import write_layout
from real.programs import run, skopeo_copy
from support.compressors import gzip_member
from support.image_config import config_json
from support.oci_layouts import OciLayout
from support.real_parts import needed
from support.tar_writer import file, tar

pytestmark = pytest.mark.real


def _docker() -> list[str]:
    return ["/usr/bin/docker", "--host", needed("LAYERSIZE_DOCKER_CONTAINERD")]


@pytest.fixture
def image(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The name of such an image, and the environment with its engine.

    Its layer is there unpacked, from another image that has it plain; so the pull leaves it out.
    """
    env = environment(
        DOCKER_HOST=needed("LAYERSIZE_DOCKER_CONTAINERD"), XDG_CACHE_HOME=str(tmp_path / "cache")
    )
    docker = _docker()
    unique = f"layersize-unpacked-{os.urandom(6).hex()}"
    pushed = f"{needed('LAYERSIZE_REGISTRY')}/{unique}:v1"
    layers = [tar(file("noise", os.urandom(60_000)))]
    plain = OciLayout()
    plain.refer(plain.add_manifest(layers, config_json(layers)), f"docker.io/library/{unique}:v1")
    (tmp_path / "plain.tar").write_bytes(plain.archive())
    packed = write_layout(tmp_path / "packed", layers, [gzip_member(layers[0])])
    skopeo_copy(f"oci:{packed}:v1", f"docker://{pushed}", "--dest-tls-verify=false")
    run(*docker, "load", "--input", tmp_path / "plain.tar")
    run(*docker, "pull", pushed)
    yield pushed, env
    run(*docker, "rmi", pushed, f"{unique}:v1")


@pytest.mark.parametrize("_engine", ["docker 26, containerd"])
def test_it_is_an_error_with_the_way_out(
    image: tuple[str, dict[str, str]], tmp_path: Path, _engine: str
) -> None:
    name, env = image
    run(*_docker(), "save", name, "--output", tmp_path / "saved.tar")  # ends well
    with tarfile.open(tmp_path / "saved.tar") as saved:
        assert max(member.size for member in saved) < 10_000  # and holds no layer
    for reference in (name, f"docker:{name}"):
        done = run_layersize("inspect", reference, env=env)
        assert done.returncode == 2
        assert f"pull it again, or read it from its registry: registry:{name}" in only_line(
            done.stderr
        )
    assert run_layersize("inspect", f"registry:{name}", "--insecure", env=env).returncode == 0
