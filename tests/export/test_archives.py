"""What is in an exported archive, byte for byte."""

from __future__ import annotations

import hashlib
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from export.conftest import LAYERS
from export.exports import FORMS, export, exported, members, names_in, whole_report
from support.compressors import bzip2_stream, gzip_member, zstd_frame
from support.docker_archives import docker_24, docker_25, named_layers
from support.image_config import config_json, digest_of, sha256_hex, to_json
from support.oci_layouts import MANIFEST_TYPE, TAR_TYPE, OciLayout, oci_layout
from support.standard_input import piped_stdin
from support.tar_writer import file, tar

DOCKER_MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"


def index_of(archive: Path) -> list[dict[str, Any]]:
    manifests: list[dict[str, Any]] = json.loads(members(archive)["index.json"])["manifests"]
    return manifests


def blob(archive: Path, digest: str) -> bytes:
    return members(archive)[f"blobs/{digest.replace(':', '/')}"]


def put(files: dict[str, bytes], folder: Path) -> Path:
    """A folder with these files in it."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_docker_archive_is_an_oci_layout_too(image: Path, folder: Path) -> None:
    archive = exported(image, folder / "a.tar")
    found = members(archive)
    layer_names = [f"blobs/sha256/{sha256_hex(layer)}" for layer in LAYERS]
    config = config_json(LAYERS)
    assert json.loads(found["manifest.json"]) == [
        {
            "Config": f"blobs/sha256/{sha256_hex(config)}",
            "RepoTags": ["app:v1"],
            "Layers": layer_names,
        }
    ]
    assert [found[name] for name in layer_names] == list(LAYERS)
    (descriptor,) = index_of(archive)
    assert descriptor["platform"] == {"os": "linux", "architecture": "amd64"}
    manifest = json.loads(blob(archive, descriptor["digest"]))
    assert blob(archive, manifest["config"]["digest"]) == config
    assert [layer["digest"] for layer in manifest["layers"]] == [*map(digest_of, LAYERS)]
    assert [layer["size"] for layer in manifest["layers"]] == [*map(len, LAYERS)]
    as_oci = exported(f"oci-archive:{archive}:app:v1", folder / "b.tar", "--format", "oci-archive")
    assert index_of(as_oci) == index_of(archive)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_tells_when_or_by_whom_it_was_written(image: Path, folder: Path, form: str) -> None:
    archive = exported(image, folder / "a.tar", "--format", form)
    with tarfile.open(archive) as opened:
        for member in opened:
            assert (member.mtime, member.uid, member.gid) == (0, 0, 0)
            assert (member.uname, member.gname) == ("", "")
            assert member.mode == (0o755 if member.isdir() else 0o644)
            assert not member.pax_headers


@pytest.mark.parametrize("form", FORMS)
def test_layers_stay_compressed_as_they_are(folder: Path, tmp_path: Path, form: str) -> None:
    second = gzip_member if form == "docker-archive" else zstd_frame
    blobs = [gzip_member(LAYERS[0]), second(LAYERS[1]), LAYERS[0]]
    source = tmp_path / "source.tar"
    tars = [LAYERS[0], LAYERS[1], LAYERS[0]]
    source.write_bytes(named_layers({f"{i}.tar": b for i, b in enumerate(blobs)}, tars))
    archive = exported(source, folder / "a.tar", "--format", form)
    (descriptor,) = index_of(archive)
    layers = json.loads(blob(archive, descriptor["digest"]))["layers"]
    assert [layer["mediaType"] for layer in layers] == [
        f"{TAR_TYPE}+gzip",
        f"{TAR_TYPE}+{'gzip' if form == 'docker-archive' else 'zstd'}",
        TAR_TYPE,
    ]
    assert [blob(archive, layer["digest"]) for layer in layers] == blobs


def test_what_oci_has_no_media_type_for(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.tar"
    source.write_bytes(named_layers({"0.tar": bzip2_stream(LAYERS[0])}, LAYERS[:1]))
    archive = exported(source, folder / "a.tar")
    assert {"index.json", "oci-layout"}.isdisjoint(members(archive))
    outcome = export(source, folder / "b.tar", "--format", "oci-archive")
    assert outcome.exit_code == 2
    assert "layer 0 (0.tar): is compressed in a way that OCI has no" in outcome.stderr
    assert "--format docker-archive" in outcome.stderr
    assert names_in(folder) == ["a.tar"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("save", [docker_24, docker_25])
def test_a_layer_that_comes_twice_is_stored_once(
    folder: Path, tmp_path: Path, form: str, save: Any
) -> None:
    source = tmp_path / "source.tar"
    source.write_bytes(save([LAYERS[0], LAYERS[1], LAYERS[0]]))
    archive = exported(source, folder / "a.tar", "--format", form)
    with tarfile.open(archive) as opened:
        names = opened.getnames()
    assert len(names) == len(set(names))
    assert names.count(f"blobs/sha256/{sha256_hex(LAYERS[0])}") == 1
    assert len(whole_report(archive)["layers"]) == 3


@pytest.mark.parametrize("form", FORMS)
def test_the_sources_own_manifest_is_kept(folder: Path, tmp_path: Path, form: str) -> None:
    layout = OciLayout()
    descriptor = layout.add_manifest(LAYERS, config_json(LAYERS), annotations={"a": "b  c"})
    layout.refer(descriptor, "docker.io/library/app:v1")
    source = tmp_path / "source.tar"
    source.write_bytes(layout.archive())
    archive = exported(source, folder / "a.tar", "--format", form)
    (found,) = index_of(archive)
    assert (found["digest"], found["size"]) == (descriptor["digest"], descriptor["size"])
    assert found["mediaType"] == MANIFEST_TYPE


def test_a_manifest_of_dockers_kind_in_a_folder_of_skopeo(folder: Path, tmp_path: Path) -> None:
    config, layer = config_json(LAYERS[:1]), gzip_member(LAYERS[0])
    gzip_type = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    manifest = {
        "schemaVersion": 2,
        "mediaType": DOCKER_MANIFEST_TYPE,
        "config": {
            "mediaType": "application/vnd.docker.container.image.v1+json",
            "digest": digest_of(config),
            "size": len(config),
        },
        "layers": [{"mediaType": gzip_type, "digest": digest_of(layer), "size": len(layer)}],
    }
    blobs = {sha256_hex(data): data for data in (config, layer)}
    source = put({"manifest.json": to_json(manifest), **blobs}, tmp_path / "dir")
    archive = exported(source, folder / "a.tar", "--format", "oci-archive")
    (found,) = index_of(archive)
    assert found["mediaType"] == DOCKER_MANIFEST_TYPE
    assert blob(archive, found["digest"]) == (source / "manifest.json").read_bytes()


def test_layers_in_a_wrong_order_are_put_right(folder: Path, tmp_path: Path) -> None:
    """Docker 25.0.0 wrote such manifests; whoever reads only them gets another image."""
    source = tmp_path / "source.tar"
    source.write_bytes(docker_25(LAYERS, oci_layer_order=[1, 0]))
    archive = exported(source, folder / "a.tar")
    manifest = json.loads(blob(archive, index_of(archive)[0]["digest"]))
    assert [layer["digest"] for layer in manifest["layers"]] == [*map(digest_of, LAYERS)]


@pytest.mark.parametrize("form", FORMS)
def test_the_version_of_windows_is_kept(folder: Path, form: str) -> None:
    layout = OciLayout()
    version = {"os.version": "10.0.20348.2227"}
    config = config_json(LAYERS, platform="windows/amd64", **version)
    layout.refer(layout.add_manifest(LAYERS, config), "v1")
    with piped_stdin(layout.archive()):
        archive = exported("-", folder / "a.tar", "--format", form)
    (found,) = index_of(archive)
    assert found["platform"] == {"os": "windows", "architecture": "amd64", **version}


@pytest.mark.parametrize("form", FORMS)
def test_one_of_several_platforms(folder: Path, form: str) -> None:
    layout = OciLayout()
    layers = {"linux/amd64": LAYERS[:1], "linux/arm/v7": LAYERS[1:]}
    manifests = [
        layout.add_manifest(blobs, config_json(blobs, platform=name))
        for name, blobs in layers.items()
    ]
    layout.refer(layout.add_index(manifests), "v1")
    source = layout.archive()
    with piped_stdin(source):
        archive = exported("-", folder / "a.tar", "--format", form, "--platform", "linux/arm/v7")
    (found,) = index_of(archive)
    assert found["platform"] == {"os": "linux", "architecture": "arm", "variant": "v7"}
    assert found["digest"] == manifests[1]["digest"]
    assert f"blobs/sha256/{sha256_hex(LAYERS[0])}" not in members(archive)


def test_the_tar_of_one_image_on_standard_input_is_kept_as_it_is(image: Path, folder: Path) -> None:
    with piped_stdin(gzip_member(image.read_bytes())):
        archive = exported("-", folder / "a.tar")
    assert archive.read_bytes() == image.read_bytes()


def test_one_of_two_images_of_a_compressed_file(folder: Path, tmp_path: Path) -> None:
    layout = OciLayout()
    for layer in LAYERS:
        name = f"docker.io/library/app:v{LAYERS.index(layer)}"
        layout.refer(layout.add_manifest([layer], config_json([layer])), name)
    source = tmp_path / "source.tar.gz"
    source.write_bytes(gzip_member(layout.archive()))
    archive = exported(f"{source}:app:v1", folder / "a.tar")
    assert json.loads(members(archive)["manifest.json"])[0]["RepoTags"] == [
        "docker.io/library/app:v1"
    ]
    assert f"blobs/sha256/{sha256_hex(LAYERS[0])}" not in members(archive)


def test_sha512(folder: Path, tmp_path: Path) -> None:
    """Names beyond what a plain tar header holds."""
    layer = LAYERS[0]
    hexadecimal = hashlib.sha512(layer).hexdigest()
    layout = OciLayout()
    described = {"mediaType": TAR_TYPE, "digest": f"sha512:{hexadecimal}", "size": len(layer)}
    manifest = layout.add_manifest([], config_json([layer]), layer_descriptors=[described])
    layout.refer(manifest, "v1")
    files = {**layout.files(), f"blobs/sha512/{hexadecimal}": layer}
    source = put(files, tmp_path / "layout")
    for form in FORMS:
        archive = exported(source, folder / f"{form}.tar", "--format", form)
        assert members(archive)[f"blobs/sha512/{hexadecimal}"] == layer
        assert whole_report(archive) == whole_report(source)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kept_in", ["file", "folder", "standard input"])
def test_a_blob_that_is_not_its_digest(
    folder: Path, tmp_path: Path, form: str, kept_in: str
) -> None:
    layout = oci_layout(LAYERS, config_json(LAYERS))
    wrong = LAYERS[1].replace(b"z", b"w")
    layout.blobs[sha256_hex(LAYERS[1])] = wrong
    names = [f"blobs/sha256/{sha256_hex(part)}" for part in (config_json(LAYERS), *LAYERS)]
    entry = {"Config": names[0], "RepoTags": ["app:v1"], "Layers": names[1:]}
    files = {**layout.files(), "manifest.json": to_json([entry])}
    source = tmp_path / "source"
    data = tar(*(file(name, data) for name, data in files.items()))
    where = {"file": source, "folder": put(files, tmp_path / "folder")}.get(kept_in)
    source.write_bytes(data)
    with piped_stdin(data):
        outcome = export(where or "-", folder / "a.tar", "--format", form)
    assert outcome.exit_code == 2
    place = f"layersize: {where or 'standard input'}: layer 1 ({names[2]}): the blob is "
    assert outcome.stderr.startswith(f"{place}{digest_of(wrong)}, not what its descriptor says")
    assert outcome.stderr.count("\n") == 1
    assert names_in(folder) == []


def test_an_image_without_a_config(folder: Path) -> None:
    source = Path(__file__).parent.parent / "images" / "pre-1.10.tar"
    outcome = export(source, folder / "a.tar")
    assert outcome.exit_code == 2
    assert "has no config" in outcome.stderr
    assert "export it from the engine" in outcome.stderr
    with piped_stdin(source.read_bytes()):
        assert "standard input: has no config" in export("-", folder / "a.tar").stderr
    assert names_in(folder) == []
