"""`[SOURCE:]NAME`, also where the path holds colons."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.oci.platform import linux_platform, same_platform
from layersize.sources.reference import parse_reference
from support.docker_archives import archive
from support.run_layersize import inspect, inspect_report
from support.tar_writer import file, tar


@pytest.mark.parametrize(
    ("text", "source", "name"),
    [
        ("image.tar", None, "image.tar"),
        ("image.tar:app:v1", None, "image.tar:app:v1"),
        ("docker-archive:image.tar:app:v1", "docker-archive", "image.tar:app:v1"),
        ("oci-dir:/a:b", "oci-dir", "/a:b"),
        ("registry:host:5000/app", "registry", "host:5000/app"),
        ("registry", None, "registry"),
        ("Docker:app", None, "Docker:app"),
        ("-", None, "-"),
    ],
)
def test_the_source_is_split_off(text: str, source: str | None, name: str) -> None:
    reference = parse_reference(text)
    assert (reference.source, reference.name) == (source, name)


@pytest.mark.parametrize("text", ["", "docker:", "oci-archive:"])
def test_a_reference_without_a_name(text: str) -> None:
    with pytest.raises(LayersizeError, match="names no image"):
        parse_reference(text)


@pytest.mark.parametrize("name", ["a.tar", "a:b.tar", "a:v1", "docker:x.tar", "ö ä.tar", "-x.tar"])
def test_any_path_can_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_bytes(archive(tar(file("a", b"x"))))
    monkeypatch.chdir(tmp_path)
    for reference in (f"./{name}", f"./{name}:app:v1", str(tmp_path / name), f"./{name}:v1"):
        assert inspect_report(reference)["image"]["live_bytes"] == 1


def test_the_longest_path_that_exists_is_meant(tmp_path: Path) -> None:
    short, long = tmp_path / "a", tmp_path / "a:v1"
    short.write_bytes(archive(tar(file("a", b"x"))))
    shutil.copy(short, long)
    long.write_bytes(archive(tar(file("a", b"xx"))))
    assert inspect_report(str(long))["image"]["live_bytes"] == 2
    assert inspect_report(f"{short}:app:v1")["image"]["live_bytes"] == 1


def test_a_source_that_does_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(archive(tar(file("a", b"x"))))
    assert "is not a folder; drop the SOURCE:" in inspect(f"oci-dir:{path}").stderr
    assert "is a folder; drop the SOURCE:" in inspect(f"oci-archive:{tmp_path}").stderr
    assert "holds no index.json" in inspect(f"oci-archive:{path}").stderr


@pytest.mark.parametrize(
    ("machine", "platform"),
    [
        ("x86_64", "linux/amd64"),
        ("AMD64", "linux/amd64"),
        ("aarch64", "linux/arm64"),
        ("arm64", "linux/arm64"),
        ("armv7l", "linux/arm/v7"),
        ("riscv64", "linux/riscv64"),
    ],
)
def test_machines(machine: str, platform: str) -> None:
    assert linux_platform(machine) == platform


@pytest.mark.parametrize(
    ("wanted", "offered", "same"),
    [
        ("linux/arm64", "linux/arm64/v8", True),
        ("linux/amd64", "Linux/x86_64", True),
        ("linux/arm", "linux/arm/v7", True),
        ("linux/arm/v6", "linux/arm/v7", False),
        ("linux/amd64/v3", "linux/amd64", False),
        ("windows/amd64", "linux/amd64", False),
        ("amd64", "linux/amd64", False),
    ],
)
def test_platforms(wanted: str, offered: str, same: bool) -> None:
    assert same_platform(wanted, offered) is same
