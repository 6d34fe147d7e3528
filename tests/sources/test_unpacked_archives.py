"""Folders that somebody unpacked a docker-archive to."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from support.docker_archives import archive, docker_24, docker_25, manifest_entry
from support.image_config import config_json, to_json
from support.run_layersize import Outcome, inspect, run_layersize
from support.tar_writer import file, tar, whiteout

IMAGES = Path(__file__).parents[1] / "images"
LAYERS = (tar(file("a", b"x" * 700)), tar(whiteout("a"), file("b", b"y" * 30)))


def is_docker_archive(path: Path) -> bool:
    """Whether a file is a docker-archive, and not one to be refused."""
    return "error" not in stated_of(path)["expect"] and b"manifest.json" in path.read_bytes()


def stated_of(path: Path) -> Any:
    return json.loads(path.with_suffix(".json").read_text())


ARCHIVES = [path for path in sorted(IMAGES.glob("*.tar")) if is_docker_archive(path)]


def unpack(data: bytes, folder: Path) -> str:
    with tarfile.open(fileobj=io.BytesIO(data)) as packed:
        packed.extractall(folder, filter="tar")
    return str(folder)


def without_place(report: Any) -> Any:
    """A report without the reference, and what is said of the tar around the image."""
    image = {key: value for key, value in report["image"].items() if key != "reference"}
    told = [warning for warning in report["warnings"] if warning["layer"] is not None]
    return {**report, "image": image, "warnings": told}


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_it_is_what_the_archive_is(path: Path, tmp_path: Path) -> None:
    folder = unpack(path.read_bytes(), tmp_path)
    reference = stated_of(path).get("reference", "{path}")
    outcome = inspect(reference.replace("{path}", folder))
    assert outcome.exit_code == 0, outcome.stderr
    packed = inspect(reference.replace("{path}", str(path)))
    assert without_place(outcome.report) == without_place(packed.report)


def test_there_are_archives_of_every_producer() -> None:
    names = " ".join(path.stem for path in ARCHIVES)
    producers = ("docker-24", "docker-25", "docker-containerd-store", "podman", "kaniko", "bazel")
    assert all(producer in names for producer in producers), names


def test_one_of_several_by_its_name_and_by_force(tmp_path: Path) -> None:
    folder = unpack(docker_24(LAYERS, tag="app:v1"), tmp_path)
    for reference in (f"{folder}:app:v1", f"docker-archive:{folder}", folder):
        outcome = inspect(reference)
        assert outcome.exit_code == 0, outcome.stderr
        assert outcome.report["image"]["live_bytes"] == 30
    assert "has no image" in inspect(f"{folder}:app:v2").stderr


def test_as_a_layout_if_that_is_asked_for(tmp_path: Path) -> None:
    folder = unpack(docker_25(LAYERS), tmp_path)
    assert inspect(folder).report["image"]["source"] == "docker-archive"
    assert inspect(f"oci-dir:{folder}").report["image"]["source"] == "oci-dir"


def test_one_of_before_docker_1_10(tmp_path: Path) -> None:
    (tmp_path / "repositories").write_bytes(to_json({"app": {"v1": "top"}}))
    for name, parent, layer in (("base", {}, LAYERS[0]), ("top", {"parent": "base"}, LAYERS[1])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "json").write_bytes(to_json({"id": name, **parent}))
        (tmp_path / name / "layer.tar").write_bytes(layer)
    outcome = inspect(f"{tmp_path}:app:v1")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.report["image"]["live_bytes"] == 30


def with_layer(folder: Path, name: str) -> Outcome:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_bytes(config_json([LAYERS[0]]))
    entry = manifest_entry("config.json", ["app:v1"], [name])
    (folder / "manifest.json").write_bytes(to_json([entry]))
    return inspect(str(folder))


@pytest.mark.parametrize(
    "name", ["../secret.tar", "link/secret.tar", "link.tar", "a/../../secret.tar"]
)
def test_nothing_outside_of_it_is_read(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "image"
    folder.mkdir()
    secret = tmp_path / "secret.tar"
    secret.write_bytes(LAYERS[0])
    (folder / "link").symlink_to(tmp_path)
    (folder / "link.tar").symlink_to(secret)
    outcome = with_layer(folder, name)
    assert outcome.exit_code == 2
    assert "leads out of the folder" in outcome.stderr


@pytest.mark.parametrize("name", [str(Path(__file__).resolve()), "no\0name", "none.tar", "loop"])
def test_names_that_are_none_of_its_files(name: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    outcome = with_layer(tmp_path, name)
    assert outcome.exit_code == 2
    assert outcome.stderr.count("\n") == 1


def test_a_folder_of_something_else_stays_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("no JSON")
    assert "is not JSON" in inspect(str(tmp_path)).stderr
    (tmp_path / "manifest.json").write_text(json.dumps("text"))
    assert inspect(str(tmp_path)).exit_code == 2
    assert "is a folder; drop the SOURCE:" in inspect(f"docker-archive:{tmp_path}").stderr


def test_it_can_be_exported(tmp_path: Path) -> None:
    folder = unpack(archive(*LAYERS), tmp_path / "image")
    saved = str(tmp_path / "saved.tar")
    assert run_layersize(["export", folder, "-o", saved, "--quiet"]).exit_code == 0
    assert inspect(saved).report["image"]["live_bytes"] == 30
