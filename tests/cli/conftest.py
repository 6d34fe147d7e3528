"""Small saved images on disk."""

from __future__ import annotations

import bz2
import random
import zlib
from pathlib import Path

import pytest

from cli.check_project import project as project
from support.docker_archives import archive, named_layers
from support.tar_writer import file, tar, whiteout

_BEGINNING = file("f", b"", size=1 << 32)
BASE_FILES = tar(file("etc/a", b"x" * 5000), file("usr/b", b"y" * 9000))


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever runs on this machine, these tests have no engine, and a cache of their own."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    monkeypatch.setenv("CONTAINER_HOST", "unix:///nonexistent/podman.sock")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Two layers, the second of which deletes 5,000 bytes of the first."""
    path = tmp_path / "image.tar"
    path.write_bytes(archive(BASE_FILES, tar(whiteout("etc/a"), file("c", b"z" * 700))))
    return path


@pytest.fixture
def other_image(tmp_path: Path) -> Path:
    """The first layer of `image`, and another second one."""
    path = tmp_path / "other.tar"
    path.write_bytes(archive(BASE_FILES, tar(file("c", b"w" * 800))))
    return path


@pytest.fixture(scope="session")
def slow_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small and two large layers that take seconds to decode, and break off at their ends.

    Long enough to be walked in processes.
    """
    deflate = zlib.compressobj(1, zlib.DEFLATED, 31)
    gzip_beginning = deflate.compress(_BEGINNING) + deflate.flush(zlib.Z_FULL_FLUSH)
    deflate = zlib.compressobj(1, zlib.DEFLATED, -15)
    gzip_part = deflate.compress(_noise()) + deflate.flush(zlib.Z_FULL_FLUSH)
    layers = _slow_layers()
    for index in range(2):
        layers[f"{index}.tar.gz"] = gzip_beginning + gzip_part * 40
    path = tmp_path_factory.mktemp("slow") / "image.tar"
    path.write_bytes(named_layers(layers, [b""] * len(layers)))
    return path


@pytest.fixture(scope="session")
def slow_small_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two layers that take seconds to decode, too short for processes."""
    path = tmp_path_factory.mktemp("slow-small") / "image.tar"
    path.write_bytes(named_layers(_slow_layers(), [b"", b""]))
    return path


def _slow_layers() -> dict[str, bytes]:
    compressed = bz2.compress(_BEGINNING) + bz2.compress(_noise()) * 30
    return {f"{index}.tar.bz2": compressed for index in range(2)}


def _noise() -> bytes:
    return random.Random(0).randbytes(1 << 20).translate(bytes(range(64)) * 4)
