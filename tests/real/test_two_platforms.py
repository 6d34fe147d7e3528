"""One name with two platforms, in the containerd store of a real Docker and in a real registry."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment, run
from layersize.oci.platform import host_platform
from real.build_engine import DOCKER
from real.programs import skopeo_copy
from support.compressors import gzip_member
from support.image_config import config_json
from support.oci_layouts import Descriptor, OciLayout, platform_of
from support.real_parts import ENGINES, engine_environment, needed
from support.tar_writer import file, tar

pytestmark = pytest.mark.real

STORE = "docker 26, containerd store"
CONTENT_BYTES = {"linux/amd64": 1000, "linux/arm64": 2000}
NAME = f"layersize-platforms:{os.getpid()}"


def layout_of(platforms: Mapping[str, int], **annotations: str) -> tuple[OciLayout, Descriptor]:
    """An index of an image for each platform, which the layout refers to."""
    layout = OciLayout()
    manifests = []
    for platform, content_bytes in platforms.items():
        layer = tar(file("etc/platform", platform.encode().ljust(content_bytes)))
        config = config_json([layer], platform=platform)
        manifest = layout.add_manifest([gzip_member(layer)], config)
        manifests.append({**manifest, "platform": platform_of(platform)})
    index = layout.add_index(manifests)
    layout.refer({**index, "annotations": annotations})
    return layout, index


def docker(env: Mapping[str, str], *arguments: object, **more: Any) -> bytes:
    command = [DOCKER, *map(str, arguments)]
    env = environment(**env)
    return subprocess.run(command, env=env, capture_output=True, check=True, **more).stdout


@pytest.fixture(params=[STORE])
def env(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment in which `docker` means the engine with the containerd store."""
    return engine_environment(ENGINES[request.param])[1]


@pytest.fixture
def loaded(env: dict[str, str]) -> Iterator[Descriptor]:
    """The descriptor of an index that the engine has for both platforms, as NAME."""
    names = {
        "io.containerd.image.name": f"docker.io/library/{NAME}",
        "org.opencontainers.image.ref.name": NAME.partition(":")[2],
    }
    layout, index = layout_of(CONTENT_BYTES, **names)
    docker(env, "load", input=layout.archive())
    yield index
    docker(env, "image", "rm", NAME)


def measured(reference: str, cache: Path, env: Mapping[str, str], *more: str) -> tuple[str, int]:
    """Platform and content of an image."""
    env = environment(XDG_CACHE_HOME=str(cache), **env)
    done = run("inspect", reference, "--format", "json", *more, env=env)
    assert done.returncode == 0, done.stderr.decode()
    image = json.loads(done.stdout)["image"]
    return image["platform"], image["content_bytes"]


@pytest.mark.usefixtures("loaded")
def test_the_engines_number_is_of_all_platforms(env: dict[str, str], tmp_path: Path) -> None:
    env = environment(XDG_CACHE_HOME=str(tmp_path / "cache"), **env)
    shown = run("inspect", f"docker:{NAME}", env=env).stdout.decode()
    assert "docker images says disk usage" in shown
    assert " of all 2 platforms" in shown


@pytest.mark.parametrize("wanted", [None, *CONTENT_BYTES])
def test_in_an_engine_and_in_its_save(
    wanted: str | None, env: dict[str, str], loaded: Descriptor, tmp_path: Path
) -> None:
    more = [] if wanted is None else ["--platform", wanted]
    platform = wanted or host_platform()
    expected = platform, CONTENT_BYTES[platform]
    saved = tmp_path / "saved.tar"
    saved.write_bytes(docker(env, "save", NAME))
    index_id = loaded["digest"].removeprefix("sha256:")
    references = (
        f"docker:{NAME}",
        f"docker:{index_id[:12]}",
        f"docker:docker.io/library/{NAME}",
        str(saved),
        f"{saved}:{NAME}",
        f"{saved}:docker.io/library/{NAME}",
        f"{saved}:{index_id[:12]}",
    )
    for reference in references:
        for how in ([], ["--no-store"], ["--no-store"]):  # the folder, a save, then the cache
            found = measured(reference, tmp_path / "cache", env, *how, *more)
            assert found == expected, (reference, how)


def test_pulled_one_after_the_other(
    need: Callable[..., None], env: dict[str, str], tmp_path: Path
) -> None:
    need("skopeo")
    name = f"{needed('LAYERSIZE_REGISTRY')}/{NAME}"
    layout, _ = layout_of(CONTENT_BYTES)
    archive = tmp_path / "image.tar"
    archive.write_bytes(layout.archive())
    skopeo_copy(f"oci-archive:{archive}", f"docker://{name}", "--all", "--dest-tls-verify=false")
    try:
        for platform in CONTENT_BYTES:
            docker(env, "pull", "--platform", platform, name)
        for platform, content_bytes in CONTENT_BYTES.items():
            for source in ("docker:", "registry:"):
                found = measured(f"{source}{name}", tmp_path, env, "--platform", platform)
                assert found == (platform, content_bytes)
    finally:
        docker(env, "image", "rm", name)
