"""What real engines and tools make of exported archives."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from export.exports import FORMS, exported, whole_report
from real.engine_reports import report_from
from real.programs import run as run_program
from real.programs import skopeo_copy
from support.compressors import gzip_member, zstd_frame
from support.docker_archives import docker_24, named_layers
from support.image_config import config_json, sha256_hex
from support.oci_layouts import OciLayout
from support.real_parts import ENGINES, SAMPLE, engine_environment, needed
from support.tar_writer import file, tar, whiteout

pytestmark = pytest.mark.real


class Unheard:
    """An image that no engine knows, in the forms in which it may be exported."""

    def __init__(self) -> None:
        self.name = f"layersize-export-{os.urandom(6).hex()}"
        noise = os.urandom(70_000)
        self.layers = [
            tar(file("etc/a", noise), file("usr/b", b"y" * 9000)),
            tar(whiteout("etc/a"), file("c", noise[::-1])),
            tar(file("etc/a", noise), file("usr/b", b"y" * 9000)),
        ]
        self.config = config_json(self.layers)
        self.image_id = sha256_hex(self.config)

    def sources(self) -> dict[str, bytes]:
        blobs = [gzip_member(layer) for layer in self.layers]
        names = [f"{index}.tar.gz" for index in range(3)]
        layout = OciLayout()
        layout.refer(layout.add_manifest(blobs, self.config), f"docker.io/library/{self.name}:v1")
        untyped = OciLayout()
        descriptors = [untyped.add_blob(blob, "application/octet-stream") for blob in blobs]
        manifest = untyped.add_manifest([], self.config, layer_descriptors=descriptors)
        untyped.refer(manifest, f"docker.io/library/{self.name}:v1")
        return {
            "plain": docker_24(self.layers, tag=f"{self.name}:v1"),
            "gzip": named_layers(
                dict(zip(names, blobs, strict=True)),
                self.layers,
                tags=[f"{self.name}:v1", f"localhost/{self.name}:v2"],
            ),
            "oci": layout.archive(),
            "untyped": untyped.archive(),
            "zstd": named_layers(
                {f"{index}.tar": zstd_frame(layer) for index, layer in enumerate(self.layers)},
                self.layers,
                tags=[f"{self.name}:v1"],
            ),
        }


@pytest.fixture(params=["plain", "gzip", "oci", "untyped", "zstd"])
def unheard(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Unheard, Path]:
    """An image and the file to export it from."""
    image = Unheard()
    path = tmp_path / "source.tar"
    path.write_bytes(image.sources()[request.param])
    return image, path


@contextmanager
def loaded(variable: str, archive: Path, name: str) -> Iterator[Callable[..., str]]:
    """An engine that has loaded an archive; gives its client, and removes the image at the end."""
    address = needed(variable)
    client = ("podman", "--remote", "--url") if "PODMAN" in variable else ("docker", "--host")

    def ask(*arguments: object) -> str:
        return run_program(*client, address, *arguments).decode().strip()

    ask("load", "--input", archive)
    try:
        yield ask
    finally:
        listed = ask("images", "--format", "{{.Repository}}:{{.Tag}}").split()
        ask("image", "rm", "--force", *(tag for tag in listed if name in tag))


def assert_is_loaded(image: Unheard, ask: Callable[..., str], variable: str, name: str) -> None:
    """Under its name, with its id where that is the config's, and the same when read again."""
    found = ask("image", "inspect", "--format", "{{.Id}}", f"{name}:v1").removeprefix("sha256:")
    if "CONTAINERD" not in variable:  # its ids are those of manifests
        assert found == image.image_id
    source, env = engine_environment(variable)
    report = report_from(f"{source}{name}:v1", env)
    assert report["image"]["image_id"] == f"sha256:{image.image_id}"
    assert report["image"]["tar_bytes"] == sum(map(len, image.layers))


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_engines_load_docker_archives(
    variable: str, unheard: tuple[Unheard, Path], tmp_path: Path, need: Callable[..., None]
) -> None:
    needed(variable)
    need("podman" if "PODMAN" in variable else "docker")
    image, source = unheard
    archive = exported(source, tmp_path / "a.tar")
    with loaded(variable, archive, image.name) as ask:
        assert_is_loaded(image, ask, variable, image.name)


@pytest.mark.parametrize("variable", ["LAYERSIZE_DOCKER_CONTAINERD", "LAYERSIZE_PODMAN"])
def test_engines_load_oci_archives(
    variable: str, tmp_path: Path, need: Callable[..., None]
) -> None:
    needed(variable)
    need("podman" if "PODMAN" in variable else "docker")
    for kind in ("plain", "oci", "untyped"):
        image = Unheard()
        source = tmp_path / f"{kind}.tar"
        source.write_bytes(image.sources()[kind])
        archive = exported(source, tmp_path / f"{kind}-a.tar", "--format", "oci-archive")
        with loaded(variable, archive, image.name) as ask:
            assert_is_loaded(image, ask, variable, image.name)


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_engines_load_what_a_registry_sent(
    variable: str, tmp_path: Path, need: Callable[..., None]
) -> None:
    """With compressed layers, and a manifest of Docker's own kind."""
    name = f"{needed('LAYERSIZE_REGISTRY')}/{SAMPLE.partition(':')[0]}"
    needed(variable)
    need("podman" if "PODMAN" in variable else "docker")
    archive = exported(f"registry:{name}:v1", tmp_path / "a.tar")
    with loaded(variable, archive, name) as ask:
        assert ask("image", "inspect", "--format", "{{.Id}}", f"{name}:v1")
        source, env = engine_environment(variable)
        engines, own = report_from(f"{source}{name}:v1", env), whole_report(archive)
        assert engines["image"]["image_id"] == own["image"]["image_id"]
        assert engines["shadowed"] == own["shadowed"]


@pytest.mark.parametrize("form", FORMS)
def test_skopeo_copies_it(
    form: str, unheard: tuple[Unheard, Path], tmp_path: Path, need: Callable[..., None]
) -> None:
    """Which reads every layer, and checks it against its digest and diff_id."""
    need("skopeo")
    image, source = unheard
    archive = exported(source, tmp_path / "a.tar", "--format", form)
    tag = ":v1" if form == "oci-archive" else f":docker.io/library/{image.name}:v1"
    skopeo_copy(f"{form}:{archive}{tag}", f"dir:{tmp_path / 'copy'}")
    copied, own = whole_report(tmp_path / "copy"), whole_report(archive)
    assert copied["image"]["image_id"] == f"sha256:{image.image_id}"
    assert copied == own
