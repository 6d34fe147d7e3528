"""Images whose digests are of other algorithms than sha256, in every place where one stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from layersize.oci.digest import ALGORITHMS, Digest
from support.compressors import gzip_member
from support.docker_archives import manifest_entry
from support.hostile_registry import HostileRegistry, blob_path, fixed, manifest_path, ranged
from support.image_config import config_json, to_json
from support.oci_layouts import CONFIG_TYPE, INDEX_TYPE, LAYOUT_VERSION, MANIFEST_TYPE, TAR_TYPE
from support.run_layersize import Outcome, inspect
from support.standard_input import piped_stdin
from support.tar_writer import file, gnu_long, tar

LAYER = tar(file("f", b"x" * 4000))
OTHER = tar(file("f", b"y" * 4000))
PACKED = gzip_member(LAYER)
OTHER_PACKED = gzip_member(OTHER).ljust(len(PACKED), b"\0")
Names = Callable[[Digest], str]
each_algorithm = pytest.mark.parametrize("algorithm", ALGORITHMS)


class Parts:
    """An image of one layer whose digests are all of one algorithm."""

    def __init__(self, algorithm: str, blob: bytes = PACKED, *, diff_id: bytes = LAYER) -> None:
        self.algorithm = algorithm
        self.blob = blob
        rootfs = {"type": "layers", "diff_ids": [str(self.digest(diff_id))]}
        self.config = config_json([LAYER], rootfs=rootfs)
        media_type = TAR_TYPE if blob == LAYER else f"{TAR_TYPE}+gzip"
        self.manifest = to_json(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST_TYPE,
                "config": self.descriptor(self.config, CONFIG_TYPE),
                "layers": [self.descriptor(blob, media_type)],
            }
        )
        listed = self.descriptor(self.manifest, MANIFEST_TYPE)
        platform = {"os": "linux", "architecture": "amd64"}
        self.index = to_json(
            {
                "schemaVersion": 2,
                "mediaType": INDEX_TYPE,
                "manifests": [{**listed, "platform": platform}],
            }
        )

    def digest(self, data: bytes) -> Digest:
        return Digest.of(data, self.algorithm)

    def descriptor(self, data: bytes, media_type: str) -> dict[str, Any]:
        return {"mediaType": media_type, "digest": str(self.digest(data)), "size": len(data)}

    def by_names(self, names: Names, *more: bytes) -> dict[str, bytes]:
        return {names(self.digest(data)): data for data in (self.config, self.blob, *more)}

    def layout(self) -> dict[str, bytes]:
        blobs = self.by_names(in_layout, self.manifest)
        return {"index.json": self.index, "oci-layout": LAYOUT_VERSION, **blobs}

    def docker_archive(self) -> dict[str, bytes]:
        names = list(map(in_layout, map(self.digest, (self.config, self.blob))))
        entry = manifest_entry(names[0], ["app:v1"], names[1:])
        return {"manifest.json": to_json([entry]), **self.by_names(in_layout)}


def in_layout(digest: Digest) -> str:
    return f"blobs/{digest.algorithm}/{digest.hexadecimal}"


def prefixed(digest: Digest) -> str:
    return f"{digest.algorithm}-{digest.hexadecimal}"


def bare(digest: Digest) -> str:
    return digest.hexadecimal


def dir_of_one(parts: Parts, names: Names) -> dict[str, bytes]:
    return {"manifest.json": parts.manifest, **parts.by_names(names)}


def dir_of_several(parts: Parts, names: Names) -> dict[str, bytes]:
    manifest = {f"{names(parts.digest(parts.manifest))}.manifest.json": parts.manifest}
    return {"manifest.json": parts.index, **parts.by_names(names), **manifest}


FORMS: dict[str, Callable[[Parts], dict[str, bytes]]] = {
    "dir": lambda parts: dir_of_one(parts, bare),
    "dir-prefixed": lambda parts: dir_of_one(parts, prefixed),
    "dir-index": lambda parts: dir_of_several(parts, bare),
    "dir-index-prefixed": lambda parts: dir_of_several(parts, prefixed),
    "oci-dir": Parts.layout,
    "oci-archive": Parts.layout,
    "docker-archive": Parts.docker_archive,
    "stream": Parts.layout,
    "docker-stream": Parts.docker_archive,
    "docker-stream-manifest-last": lambda parts: dict(reversed(parts.docker_archive().items())),
}


def seen(form: str, files: Mapping[str, bytes], folder: Path, *args: str) -> Outcome:
    """What is told of the files: in a folder, in a tar or on standard input."""
    members = (gnu_long(name) + file(name[:100], data) for name, data in files.items())
    packed = tar(*members)
    if "stream" in form:
        with piped_stdin(packed):
            return inspect("-", *args)
    if "archive" in form:
        path = folder / "image.tar"
        path.write_bytes(packed)
        return inspect(str(path), *args)
    for name, data in files.items():
        path = folder / "image" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return inspect(str(folder / "image"), *args)


def codes_of(outcome: Outcome) -> list[str]:
    assert outcome.exit_code == 0, outcome.stderr
    return [warning["code"] for warning in outcome.report["warnings"]]


def with_other(files: Mapping[str, bytes], data: bytes, other: bytes) -> dict[str, bytes]:
    return {name: other if found == data else found for name, found in files.items()}


@each_algorithm
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blob", [LAYER, PACKED], ids=["plain", "gzip"])
def test_it_is_read(algorithm: str, form: str, blob: bytes, tmp_path: Path) -> None:
    parts = Parts(algorithm, blob)
    outcome = seen(form, FORMS[form](parts), tmp_path, "--verify")
    assert codes_of(outcome) == []
    image, (layer,) = outcome.report["image"], outcome.report["layers"]
    assert image["content_bytes"] == 4000
    assert image["image_id"] == str(parts.digest(parts.config))
    assert layer["digest"] == str(parts.digest(blob))
    assert layer["diff_id"] == str(parts.digest(LAYER))


@each_algorithm
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("args", [[], ["--verify"]], ids=["usual", "verify"])
def test_a_layer_that_is_another_one(
    algorithm: str, form: str, args: list[str], tmp_path: Path
) -> None:
    """Also without --verify: whatever is compressed is hashed as it is read."""
    files = with_other(FORMS[form](Parts(algorithm)), PACKED, OTHER_PACKED)
    outcome = seen(form, files, tmp_path, *args)
    assert outcome.exit_code == 2
    found = Digest.of(OTHER_PACKED, algorithm)
    assert f"the blob is {found}, not what its descriptor says" in outcome.stderr


@each_algorithm
@pytest.mark.parametrize("form", FORMS)
def test_a_config_that_is_another_one(algorithm: str, form: str, tmp_path: Path) -> None:
    parts = Parts(algorithm)
    other = parts.config.replace(b"amd64", b"arm64")
    outcome = seen(form, with_other(FORMS[form](parts), parts.config, other), tmp_path)
    assert outcome.exit_code == 2
    assert f"is {Digest.of(other, algorithm)} by its content" in outcome.stderr


@each_algorithm
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blob", [LAYER, PACKED], ids=["plain", "gzip"])
def test_a_diff_id_of_another_layer(algorithm: str, form: str, blob: bytes, tmp_path: Path) -> None:
    parts = Parts(algorithm, blob, diff_id=OTHER)
    outcome = seen(form, FORMS[form](parts), tmp_path, "--verify")
    assert codes_of(outcome) in (["diff-id-mismatch"], ["diff-id-not-checked"])
    if form != "docker-stream-manifest-last" or algorithm == "sha256":
        (warning,) = outcome.report["warnings"]
        assert f"hashes to {Digest.of(LAYER, algorithm)}" in warning["message"]


def test_a_diff_id_that_a_stream_told_too_late(tmp_path: Path) -> None:
    """The layer has gone by, hashed in the usual way: that is said, and not that it is another."""
    files = {
        "layer.tar": LAYER,
        "config.json": Parts("sha512", LAYER).config,
        "manifest.json": to_json([manifest_entry("config.json", None, ["layer.tar"])]),
    }
    for args in ([], ["--verify"]):
        assert codes_of(seen("stream", files, tmp_path, *args)) == ["diff-id-not-checked"]
        assert codes_of(seen("archive", files, tmp_path, *args)) == []
    config_first = {name: files[name] for name in ("config.json", "layer.tar", "manifest.json")}
    assert codes_of(seen("stream", config_first, tmp_path)) == []


def test_a_mixed_image(tmp_path: Path) -> None:
    """The config goes by sha384, the layer by sha512, what is in it by sha256."""
    parts, config = Parts("sha512"), config_json([LAYER])
    manifest = to_json(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": Parts("sha384").descriptor(config, CONFIG_TYPE),
            "layers": [parts.descriptor(PACKED, f"{TAR_TYPE}+gzip")],
        }
    )
    index = {"manifests": [Parts("sha256").descriptor(manifest, MANIFEST_TYPE)]}
    files = {
        "index.json": to_json(index),
        in_layout(Digest.of(manifest)): manifest,
        in_layout(Digest.of(config, "sha384")): config,
        in_layout(parts.digest(PACKED)): PACKED,
    }
    outcome = seen("oci-dir", files, tmp_path, "--verify")
    assert codes_of(outcome) == []
    assert outcome.report["image"]["image_id"] == str(Digest.of(config, "sha384"))


@each_algorithm
def test_a_registry(algorithm: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By its digest; what was fetched once is not fetched again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    parts = Parts(algorithm)
    with HostileRegistry() as registry:
        name = str(parts.digest(parts.index))
        reference = f"registry:{registry.host}/team/app@{name}"
        listed = str(parts.digest(parts.manifest))
        layer_path = blob_path(str(parts.digest(PACKED)))
        registry.answers[manifest_path(name)] = fixed(parts.index, INDEX_TYPE)
        registry.answers[manifest_path(listed)] = fixed(parts.manifest, MANIFEST_TYPE)
        registry.answers[blob_path(str(parts.digest(parts.config)))] = ranged(parts.config)
        registry.answers[layer_path] = ranged(PACKED)
        for _ in range(2):
            assert codes_of(inspect(reference)) == []
        assert registry.paths.count(layer_path) == 1
        registry.answers[layer_path] = ranged(OTHER_PACKED)
        outcome = inspect(reference, "--no-cache")
    assert outcome.exit_code == 2
    assert f"the blob is {Digest.of(OTHER_PACKED, algorithm)}, not what" in outcome.stderr


@pytest.mark.parametrize("algorithm", ["blake3", "md5", "SHA256", "sha256+b64u"])
def test_other_algorithms_are_refused_by_name(algorithm: str, tmp_path: Path) -> None:
    described = {**Parts("sha256").descriptor(b"{}", MANIFEST_TYPE), "digest": f"{algorithm}:00"}
    outcome = seen("oci-dir", {"index.json": to_json({"manifests": [described]})}, tmp_path)
    assert outcome.exit_code == 2
    assert "is not a sha256, sha384 or sha512 digest" in outcome.stderr
