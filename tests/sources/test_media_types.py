"""Images whose media types say less than their content, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from support.compressors import gzip_member, zstd_frame
from support.hostile_registry import HostileRegistry
from support.image_config import config_json, to_json
from support.oci_layouts import CONFIG_TYPE, MANIFEST_TYPE, TAR_TYPE, OciLayout
from support.run_layersize import Outcome, inspect, run_layersize
from support.tar_writer import file, tar, whiteout

LAYERS = (tar(file("f", b"x" * 1000)), tar(file("g", b"y" * 500)), tar(whiteout("f")))
CONFIG = config_json(LAYERS)
DOCKER = "application/vnd.docker."
DOCKER_MANIFEST = f"{DOCKER}distribution.manifest.v2+json"
DOCKER_LAYER = f"{DOCKER}image.rootfs.diff.tar"
odd_layers = pytest.mark.parametrize(
    "media_type",
    [
        "application/octet-stream",
        "application/x-gzip",
        "application/x-gtar",
        "application/vnd.example.rootfs.v1",
        "odd \x1b[31mtype",
    ],
)


def layout_of(
    blobs: Sequence[bytes],
    layer_type: str,
    config_type: str = CONFIG_TYPE,
    *,
    config: bytes = CONFIG,
    manifest_type: str = MANIFEST_TYPE,
    **more: Any,
) -> OciLayout:
    layout = OciLayout()
    manifest = {
        "schemaVersion": 2,
        "mediaType": manifest_type,
        "config": layout.add_blob(config, config_type),
        "layers": [layout.add_blob(blob, layer_type) for blob in blobs],
        **more,
    }
    layout.refer(layout.add_blob(to_json(manifest), manifest_type), "v1")
    return layout


def written(layout: OciLayout, folder: Path) -> str:
    for name, data in layout.files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return str(folder)


def codes_and_layers(outcome: Outcome) -> list[tuple[str, int | None]]:
    assert outcome.exit_code == 0, outcome.stderr
    return [(warning["code"], warning["layer"]) for warning in outcome.report["warnings"]]


@odd_layers
@pytest.mark.parametrize("pack", [bytes, gzip_member, zstd_frame], ids=["plain", "gzip", "zstd"])
def test_layers_are_told_by_their_bytes(media_type: str, pack: Any, tmp_path: Path) -> None:
    image = written(layout_of(list(map(pack, LAYERS)), media_type), tmp_path)
    outcome = inspect(image)
    assert codes_and_layers(outcome) == [("unusual-media-type", index) for index in range(3)]
    found = outcome.report["image"]
    assert (found["content_bytes"], found["live_bytes"]) == (1500, 500)
    assert all(media_type in warning["message"] for warning in outcome.report["warnings"])
    assert all(layer["media_type"] == media_type for layer in outcome.report["layers"])
    assert "\x1b" not in run_layersize(["inspect", image]).stdout


def test_no_type_at_all(tmp_path: Path) -> None:
    assert codes_and_layers(inspect(written(layout_of(LAYERS, "", ""), tmp_path))) == []


def test_a_registry_gives_the_same() -> None:
    with HostileRegistry() as registry:
        registry.serve(layout_of(LAYERS, "application/octet-stream", "application/octet-stream"))
        outcome = inspect(f"registry:{registry.host}/team/app:v1", "--no-cache")
    codes = [("unusual-media-type", layer) for layer in (None, 0, 1, 2)]
    assert codes_and_layers(outcome) == codes


@pytest.mark.parametrize(
    "config_type", ["application/octet-stream", "application/json", "text/plain", "x/image.v1"]
)
def test_a_config_is_told_by_its_content(config_type: str, tmp_path: Path) -> None:
    outcome = inspect(written(layout_of(LAYERS, TAR_TYPE, config_type), tmp_path))
    assert codes_and_layers(outcome) == [("unusual-media-type", None)]
    assert config_type in outcome.report["warnings"][0]["message"]
    assert outcome.report["image"]["platform"] == "linux/amd64"


@pytest.mark.parametrize(
    ("layout", "told"),
    [
        (layout_of(LAYERS, "application/vnd.in-toto+json"), "an attestation"),
        (layout_of(LAYERS, "text/csv"), "an artifact (text/csv)"),
        (layout_of(LAYERS, "a/b", config=b"{}"), "an artifact (a/b)"),
        (layout_of(LAYERS, "a/b", config=config_json(LAYERS[:2])), "an artifact (a/b)"),
        (layout_of(LAYERS, "a/b", artifactType="x/tool"), "an artifact (x/tool)"),
        (layout_of(LAYERS, TAR_TYPE, "x/y", config=b"no JSON"), "an artifact (x/y)"),
        (layout_of(LAYERS, TAR_TYPE, "application/vnd.cncf.helm.config.v1+json"), "a Helm chart"),
        (layout_of(LAYERS, TAR_TYPE, "application/vnd.docker.ai.model.config.v0.1+json"), "model"),
    ],
    ids=range(8),
)
def test_what_is_something_else_stays_that(layout: OciLayout, told: str, tmp_path: Path) -> None:
    outcome = inspect(written(layout, tmp_path))
    assert outcome.exit_code == 2
    assert told in outcome.stderr


@pytest.mark.parametrize("blob", [b"PK\3\4" * 300, b"text\n" * 300, gzip_member(b"no tar" * 100)])
def test_an_odd_layer_that_is_no_tar_is_refused_with_its_type(blob: bytes, tmp_path: Path) -> None:
    image = layout_of([LAYERS[0], blob, LAYERS[2]], "application/octet-stream")
    outcome = inspect(written(image, tmp_path))
    assert outcome.exit_code == 2
    assert "layer 1" in outcome.stderr
    assert "its media type is application/octet-stream, not that of a tar" in outcome.stderr


@pytest.mark.parametrize("layer_type", [f"{DOCKER_LAYER}.zstd", f"{DOCKER_LAYER}.gzip"])
@pytest.mark.parametrize("manifest_type", [DOCKER_MANIFEST, MANIFEST_TYPE])
def test_zstd_in_types_of_docker(layer_type: str, manifest_type: str, tmp_path: Path) -> None:
    blobs = [zstd_frame(LAYERS[0]), gzip_member(LAYERS[1]), zstd_frame(LAYERS[2])]
    image = layout_of(blobs, layer_type, manifest_type=manifest_type)
    outcome = inspect(written(image, tmp_path))
    assert codes_and_layers(outcome) == [("docker-type-zstd", 0), ("docker-type-zstd", 2)]
    assert outcome.report["image"]["content_bytes"] == 1500


def test_zstd_in_oci_types_under_a_manifest_of_docker(tmp_path: Path) -> None:
    blobs = list(map(zstd_frame, LAYERS))
    layer_type = f"{TAR_TYPE}+zstd"
    image = layout_of(blobs, layer_type, manifest_type=DOCKER_MANIFEST)
    assert len(codes_and_layers(inspect(written(image, tmp_path / "docker")))) == 3
    assert codes_and_layers(inspect(written(layout_of(blobs, layer_type), tmp_path / "oci"))) == []
