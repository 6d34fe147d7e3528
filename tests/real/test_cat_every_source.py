"""One file, whatever the image is read from: the same bytes as GNU tar takes out of its layer."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cli.processes import environment, run
from real.test_every_source import FILES, podman_storage, registry_environment
from support.compressors import gzip_member, zstd_frame
from support.real_parts import ENGINES, NEWER_SAMPLE, SAMPLE, engine_environment, needed

pytestmark = pytest.mark.real

PATHS = (
    ((), "/etc/passwd"),
    ((), "/bin/busybox"),
    ((), "/srv/models/report.link"),
    ((), "/srv/data/numbers.txt"),
    (("--layer", "1"), "/srv/scratch/download.txt"),
    (("--layer", "1"), "/srv/data/numbers.txt"),
)
"""Live ones, a hardlink, one of several layers, a deleted and an overwritten one."""


def cat(
    image: str,
    options: tuple[str, ...],
    path: str,
    *,
    cache: Path,
    env: Mapping[str, str],
    stdin: bytes = b"",
) -> bytes:
    done = run(
        "cat",
        image,
        *options,
        path,
        env=environment(XDG_CACHE_HOME=str(cache), **env),
        stdin=None,
        input=stdin,
    )
    assert done.returncode == 0, done.stderr.decode()
    return bytes(done.stdout)


def by_tar(archive: Path, folder: Path) -> list[bytes]:
    """What GNU tar takes out of the layers of a saved image."""
    subprocess.run(["/usr/bin/tar", "-xf", archive, "-C", folder], check=True)
    layers = json.loads((folder / "manifest.json").read_text())[0]["Layers"]
    found = []
    for options, path in PATHS:
        within = layers if not options else [layers[int(options[1])]]
        for layer in reversed(within):
            done = subprocess.run(
                ["/usr/bin/tar", "-xOf", folder / layer, *_members(folder / layer, path)],
                capture_output=True,
                check=False,
            )
            if done.returncode == 0 and done.stdout:
                found.append(done.stdout)
                break
        else:
            raise AssertionError(path)
    return found


def _members(layer: Path, path: str) -> list[str]:
    """The names that a layer's tar has for a path, and for what that is a hardlink to."""
    names = subprocess.run(
        ["/usr/bin/tar", "-tvf", layer], capture_output=True, text=True, check=True
    ).stdout
    for line in names.splitlines():
        name, _, target = line.partition(" link to ")
        if name.split(maxsplit=5)[5].removeprefix("./") == path.strip("/"):
            return [target or name.split(maxsplit=5)[5]]
    return ["there is none"]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    images = Path(needed("LAYERSIZE_PARTS_IMAGES"))
    folder = tmp_path_factory.mktemp("unpacked")
    return by_tar(images / FILES["docker save, 20.10"], folder)


@pytest.mark.parametrize("title", FILES)
def test_saved_images(title: str, expected: list[bytes], tmp_path: Path) -> None:
    image = str(Path(needed("LAYERSIZE_PARTS_IMAGES")) / FILES[title])
    found = [cat(image, *asked, cache=tmp_path, env={}) for asked in PATHS]
    assert found == expected


@pytest.mark.parametrize("compress", [gzip_member, zstd_frame])
def test_compressed_as_a_whole_and_standard_input(
    compress: Callable[[bytes], bytes], expected: list[bytes], tmp_path: Path
) -> None:
    images = Path(needed("LAYERSIZE_PARTS_IMAGES"))
    packed = compress((images / FILES["docker save, 20.10"]).read_bytes())
    path = tmp_path / "image"
    path.write_bytes(packed)
    assert [cat(str(path), *asked, cache=tmp_path, env={}) for asked in PATHS] == expected
    piped = [cat("-", *asked, cache=tmp_path, env={}, stdin=packed) for asked in PATHS[:2]]
    assert piped == expected[:2]


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("option", ["", "--no-store"], ids=["folder", "save"])
def test_engines(variable: str, option: str, expected: list[bytes], tmp_path: Path) -> None:
    """From the engine's folder or its save; then with the walk of the first time."""
    source, env = engine_environment(variable)
    options = (option,) if option else ()
    found = [
        cat(f"{source}{SAMPLE}", (*options, *asked), path, cache=tmp_path, env=env)
        for asked, path in PATHS
    ]
    assert found == expected


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_the_folder_is_read_though_a_save_is_remembered(
    variable: str, expected: list[bytes], tmp_path: Path
) -> None:
    source, env = engine_environment(variable)
    image = f"{source}{SAMPLE}"
    assert cat(image, ("--no-store",), "/etc/passwd", cache=tmp_path, env=env) == expected[0]
    assert cat(image, (), "/etc/passwd", cache=tmp_path, env=env) == expected[0]


def test_containerd_and_storage(expected: list[bytes], tmp_path: Path) -> None:
    containerd = {"CONTAINERD_ADDRESS": needed("LAYERSIZE_CONTAINERD")}
    image = f"containerd:{SAMPLE}"
    assert [cat(image, *asked, cache=tmp_path, env=containerd) for asked in PATHS] == expected
    storage = podman_storage(tmp_path)
    image = f"storage:{SAMPLE}"
    assert [cat(image, *asked, cache=tmp_path, env=storage) for asked in PATHS] == expected


@pytest.mark.parametrize("variable", ["LAYERSIZE_REGISTRY", "LAYERSIZE_REGISTRY_AUTH"])
def test_registries(variable: str, expected: list[bytes], tmp_path: Path) -> None:
    host = needed(variable)
    env = registry_environment(tmp_path / "docker", host)
    image = f"registry:{host}/{SAMPLE}"
    assert [cat(image, *asked, cache=tmp_path, env=env) for asked in PATHS] == expected


def test_two_images_of_two_engines_are_compared(tmp_path: Path) -> None:
    _, env = engine_environment("LAYERSIZE_DOCKER_OLD")
    host = needed("LAYERSIZE_REGISTRY")
    images = (f"docker:{SAMPLE}", f"registry:{host}/{NEWER_SAMPLE}")
    env = environment(XDG_CACHE_HOME=str(tmp_path), **env)
    done = run("diff", *images, "/srv/release/name", env=env)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().endswith("@@ -1 +1 @@\n-v1\n+v2\n")
