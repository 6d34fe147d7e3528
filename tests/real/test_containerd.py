"""containerd by itself, asked by its own program, its blobs from its folder or through it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment
from support.real_parts import SAMPLE, missing, needed
from support.run_layersize import run_layersize

pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    if os.geteuid() != 0:
        missing("only root can use containerd")
    found = needed("LAYERSIZE_CONTAINERD")
    monkeypatch.setenv("CONTAINERD_ADDRESS", found)
    return found


def report(reference: str, *options: str) -> Any:
    done = run_layersize(["inspect", reference, "--format", "json", "--no-cache", *options])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def numbers(analysis: Any) -> Any:
    """All but where it was read."""
    image = {
        key: value
        for key, value in analysis["image"].items()
        if key not in ("reference", "source", "engine")
    }
    return {**analysis, "image": image}


def saved(name: str) -> Any:
    return report(str(Path(needed("LAYERSIZE_PARTS_IMAGES")) / name))


@pytest.mark.parametrize("options", [[], ["--no-store"], ["--verify"]], ids=" ".join)
def test_an_image_is_that_of_its_archive(options: list[str]) -> None:
    found = report(f"containerd:{SAMPLE}", *options)
    assert found["image"]["source"] == "containerd"
    assert numbers(found) == numbers(saved("sample-v1.docker-containerd.tar"))


def test_a_plain_image_of_another_namespace() -> None:
    found, expected = report(f"containerd:other/{SAMPLE}"), saved("sample-v1.docker-old.tar")
    for key in ("tar_bytes", "content_bytes", "live_bytes", "shadowed_bytes", "transfer_bytes"):
        assert found["image"][key] == expected["image"][key]
    assert found["pairs"] == expected["pairs"]
    assert found["shadowed"] == expected["shadowed"]


def test_the_usual_namespace_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTAINERD_NAMESPACE", "other")
    found = report(f"containerd:docker.io/library/{SAMPLE}")
    assert found["image"]["transfer_bytes"] is None


def test_by_digest() -> None:
    listed = subprocess.run(
        ["/usr/bin/ctr", "images", "ls"], env=environment(), capture_output=True, check=True
    ).stdout.decode()
    digest = next(word for word in listed.split() if word.startswith("sha256:"))
    assert numbers(report(f"containerd:{digest}")) == numbers(report(f"containerd:{SAMPLE}"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("layersize-sampel:v1", "did you mean containerd:docker.io/library/layersize-sample:v1"),
        ("nowhere/app", "containerd:NAMESPACE/NAME"),
        ("other/nothing", "in namespace other, default"),
        ("a b", "has no image 'a b'"),
        ("--help", "has no image '--help'"),
    ],
)
def test_a_name_that_is_not_there(name: str, words: str) -> None:
    done = run_layersize(["inspect", f"containerd:{name}"])
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_another_platform_is_not_there() -> None:
    done = run_layersize(["inspect", f"containerd:{SAMPLE}", "--platform", "linux/s390x"])
    assert done.exit_code == 2
    assert "has no image for linux/s390x; choose --platform" in done.stderr


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONTAINERD_ADDRESS", str(tmp_path / "no.sock"))
    done = run_layersize(["inspect", f"containerd:{SAMPLE}", "--timeout", "20"])
    assert done.exit_code == 2
    assert "containerd: nobody is listening" in done.stderr


def test_without_its_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run_layersize(["inspect", f"containerd:{SAMPLE}"])
    assert done.exit_code == 2
    assert "ctr, which is not on PATH" in done.stderr


def test_a_bare_name_does_not_ask_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DOCKER_HOST", "CONTAINER_HOST"):
        monkeypatch.setenv(variable, "unix:///nonexistent")
    done = run_layersize(["inspect", SAMPLE, "--offline"])
    assert done.exit_code == 2
    assert "containerd" not in done.stderr


def test_one_who_may_not_use_it(address: str) -> None:
    command = [
        "/usr/bin/setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        sys.executable,
        "-m",
        "layersize",
        "inspect",
        f"containerd:{SAMPLE}",
    ]
    env = environment(CONTAINERD_ADDRESS=address)
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    if b"failed to execute" in done.stderr:
        missing("another user can't run this Python")
    assert done.returncode == 2
    assert b"you may not use it (permission denied)" in done.stderr


def test_it_is_exported_and_compared(tmp_path: Path) -> None:
    made = tmp_path / "made.tar"
    exported = run_layersize(["export", f"containerd:{SAMPLE}", "-o", str(made)])
    assert exported.exit_code == 0, exported.stderr
    done = run_layersize(["compare", f"containerd:{SAMPLE}", str(made), "--format", "json"])
    compared = json.loads(done.stdout)
    assert compared["paths"] == []
    assert compared["shared"]["layers"] == len(compared["layers"])
