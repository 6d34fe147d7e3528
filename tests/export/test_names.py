"""Names of images in archives: those that engines take, as they write them."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from export.conftest import LAYERS
from export.exports import FORMS, exported, members, names_in
from layersize.oci.image_name import full_name, name_annotations, repo_tags
from support.docker_archives import named_layers
from support.image_config import config_json
from support.oci_layouts import OciLayout
from support.work import assert_bounded

CONTAINERD = "io.containerd.image.name"
REF = "org.opencontainers.image.ref.name"


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("app:v1", "docker.io/library/app:v1"),
        ("me/app:v1", "docker.io/me/app:v1"),
        ("docker.io/app:v1", "docker.io/library/app:v1"),
        ("index.docker.io/me/app:v1", "docker.io/me/app:v1"),
        ("localhost/app:v1", "localhost/app:v1"),
        ("localhost:5000/app:v1", "localhost:5000/app:v1"),
        ("[::1]:5000/app:v1", "[::1]:5000/app:v1"),
        ("Host/app:v1", "Host/app:v1"),
        ("quay.io/a/b__c/d-e.f:_1.0-x", "quay.io/a/b__c/d-e.f:_1.0-x"),
        ("app", None),
        ("app:", None),
        ("App:v1", None),
        ("app@sha256:" + "0" * 64, None),
        ("app:v1@sha256:" + "0" * 64, None),
        ("sha256:" + "0" * 64, "docker.io/library/sha256:" + "0" * 64),
        ("a//b:v1", None),
        ("../app:v1", None),
        ("/etc/passwd:v1", None),
        ("app:../v1", None),
        ("app:v1\n", None),
        ("app:v\N{ARABIC-INDIC DIGIT ONE}", None),
        ("-app:v1", None),
        ("a" * 600 + ":v1", None),
        ("app:" + "v" * 129, None),
        ("", None),
    ],
)
def test_full_names(name: str, full: str | None) -> None:
    assert full_name(name) == full


def test_a_name_that_is_written_in_several_ways_is_one() -> None:
    names = ("app:v1", "docker.io/library/app:v1", "v1", "app:v2")
    assert repo_tags(names) == ["app:v1", "app:v2"]
    assert name_annotations(names) == [
        {CONTAINERD: "docker.io/library/app:v1", REF: "v1"},
        {CONTAINERD: "docker.io/library/app:v2", REF: "v2"},
    ]


def test_names_of_other_kinds_stand_for_themselves() -> None:
    assert repo_tags(("v1", "quay.io/app")) == []
    assert name_annotations(("v1", "quay.io/app", "v1")) == [{REF: "v1"}, {REF: "quay.io/app"}]


@pytest.mark.parametrize("part", ["a-", "a.", "a/", "a:", "_", "a__", "[:", "a--"])
def test_long_names_take_no_time(part: str) -> None:
    def read(times: int) -> None:
        for end in ("", "!", ":v1", "/a:v1"):
            name = part * times + end
            assert full_name(name) is None
            assert name_annotations([name, name[:500]]) in ([], [{REF: name[:500]}])

    assert_bounded(read, 10_000)
    for _ in range(150):  # with expressions that go back, minutes
        read(10_000)
    read(1_000_000)  # and without a bound of the length, hours


HOSTILE = (
    "../../etc/passwd",
    "/etc/passwd:v1",
    "app:v1\x1b[31m",
    "app:v1\n",
    "app:\u202ev1",
    "\ud800:v1",
    "a\0b:v1",
    "{}",
    "",
)


@pytest.mark.parametrize("form", FORMS)
def test_hostile_names_are_left_out(folder: Path, tmp_path: Path, form: str) -> None:
    source = tmp_path / "docker.tar"
    blobs = {"../../0.tar": LAYERS[0], "etc/../../1.tar": LAYERS[1]}
    source.write_bytes(named_layers(blobs, LAYERS, tags=[*HOSTILE, "app:v1"]))
    assert_harmless(exported(source, folder / "a.tar", "--format", form), "app:v1", "v1")
    layout = OciLayout()
    manifest = layout.add_manifest(LAYERS, config_json(LAYERS))
    for name in (*HOSTILE, "quay.io/app:v1"):
        layout.refer(manifest, name)
        layout.refer(manifest, annotations={CONTAINERD: name})
    source = tmp_path / "oci.tar"
    source.write_bytes(layout.archive())
    assert_harmless(exported(source, folder / "b.tar", "--format", form), "quay.io/app:v1", "v1")
    assert names_in(folder) == ["a.tar", "b.tar"]


def assert_harmless(archive: Path, name: str, ref: str) -> None:
    """Only the good name is there, and members' names are made of digests."""
    files = members(archive)
    if "manifest.json" in files:
        assert json.loads(files["manifest.json"])[0]["RepoTags"] == [name]
    annotations = [row["annotations"] for row in json.loads(files["index.json"])["manifests"]]
    assert [row[REF] for row in annotations] == [ref]
    with tarfile.open(archive) as opened:
        for member in opened:
            assert member.isfile() or member.isdir()
            parts = member.name.split("/")
            assert parts[0] in ("blobs", "manifest.json", "index.json", "oci-layout")
            assert ".." not in parts
