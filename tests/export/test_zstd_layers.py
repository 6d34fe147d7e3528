"""Layers of zstd in docker-archives, which old engines could not load as they are."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from export.conftest import LAYERS
from export.exports import export, members, names_in, whole_report
from layersize.export import plain_tars
from layersize.oci.image_name import familiar_name
from support.compressors import gzip_member, zstd_frame, zstd_zeros
from support.docker_archives import docker_25, named_layers
from support.hostile_registry import HostileRegistry
from support.image_config import config_json, sha256_hex
from support.oci_layouts import TAR_TYPE, OciLayout, oci_layout
from support.standard_input import piped_stdin
from support.tar_writer import base256, file, header, tar

TARS = (LAYERS[0], LAYERS[1], tar(file("d", b"w" * 3000)))
BLOBS = (
    zstd_frame(TARS[0]),
    gzip_member(TARS[1]),
    zstd_frame(TARS[2][:512]) + zstd_frame(TARS[2][512:]),
)
SAID = "2 layers of zstd written as plain tars, as Docker 20.10 can't load zstd\n"


def layout() -> OciLayout:
    return oci_layout(BLOBS, config_json(TARS), name="docker.io/library/app:v1")


def assert_is_plain(archive: Path) -> None:
    """Of zstd nothing is left; what is gzip is as it was; docker load needs no more."""
    found = members(archive)
    (entry,) = json.loads(found["manifest.json"])
    assert [familiar_name(tag) for tag in entry["RepoTags"]] == ["app:v1"]
    assert [found[name] for name in entry["Layers"]] == [TARS[0], BLOBS[1], TARS[2]]
    assert entry["Layers"][2] == f"blobs/sha256/{sha256_hex(TARS[2])}"
    assert found[entry["Config"]] == config_json(TARS)
    assert {"index.json", "oci-layout"}.isdisjoint(found)
    with tarfile.open(archive) as opened:
        for member in opened:
            assert (member.mtime, member.uid, member.gid, member.pax_headers) == (0, 0, 0, {})
    assert archive.stat().st_size % tarfile.RECORDSIZE == 0


@pytest.mark.parametrize(
    "data",
    [
        layout().archive(),
        docker_25(TARS, blobs=BLOBS, containerd_store=True),
        named_layers({f"{index}": blob for index, blob in enumerate(BLOBS)}, TARS),
    ],
    ids=["oci", "containerd store", "names"],
)
@pytest.mark.parametrize("from_stream", [False, True])
def test_they_are_unpacked(data: bytes, from_stream: bool, folder: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "source.tar", folder / "a.tar"
    source.write_bytes(data)
    if from_stream:
        with piped_stdin(data):
            outcome = export("-", target)
    else:
        outcome = export(source, target)
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stderr.endswith(SAID)
    assert_is_plain(target)
    assert whole_report(target) == whole_report(source)


def test_an_oci_archive_keeps_them(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.tar"
    source.write_bytes(layout().archive())
    outcome = export(source, folder / "a.tar", "--format", "oci-archive")
    assert "zstd" not in outcome.stderr
    assert set(BLOBS) <= set(members(folder / "a.tar").values())


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "called gzip"])
def test_from_a_registry(is_told: bool, folder: Path) -> None:
    """Also where the types of the layers are not true."""
    served = layout()
    if not is_told:
        described = [{**served.add_blob(blob, f"{TAR_TYPE}+gzip")} for blob in BLOBS]
        served = oci_layout(BLOBS, config_json(TARS), layer_descriptors=described)
    with HostileRegistry() as registry:
        registry.serve(served)
        outcome = export(f"registry:{registry.host}/team/app:v1", folder / "a.tar")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stderr.endswith(SAID)
    found = members(folder / "a.tar")
    (entry,) = json.loads(found["manifest.json"])
    assert [found[name] for name in entry["Layers"]] == [TARS[0], BLOBS[1], TARS[2]]


def test_one_layer_twice_is_one(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.tar"
    blob = zstd_frame(TARS[0])
    source.write_bytes(named_layers({"0": blob, "1": blob, "2": TARS[0]}, [TARS[0]] * 3))
    outcome = export(source, folder / "a.tar")
    assert "1 layer of zstd written as a plain tar" in outcome.stderr
    (entry,) = json.loads(members(folder / "a.tar")["manifest.json"])
    assert entry["Layers"] == [f"blobs/sha256/{sha256_hex(TARS[0])}"] * 3


def test_quiet(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.tar"
    source.write_bytes(layout().archive())
    assert export(source, folder / "a.tar", "--quiet").stderr == ""


BOMB = zstd_zeros(header("zeros", size=base256(2 << 30)), 9000)


@pytest.mark.parametrize(
    ("blob", "said"),
    [
        (zstd_frame(TARS[1]), f"unpacks to sha256:{sha256_hex(TARS[1])}, its diff_id is"),
        (zstd_frame(TARS[0])[:-5], "the zstd stream breaks off before its end"),
        (zstd_frame(TARS[0]) + b"garbage", "is followed by bytes that are not part of it"),
        (BOMB, "over 200 times its length; if you trust the image"),
    ],
    ids=["other", "cut", "garbage", "bomb"],
)
def test_what_can_not_be_unpacked(blob: bytes, said: str, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.tar"
    source.write_bytes(named_layers({"0.tar": TARS[1], "1.tar": blob}, [TARS[1], TARS[0]]))
    outcome = export(source, folder / "a.tar")
    assert outcome.exit_code == 2
    assert f"{source}: layer 1 (1.tar): " in outcome.stderr
    assert said in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert names_in(folder) == []


@pytest.mark.parametrize("name", ["blobs/sha256/" + "0" * 64, "blobs/sha512/" + "0" * 128])
def test_a_header_is_as_long_for_every_size(name: str) -> None:
    member = tarfile.TarInfo(name)
    lengths = set()
    for size in (0, 1, 8 << 30, 1 << 40):
        member.size = size
        lengths.add(len(plain_tars._header(member)))
        assert (
            tarfile.TarInfo.frombuf(plain_tars._header(member)[-512:], "utf-8", "strict").size
            == size
        )
    assert len(lengths) == 1
