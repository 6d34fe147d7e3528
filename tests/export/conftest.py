"""Images to export, and a folder for what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout

LAYERS = (
    tar(file("etc/a", b"x" * 5000), file("usr/b", b"y" * 9000)),
    tar(whiteout("etc/a"), file("c", b"z" * 700)),
)


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever runs on this machine, these tests have no engine."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    monkeypatch.setenv("CONTAINER_HOST", "unix:///nonexistent/podman.sock")


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """`app:v1`, of LAYERS."""
    path = tmp_path / "image.tar"
    path.write_bytes(archive(*LAYERS))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where nothing but exports is written."""
    made = tmp_path / "exports"
    made.mkdir()
    return made
